namespace Exercises;

/// <summary>Draws curves as text, each with its own letter.</summary>
public static class TextPlot
{
    /// <summary>Returns the lines of a plot: the values of each curve against their indices.</summary>
    /// <param name="curves">The letter and the values of each curve; later ones are drawn above earlier ones.</param>
    public static IEnumerable<string> Curves(params (char Letter, double[] Values)[] curves)
    {
        const int width = 60, height = 14;
        var (low, high) = (curves.Min(curve => curve.Values.Min()), curves.Max(curve => curve.Values.Max()));
        var text = Enumerable.Range(0, height).Select(_ => new string(' ', width).ToCharArray()).ToArray();
        foreach (var (letter, values) in curves)
            for (var column = 0; column < width; column++)
            {
                var value = values[(int)Math.Round((values.Length - 1.0) * column / (width - 1))];
                var row = high > low ? (int)Math.Round((high - value) / (high - low) * (height - 1)) : 0;
                text[row][column] = letter;
            }
        for (var row = 0; row < height; row++)
        {
            var label = row == 0 ? Format.Text(high) : row == height - 1 ? Format.Text(low) : "";
            yield return $"{label,10} │{new string(text[row])}";
        }
        yield return $"{"",10} └{new string('─', width)}";
        yield return $"{"",12}0{$"{curves.Max(curve => curve.Values.Length) - 1}",width - 1}";
    }
}
