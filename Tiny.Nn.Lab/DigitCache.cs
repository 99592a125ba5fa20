using Tiny.Nn.Lab.Data;

namespace Tiny.Nn.Lab;

/// <summary>Digits that were loaded for training, with their checksums (<see cref="RunSettings.Checksum"/>).</summary>
public sealed record LoadedDigits(NamedSplits Digits, string Checksum, string TestChecksum)
{
    /// <summary>Loads data; the parameters are those of <see cref="DataLoader.Load"/>.</summary>
    public static LoadedDigits Load(
        DataOptions source, int? validation, int defaultValidation, Action<string> notify)
    {
        var digits = DataLoader.Load(source, validation, defaultValidation, notify);
        var (training, held, test, _) = digits.Splits;
        return new(digits, RunSettings.Checksum(training, held, test), RunSettings.Checksum(test));
    }
}

/// <summary>Loads digits and keeps the last ones, because the runs of a comparison mostly have the same.</summary>
/// <param name="notify">Called with one line per notice, such as a download.</param>
public sealed class DigitCache(Action<string> notify)
{
    (DataOptions Source, int Validation) key;
    LoadedDigits? last;

    /// <summary>Returns the digits of a run.</summary>
    /// <exception cref="LabException">There are none, or fewer training images than <c>--examples</c>.</exception>
    public LoadedDigits Load(TrainingRunSettings run)
    {
        var wanted = (run.Data, run.ValidationCount ?? run.Recipe.ValidationCount);
        if (last is null || key != wanted)
            (key, last) = (wanted, LoadedDigits.Load(
                run.Data, run.ValidationCount, run.Recipe.ValidationCount, notify));
        var (training, _, _, origin) = last.Digits.Splits;
        if (run.Recipe.Examples > training.Count)
            throw new LabException($"--examples: {origin} has {training.Count:N0} training images, got "
                + $"{run.Recipe.Examples:N0}; omit it for all of them");
        return last;
    }
}
