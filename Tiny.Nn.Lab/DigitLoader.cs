using Tiny.Nn.Data;

namespace Tiny.Nn.Lab;

/// <summary>Digits with a name for files and tables, such as <c>mnist</c>.</summary>
public sealed record NamedDigitSplits(string Name, DigitSplits Splits);

/// <summary>
/// Turns <c>--data</c> into digits: a folder with MNIST's files, <c>synthetic</c>, or a .csv file of <c>label,pixel0,…</c> rows; without
/// it MNIST, and where that can be had nowhere the built-in digits, which is said plainly.
/// </summary>
public static class DigitLoader
{
    const int MnistTrainingCount = 60_000, TestCount = 10_000;

    /// <summary>For training: disjoint training, validation and test digits. A sixth of a .csv file's rows is the test set.</summary>
    /// <param name="where"><c>--data</c>, or null.</param>
    /// <param name="validation"><c>--validation</c>, or null for <paramref name="usual"/>.</param>
    /// <param name="usual">How many images the network sets apart by default.</param>
    /// <param name="say">Told in one line what a person should know.</param>
    public static NamedDigitSplits Load(string? where, int? validation, int usual, Action<string> say)
    {
        if (where is not null && where != Synthetic && File.Exists(where)) return Check(SplitCsv(where, validation, usual));
        var apart = validation ?? usual;
        return Check(where switch
        {
            Synthetic => LoadSynthetic(apart),
            null => LoadMnistOrSynthetic(apart, say),
            _ when Directory.Exists(where) => new("mnist", Mnist.Load(where, apart)),
            _ => throw new LabException(
                $"--data: there is no folder and no file '{where}'; name a folder with MNIST's four files, "
                + $"a .csv file of label,pixel0,… rows, or '{Synthetic}'"),
        });
    }

    /// <summary>For a look at a trained network: the test set, or all rows of a .csv file in their order.</summary>
    public static (string Name, Dataset Test) LoadTest(string? where, Action<string> say)
    {
        if (where is null or Synthetic || !File.Exists(where))
        {
            var digits = Load(where, validation: null, usual: TestCount, say);
            return (digits.Name, digits.Splits.Test);
        }
        var rows = CsvDigits.Read(where);
        CheckImage(rows.ExampleShape, where);
        return (Path.GetFileName(where), rows);
    }

    const string Synthetic = "synthetic";

    static NamedDigitSplits LoadMnistOrSynthetic(int validation, Action<string> say)
    {
        try
        {
            return new("mnist", Mnist.Load(validation: validation, progress: new DownloadReporter(say)));
        }
        catch (DataUnavailableException error)
        {
            say($"MNIST could not be had ({error.Message.ReplaceLineEndings(" ")})");
            say("Taking the built-in synthetic digits instead: accuracies on them do not compare with accuracies on MNIST.");
            return LoadSynthetic(validation);
        }
    }

    static NamedDigitSplits LoadSynthetic(int validation) =>
        new(Synthetic, SyntheticDigits.Load(training: MnistTrainingCount - validation, validation: validation, test: TestCount));

    static NamedDigitSplits SplitCsv(string path, int? validation, int usual)
    {
        var rows = CsvDigits.Read(path);
        var test = rows.Count / 6;
        var apart = validation ?? Math.Min(usual, test);
        if (test < 1 || apart < 0 || rows.Count - test - apart < 1)
            throw new LabException($"{path}: {rows.Count} rows cannot be split into {test} for the test, {apart} for validation "
                + "and some for training; give more rows, or a smaller --validation");
        var (testing, rest) = rows.Shuffled(seed: 1).Split(test);
        var (validating, training) = rest.Split(apart);
        return new(Path.GetFileName(path), new DigitSplits(training, apart == 0 ? null : validating, testing, path));
    }

    static NamedDigitSplits Check(NamedDigitSplits digits)
    {
        CheckImage(digits.Splits.Training.ExampleShape, digits.Splits.Origin);
        return digits;
    }

    static void CheckImage(Shape shape, string origin)
    {
        if (shape != NetworkDefinition.InputShape)
            throw new LabException($"{origin}: the networks here read images {NetworkDefinition.InputShape}, the data has {shape}; "
                + $"give rows of a label and {NetworkDefinition.InputShape.Count} pixels");
    }

    /// <summary>One line for each file that is downloaded.</summary>
    sealed class DownloadReporter(Action<string> say) : IProgress<DownloadProgress>
    {
        string? file;

        public void Report(DownloadProgress value)
        {
            if (value.File == file) return;
            file = value.File;
            say($"Downloading {file} from {value.From.Host}{(value.Total is { } total ? $" ({total / 1024:N0} KiB)" : "")} …");
        }
    }
}
