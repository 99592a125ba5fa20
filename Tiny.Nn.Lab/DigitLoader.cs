using Tiny.Nn.Data;

namespace Tiny.Nn.Lab;

/// <summary>
/// Training, validation and test digits, with the dataset's name for files and tables, such as <c>mnist</c>.
/// </summary>
public sealed record NamedDigitSplits(string Name, DigitSplits Splits);

/// <summary>
/// Loads the digits that <c>--data</c> names: a folder with MNIST's files, <c>synthetic</c>, or a .csv file of
/// <c>label,pixel0,…</c> rows. If the option is omitted, loads MNIST; if MNIST is unavailable, gives a notice and loads
/// synthetic digits.
/// </summary>
public static class DigitLoader
{
    /// <summary>The value of <c>--data</c> for generated digits.</summary>
    public const string Synthetic = "synthetic";

    const int MnistTrainingCount = 60_000, TestCount = 10_000;

    /// <summary>
    /// Loads disjoint training, validation and test digits. If the source is a .csv file, one sixth of its rows is the
    /// test set.
    /// </summary>
    /// <param name="source">The value of <c>--data</c>, or null.</param>
    /// <param name="validation">The value of <c>--validation</c>, or null
    /// for <paramref name="defaultValidation"/>.</param>
    /// <param name="defaultValidation">The number of validation images in the network's recipe.</param>
    /// <param name="notify">Called with one line per notice, such as a download.</param>
    public static NamedDigitSplits Load(string? source, int? validation, int defaultValidation, Action<string> notify)
    {
        if (source is not null && source != Synthetic && File.Exists(source))
            return Check(SplitCsv(source, validation, defaultValidation));
        var count = validation ?? defaultValidation;
        return Check(source switch
        {
            Synthetic => LoadSynthetic(count),
            null => LoadMnistOrSynthetic(count, notify),
            _ when Directory.Exists(source) => new("mnist", Mnist.Load(source, count)),
            _ => throw new LabException(
                $"--data: no such file or folder: '{source}'; expects a folder with MNIST's four files, "
                + $"a .csv file of label,pixel0,… rows, or '{Synthetic}'"),
        });
    }

    /// <summary>
    /// Loads only the test set, to evaluate a trained network. For a .csv file, these are all rows in file order.
    /// </summary>
    public static (string Name, Dataset Test) LoadTest(string? source, Action<string> notify)
    {
        if (source is null or Synthetic || !File.Exists(source))
        {
            var digits = Load(source, validation: null, defaultValidation: TestCount, notify);
            return (digits.Name, digits.Splits.Test);
        }
        var rows = CsvDigits.Read(source);
        CheckImageShape(rows.ExampleShape, source);
        return (Path.GetFileName(source), rows);
    }

    static NamedDigitSplits LoadMnistOrSynthetic(int validation, Action<string> notify)
    {
        try
        {
            return new("mnist", Mnist.Load(validation: validation, progress: new DownloadReporter(notify)));
        }
        catch (DataUnavailableException error)
        {
            notify($"MNIST is unavailable ({error.Message.ReplaceLineEndings(" ")})");
            notify("Using synthetic digits instead; their accuracies are not comparable with accuracies on MNIST.");
            return LoadSynthetic(validation);
        }
    }

    static NamedDigitSplits LoadSynthetic(int validation) => new(Synthetic,
        SyntheticDigits.Load(training: MnistTrainingCount - validation, validation: validation, test: TestCount));

    static NamedDigitSplits SplitCsv(string path, int? validation, int defaultValidation)
    {
        var rows = CsvDigits.Read(path);
        var test = rows.Count / 6;
        var count = validation ?? Math.Min(defaultValidation, test);
        if (test < 1 || count < 0 || rows.Count - test - count < 1)
            throw new LabException($"{path}: "
                + $"{rows.Count} rows are too few for {test} test, {count} validation and at least one "
                + "training image; provide more rows or a smaller --validation");
        var (testing, rest) = rows.Shuffled(seed: 1).Split(test);
        var (validating, training) = rest.Split(count);
        return new(Path.GetFileName(path), new DigitSplits(training, count == 0 ? null : validating, testing, path));
    }

    static NamedDigitSplits Check(NamedDigitSplits digits)
    {
        CheckImageShape(digits.Splits.Training.ExampleShape, digits.Splits.Origin);
        return digits;
    }

    static void CheckImageShape(Shape shape, string origin)
    {
        if (shape != NetworkDefinition.InputShape)
            throw new LabException($"{origin}: expects images {NetworkDefinition.InputShape}, got {shape}; "
                + $"each row must have a label and {NetworkDefinition.InputShape.Count} pixels");
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
}
