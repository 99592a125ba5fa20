using System.Globalization;
using System.Text;
using System.Text.Json;
using Tiny.Nn.Files;
using Tiny.Nn.Layers;
using Tiny.Nn.Training;

namespace Tiny.Nn.Lab;

/// <summary>
/// The settings and results that <c>summary.json</c> stores; its keys are the property names in snake_case.
/// </summary>
/// <param name="Epochs">The number of complete epochs.</param>
/// <param name="Settings">All settings that determine the results.</param>
public sealed record RunSummary(
    string Net, string Data, int Epochs, int Batch, ulong Seed, string Backend, int Threads, long Parameters,
    double? TrainLoss, double? TrainAccuracy, double? ValidationLoss, double? ValidationAccuracy, double? TestAccuracy,
    double? TestLoss, int? BestEpoch, double Seconds, double SamplesPerSecond, RunSettings Settings)
{
    /// <summary>The command line of the program that repeats the run.</summary>
    public string Command => string.Join(' ', Settings.ToArguments().Select(RunFolder.Quote));

    /// <summary>The version of the program.</summary>
    public string Version { get; init; } = $"{typeof(RunSummary).Assembly.GetName().Version?.ToString(3)}";
}

/// <summary>
/// The output folder of a training run, with <c>checkpoint.safetensors</c>, <c>metrics.csv</c>, <c>summary.json</c>,
/// <c>model.safetensors</c> and <c>report.html</c>. Each file is written atomically, so that no reader sees a partial
/// file. While the object is alive, no other run can write to the folder.
/// </summary>
public sealed class RunFolder : IDisposable
{
    /// <summary>The folder of all runs, in the current folder.</summary>
    public const string DefaultRoot = "runs";

    /// <summary>The metadata key that holds the network's name in a weights file.</summary>
    public const string NetworkKey = "net";

    /// <summary>The metadata key that holds the network's line of layers, for one that has no name.</summary>
    public const string LayersKey = "layers";

    /// <summary>The name of the file with the weights.</summary>
    public const string ModelName = "model.safetensors";

    const string CheckpointName = "checkpoint.safetensors", MetricsName = "metrics.csv",
        SummaryName = "summary.json", ReportName = "report.html", LockName = "run.lock";

    static readonly string[] outputs = [CheckpointName, ModelName, MetricsName, SummaryName, ReportName];

    static readonly JsonSerializerOptions json =
        new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    readonly string folder;
    readonly FileStream exclusive;

    RunFolder(string folder, string option)
    {
        this.folder = folder;
        exclusive = Lock(option);
        // What a killed run left while it wrote.
        foreach (var output in outputs)
            foreach (var temporary in Directory.GetFiles(folder, $"{output}.*.tmp")) File.Delete(temporary);
    }

    /// <summary>Creates the folder of a new run, or takes one that holds no run.</summary>
    /// <param name="requested">The value of <c>--out</c>, or null for <c>runs/&lt;net&gt;-&lt;time&gt;</c>.</param>
    /// <exception cref="LabException">The folder cannot be created or written to, or it holds a run.</exception>
    public static RunFolder Create(string? requested, string network, DateTime now)
    {
        var path = requested ?? NewPath(DefaultRoot, network, now);
        CheckWritable(path);
        var created = new RunFolder(path, "--out");
        if (!outputs.Any(output => File.Exists(created.At(output)))) return created;
        created.Dispose();
        throw new LabException(File.Exists(created.CheckpointPath)
            ? $"the folder '{path}' holds a run; continue it with: {created.ResumeCommand}; "
                + "or choose another folder with --out"
            : $"the folder '{path}' holds the results of a run; choose another folder with --out");
    }

    /// <summary>Returns the path of a new run: <c>root/&lt;net&gt;-&lt;time&gt;</c>.</summary>
    public static string NewPath(string root, string network, DateTime now) =>
        Path.Combine(root, $"{network}-{now.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}");

    /// <summary>Creates a folder and checks that it is writable.</summary>
    /// <exception cref="LabException">The folder cannot be created or written to.</exception>
    internal static void CheckWritable(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            var probe = Path.Combine(folder, "probe");
            WriteText(probe, "");
            File.Delete(probe);
        }
        catch (Exception error)
            when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new LabException(
                $"cannot write to the folder '{folder}' ({error.Message}); choose another one with --out", error);
        }
    }

    /// <summary>Opens the folder of a run to continue or to repeat it.</summary>
    /// <exception cref="LabException">The folder has no checkpoint of <c>train</c>, or another run uses it.</exception>
    /// <exception cref="InvalidDataException">The checkpoint is damaged.</exception>
    /// <param name="option">The option that names the folder, for the error message.</param>
    public static RunFolder Open(string path, string option = "--resume")
    {
        FindCheckpoint(path, option);
        return new(path, option);
    }

    /// <summary>Returns the path of the checkpoint of the run in a folder.</summary>
    /// <param name="who">The option or command that names the folder, for the error message.</param>
    /// <exception cref="LabException">The folder has no checkpoint of <c>train</c>.</exception>
    public static string FindCheckpoint(string folder, string who)
    {
        return HoldsRun(folder) ? Path.Combine(folder, CheckpointName) : throw new LabException(
            $"{who}: '{folder}' has no {CheckpointName}; expects the folder of a run, such as runs/<net>-<time>");
    }

    /// <summary>Reads the summary of the run in a folder; null if there is none that can be read.</summary>
    public static RunSummary? ReadSummary(string folder)
    {
        try
        {
            return JsonSerializer.Deserialize<RunSummary>(File.ReadAllText(Path.Combine(folder, SummaryName)), json);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>The folder as it was given on the command line.</summary>
    public string Name => folder;

    public string CheckpointPath => At(CheckpointName);

    public string ModelPath => At(ModelName);

    public string ReportPath => At(ReportName);

    /// <summary>Whether there is a report, the file that is written last.</summary>
    public bool HasReport => File.Exists(ReportPath);

    /// <summary>The command line that continues the run.</summary>
    public string ResumeCommand => CommandFor(folder);

    /// <summary>Returns the command line that continues the run in a folder; null if the folder holds none.</summary>
    public static string? FindResumeCommand(string? folder) =>
        folder is not null && HoldsRun(folder) ? CommandFor(folder) : null;

    /// <summary>Returns the path of the report in the folder of a run.</summary>
    public static string ReportIn(string folder) => Path.Combine(folder, ReportName);

    /// <summary>Returns whether a folder holds a run, finished or not.</summary>
    public static bool HoldsRun(string folder) => File.Exists(Path.Combine(folder, CheckpointName));

    /// <summary>Returns whether a run, of this program or another one, is writing to a folder.</summary>
    public static bool IsInUse(string folder)
    {
        try
        {
            // A shared lock fails while a run has its exclusive one. A killed run leaves its file without a lock.
            using var stream = new FileStream(Path.Combine(folder, LockName), FileMode.Open, FileAccess.Read,
                FileShare.Read);
            return false;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException
            or UnauthorizedAccessException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>
    /// Saves the weights of the best epoch. The metadata describes the network, its data, and the run.
    /// </summary>
    public void SaveModel(Layer layers, NetworkDefinition network, RunSummary summary) =>
        Safetensors.Save(ModelPath, layers, new Dictionary<string, string>(
            [.. network.ToMetadata(), .. summary.Settings.ToMetadata(), new("command", summary.Command),
                new("version", summary.Version)]));

    /// <summary>Saves the metrics, one row per epoch.</summary>
    public void SaveMetrics(IEnumerable<EpochResult> epochs)
    {
        var text = new StringBuilder(
            "epoch,train_loss,train_accuracy,validation_loss,validation_accuracy,rate,seconds,samples_per_second\n");
        foreach (var epoch in epochs)
            text.Append(CultureInfo.InvariantCulture, $"{epoch.Epoch},{epoch.TrainLoss},{epoch.TrainAccuracy},")
                .Append(CultureInfo.InvariantCulture, $"{epoch.ValidationLoss},{epoch.ValidationAccuracy},")
                .Append(CultureInfo.InvariantCulture, $"{epoch.Rate},{epoch.Seconds:F3},{epoch.SamplesPerSecond:F1}\n");
        Write(MetricsName, text.ToString());
    }

    public void SaveSummary(RunSummary summary) =>
        Write(SummaryName, JsonSerializer.Serialize(summary, json) + "\n");

    public void SaveReport(string page) => Write(ReportName, page);

    /// <summary>Deletes the report of the epochs so far, which would not match the new weights.</summary>
    public void RemoveReport() => File.Delete(ReportPath);

    /// <summary>Returns the error that a file of the run cannot be written, with the command that continues.</summary>
    public LabException CannotWrite(Exception error) => new(
        $"cannot write to the folder '{folder}' ({error.Message}); " + (File.Exists(CheckpointPath)
            ? "the complete epochs are saved; make the folder writable or free space, then continue with: "
                + ResumeCommand
            : "choose another one with --out"), error);

    /// <summary>Lets other runs use the folder.</summary>
    public void Dispose() => exclusive.Dispose();

    FileStream Lock(string option)
    {
        try
        {
            return new FileStream(At(LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None,
                bufferSize: 1, FileOptions.DeleteOnClose);
        }
        catch (IOException error) when (File.Exists(At(LockName)))
        {
            throw new LabException($"another run is writing to the folder '{folder}'; "
                + (option == "--out" ? "choose another one with --out" : "wait until it ends"), error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new LabException($"cannot write to the folder '{folder}' ({error.Message}); "
                + (option == "--out" ? "choose another one with --out" : "make it writable"), error);
        }
    }

    string At(string file) => Path.Combine(folder, file);

    void Write(string file, string text) => WriteText(At(file), text);

    /// <summary>Writes a text file atomically.</summary>
    internal static void WriteText(string path, string text) =>
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    static string CommandFor(string folder) => $"{ProgramName.Command} train --resume {Quote(folder)}";

    /// <summary>Returns an argument as a POSIX shell expects it.</summary>
    internal static string Quote(string argument) =>
        argument.All(letter => char.IsAsciiLetterOrDigit(letter) || "-_./\\:".Contains(letter))
            ? argument
            : $"'{argument.Replace("'", @"'\''")}'";
}
