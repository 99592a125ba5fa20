namespace Tiny.Nn.Lab.Terminal;

/// <summary>Probabilities as bars of text.</summary>
public static class ProbabilityBars
{
    const int Width = 40;

    /// <summary>A line for each class; what the network takes it for, and what it is, are said beside the bar.</summary>
    public static void Draw(ConsoleOutput screen, float[] probabilities, int label)
    {
        var answer = Array.IndexOf(probabilities, probabilities.Max());
        foreach (var (digit, probability) in probabilities.Index())
        {
            var bar = new string('█', (int)Math.Round(probability * Width)).PadRight(Width, '·');
            var note = (digit == answer, digit == label) switch
            {
                (true, true) => "  ◄ read, and right",
                (true, false) => "  ◄ read",
                (false, true) => "  ◄ the label",
                _ => "",
            };
            screen.WriteLine($"{digit}  {bar} {probability,7:P2}{note}");
        }
    }
}
