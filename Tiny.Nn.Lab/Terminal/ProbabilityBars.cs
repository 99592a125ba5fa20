namespace Tiny.Nn.Lab.Terminal;

/// <summary>Draws class probabilities as text bars.</summary>
public static class ProbabilityBars
{
    const int Width = 40;

    /// <summary>Draws one bar per class; the predicted class and the label are marked.</summary>
    public static void Draw(ConsoleOutput output, float[] probabilities, int label)
    {
        var prediction = Array.IndexOf(probabilities, probabilities.Max());
        foreach (var (digit, probability) in probabilities.Index())
        {
            var bar = new string('█', (int)Math.Round(probability * Width)).PadRight(Width, '·');
            var note = (digit == prediction, digit == label) switch
            {
                (true, true) => "  ◄ prediction (correct)",
                (true, false) => "  ◄ prediction",
                (false, true) => "  ◄ label",
                _ => "",
            };
            output.WriteLine($"{digit}  {bar} {probability,7:P2}{note}");
        }
    }
}
