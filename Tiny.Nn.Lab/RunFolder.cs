using System.Globalization;
using System.Text;
using System.Text.Json;
using Tiny.Nn.Files;
using Tiny.Nn.Layers;
using Tiny.Nn.Training;

namespace Tiny.Nn.Lab;

/// <summary>The figures of one run, as <c>summary.json</c> holds them: the keys are these names in snake_case.</summary>
public sealed record RunSummary(string Net, string Data, int Epochs, int Batch, ulong Seed, string Backend, int Threads, long Parameters,
    double? TrainLoss, double? ValidationAccuracy, double? TestAccuracy, int? BestEpoch, double Seconds, double SamplesPerSecond);

/// <summary>
/// The folder that a run leaves behind: <c>metrics.csv</c>, <c>summary.json</c>, <c>model.safetensors</c>, <c>report.html</c>. Each file
/// is written under a temporary name and renamed: under its own name there is the whole file or none.
/// </summary>
public sealed class RunFolder
{
    /// <summary>The key of a weight file's metadata that names the network.</summary>
    public const string NetworkKey = "net";

    static readonly JsonSerializerOptions json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    readonly string folder;

    RunFolder(string folder) => this.folder = folder;

    /// <summary>Makes the folder and tries it before anything is trained.</summary>
    /// <param name="wanted"><c>--out</c>, or null for <c>runs/&lt;net&gt;-&lt;time&gt;</c>.</param>
    /// <exception cref="LabException">It cannot be made or written to.</exception>
    public static RunFolder Prepare(string? wanted, string network, DateTime now)
    {
        var folder = wanted ?? Path.Combine("runs", $"{network}-{now.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}");
        try
        {
            Directory.CreateDirectory(folder);
            File.Delete(WriteAtomically(Path.Combine(folder, "probe"), ""));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new LabException($"cannot write to the folder '{folder}' ({error.Message}); name another with --out", error);
        }
        return new RunFolder(folder);
    }

    public string ModelPath => At("model.safetensors");

    public string ReportPath => At("report.html");

    /// <summary>The best epoch's weights, with the network's name.</summary>
    public void SaveModel(Layer network, string name) =>
        Safetensors.Save(ModelPath, network, new Dictionary<string, string> { [NetworkKey] = name });

    /// <summary>One row per epoch.</summary>
    public void SaveMetrics(IEnumerable<EpochResult> epochs)
    {
        var text = new StringBuilder("epoch,train_loss,validation_loss,validation_accuracy,rate,seconds,samples_per_second\n");
        foreach (var epoch in epochs)
            text.Append(CultureInfo.InvariantCulture, $"{epoch.Epoch},{epoch.TrainLoss},{epoch.ValidationLoss},{epoch.ValidationAccuracy},")
                .Append(CultureInfo.InvariantCulture, $"{epoch.Rate},{epoch.Seconds:F3},{epoch.SamplesPerSecond:F1}\n");
        Write("metrics.csv", text.ToString());
    }

    public void SaveSummary(RunSummary summary) => Write("summary.json", JsonSerializer.Serialize(summary, json) + "\n");

    public void SaveReport(string page) => Write("report.html", page);

    /// <summary>Takes an earlier run's report away, which would not be this one's.</summary>
    public void RemoveReport() => File.Delete(ReportPath);

    string At(string file) => Path.Combine(folder, file);

    void Write(string file, string text) => WriteAtomically(At(file), text);

    static string WriteAtomically(string path, string text)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            File.WriteAllText(temporary, text);
            File.Move(temporary, path, overwrite: true);
            return path;
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
