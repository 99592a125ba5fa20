using Tiny.Nn.Data;

namespace Tiny.Nn.Lab.Data;

/// <summary>Loads digits: MNIST, synthetic digits in its place, or any data of the same shape.</summary>
public static class DigitLoader
{
    /// <summary>The value of <c>--data</c> for generated digits.</summary>
    public const string Synthetic = "synthetic";

    const int MnistTrainingCount = 60_000, TestCount = 10_000;

    /// <summary>
    /// Loads digits for what needs them: 28×28 pixels and ten classes. See <see cref="DataLoader.Load"/>.
    /// </summary>
    /// <exception cref="LabException">The data has another shape or other classes.</exception>
    public static NamedSplits Load(string? source, int? validation, int defaultValidation, Action<string> notify)
    {
        var loaded = DataLoader.Load(new() { Source = source }, validation, defaultValidation, notify);
        var (shape, classes) = (loaded.Description.ExampleShape, loaded.Description.Outputs);
        return shape == NetworkDefinition.InputShape && classes == 10 ? loaded : throw new LabException(
            $"{loaded.Splits.Origin}: expects images {NetworkDefinition.InputShape} in 10 classes, got {shape} in "
            + $"{classes}");
    }

    /// <summary>Loads MNIST; if it is unavailable, says so in one sentence and loads synthetic digits.</summary>
    internal static NamedSplits LoadMnistOrSynthetic(int validation, Action<string> notify)
    {
        try
        {
            return new("mnist", Mnist.Load(validation: validation, progress: new DownloadReporter(notify)));
        }
        catch (DataUnavailableException error)
        {
            notify($"{error.Message.ReplaceLineEndings(" ")}; using synthetic digits instead, whose accuracies are not "
                + "comparable with those on MNIST.");
            return LoadSynthetic(validation);
        }
    }

    /// <summary>Loads the digits to evaluate a network with: synthetic ones for a network trained on them, else MNIST.
    /// </summary>
    /// <exception cref="LabException">MNIST is unavailable; other digits would measure something else.</exception>
    internal static NamedSplits LoadLike(DataDescription trained, int validation, Action<string> notify)
    {
        if (trained.Name == Synthetic) return LoadSynthetic(validation);
        try
        {
            return new("mnist", Mnist.Load(validation: validation, progress: new DownloadReporter(notify)));
        }
        catch (DataUnavailableException error)
        {
            throw new LabException($"--data: {error.Message.ReplaceLineEndings(" ")}; name the folder of its files "
                + $"with {Mnist.Variable} or --data, or evaluate on other digits with --data {Synthetic}", error);
        }
    }

    internal static NamedSplits LoadSynthetic(int validation) => new(Synthetic,
        SyntheticDigits.Load(training: MnistTrainingCount - validation, validation: validation, test: TestCount));
}

/// <summary>Reports the start of each download, with one line per file.</summary>
sealed class DownloadReporter(Action<string> notify) : IProgress<DownloadProgress>
{
    string? file;

    public void Report(DownloadProgress value)
    {
        if (value.File == file) return;
        file = value.File;
        notify($"Downloading {file} from {value.From.Host}"
            + $"{(value.Total is { } total ? $" ({total / 1024:N0} KiB)" : "")} …");
    }
}
