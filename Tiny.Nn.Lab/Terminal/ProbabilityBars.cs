namespace Tiny.Nn.Lab.Terminal;

/// <summary>Draws class probabilities as text bars.</summary>
public static class ProbabilityBars
{
    const int Width = 40, MaximumShown = 20, MaximumName = 24;

    /// <summary>
    /// Draws one bar per class; the predicted class and the label are marked. Of more than 20 classes, those with the
    /// highest probabilities are drawn.
    /// </summary>
    /// <param name="label">The true class; null if it is not known.</param>
    /// <param name="className">Returns the name of a class.</param>
    public static void Draw(ConsoleOutput output, float[] probabilities, int? label, Func<int, string> className)
    {
        var prediction = Array.IndexOf(probabilities, probabilities.Max());
        var shown = Enumerable.Range(0, probabilities.Length).OrderByDescending(index => probabilities[index])
            .Take(MaximumShown).Order().ToArray();
        string[] names = [.. shown.Select(className)
            .Select(name => name.Length > MaximumName ? name[..MaximumName] : name)];
        var width = names.Max(name => name.Length);
        foreach (var (index, name) in shown.Zip(names))
        {
            var probability = probabilities[index];
            var bar = new string('█', (int)Math.Round(probability * Width)).PadRight(Width, '·');
            var note = (index == prediction, index == label) switch
            {
                (true, true) => "  ◄ prediction (correct)",
                (true, false) => "  ◄ prediction",
                (false, true) => "  ◄ label",
                _ => "",
            };
            output.WriteLine($"{name.PadRight(width)}  {bar} {probability,7:P2}{note}");
        }
    }
}
