using Tiny.Nn.Data;

namespace Exercises;

/// <summary>
/// The context of a running test: the size of the task, the data, and output. Every test that has a parameter of this
/// type receives it.
/// </summary>
public sealed class TestContext(bool isSmall, Action<string> writeLine)
{
    /// <summary>Whether a milestone runs on a small data set with a lower threshold.</summary>
    public bool IsSmall => isSmall;

    /// <summary>The page that a milestone fills with pictures and figures.</summary>
    public MilestonePage Page { get; } = new();

    /// <summary>Writes a line of output, which appears immediately.</summary>
    public void WriteLine(string line) => writeLine(line);

    /// <summary>
    /// The reason why the result of the running test is correct but not fast yet; null if it is fast. A test that
    /// measures the speed sets it; the test host clears it before each test.
    /// </summary>
    public string? NotFasterYet { get; set; }

    /// <summary>Reports which choice of a prediction the run has measured: a, b, c or d.</summary>
    public void ReportAnswer(char choice) => WriteLine($"{AnswerPrefix}{choice}");

    /// <summary>The text before the choice in the line that <see cref="ReportAnswer"/> writes.</summary>
    public const string AnswerPrefix = "measured: ";

    /// <summary>
    /// Reports a measured speed-up. If it is less than <paramref name="goal"/>, the test is shown as not faster yet.
    /// </summary>
    /// <param name="size">The size of the task.</param>
    /// <param name="times">The measured speed-up.</param>
    /// <param name="than">What the code was compared with.</param>
    public void ReportSpeedup(string size, double times, string than, double goal)
    {
        if (times < goal) NotFasterYet = $"not faster yet: {times:0.0} times as fast as {than}; {goal:0.0} is possible";
        WriteLine($"{size}: {times:0.0} times as fast as {than}");
    }

    /// <summary>
    /// Returns MNIST if it is found in the folder named by the variable TINYNN_DATA, or in datasets/mnist in the
    /// current folder or a parent; otherwise returns the built-in digits. A small task always uses the built-in digits,
    /// so that results are reproducible. Nothing is downloaded.
    /// </summary>
    public DigitSplits LoadDigits(int training, int test)
    {
        if (!isSmall)
            foreach (var folder in Folders())
                try
                {
                    var found = Mnist.Load(folder);
                    return new(found.Training.Take(training), null, found.Test.Take(test), $"MNIST in {folder}");
                }
                catch (FileNotFoundException)
                {
                    // the folder lacks one of the four files: try the next one
                }
        return SyntheticDigits.Load(seed: 1, training, validation: 0, test);
    }

    static IEnumerable<string> Folders()
    {
        if (Environment.GetEnvironmentVariable(Mnist.Variable) is { Length: > 0 } named) yield return named;
        for (var folder = Environment.CurrentDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
            if (Path.Combine(folder, "datasets", "mnist") is var candidate && Directory.Exists(candidate))
                yield return candidate;
    }
}
