using Tiny.Nn.Data;

namespace Exercises;

/// <summary>A test that cannot run here, and why: no device, no data.</summary>
public sealed class SkippedException(string why) : Exception(why);

/// <summary>
/// What a milestone, or a measured exercise, stands on: the size of the task, the digits, and a place to say how it goes. A test
/// that takes one as its parameter is given it.
/// </summary>
public sealed class Stage(bool isSmall, Action<string> say)
{
    /// <summary>Whether the task is cut down for an automatic check: few digits, and a lower bar.</summary>
    public bool IsSmall => isSmall;

    /// <summary>Shows a line, at once.</summary>
    public void Say(string line) => say(line);

    /// <summary>
    /// Real MNIST where it is on this machine (the variable TINYNN_DATA, or datasets/mnist here or above), else the built-in digits;
    /// a small task always uses the built-in ones, so that it is the same everywhere. Nothing is downloaded.
    /// </summary>
    public DigitSplits Digits(int training, int test)
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
                    // not all four files are here: look in the next folder
                }
        return SyntheticDigits.Load(seed: 1, training, validation: 0, test);
    }

    static IEnumerable<string> Folders()
    {
        if (Environment.GetEnvironmentVariable(Mnist.Variable) is { Length: > 0 } named) yield return named;
        for (var folder = Environment.CurrentDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
            if (Path.Combine(folder, "datasets", "mnist") is var candidate && Directory.Exists(candidate)) yield return candidate;
    }
}
