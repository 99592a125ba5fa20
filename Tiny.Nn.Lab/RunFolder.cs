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
public sealed record RunSummary(
    string Net, string Data, int Epochs, int Batch, ulong Seed, string Backend, int Threads, long Parameters,
    double? TrainLoss,
    double? ValidationAccuracy, double? TestAccuracy, int? BestEpoch, double Seconds, double SamplesPerSecond);

/// <summary>
/// The output folder of a training run, with <c>metrics.csv</c>, <c>summary.json</c>, <c>model.safetensors</c> and
/// <c>report.html</c>. Each file is written under a temporary name and then renamed, so that no reader sees a
/// partial file.
/// </summary>
public sealed class RunFolder
{
    /// <summary>The metadata key that holds the network's name in a weights file.</summary>
    public const string NetworkKey = "net";

    static readonly JsonSerializerOptions json =
        new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    readonly string folder;

    RunFolder(string folder) => this.folder = folder;

    /// <summary>Creates the folder and checks that it is writable before training starts.</summary>
    /// <param name="requested">The value of <c>--out</c>, or null for <c>runs/&lt;net&gt;-&lt;time&gt;</c>.</param>
    /// <exception cref="LabException">The folder cannot be created or written to.</exception>
    public static RunFolder Prepare(string? requested, string network, DateTime now)
    {
        var folder = requested ?? Path.Combine(
            "runs", $"{network}-{now.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}");
        CheckWritable(folder);
        return new RunFolder(folder);
    }

    /// <summary>Creates a folder and checks that it is writable.</summary>
    /// <exception cref="LabException">The folder cannot be created or written to.</exception>
    internal static void CheckWritable(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            File.Delete(WriteAtomically(Path.Combine(folder, "probe"), ""));
        }
        catch (Exception error)
            when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new LabException(
                $"cannot write to the folder '{folder}' ({error.Message}); choose another one with --out", error);
        }
    }

    public string ModelPath => At("model.safetensors");

    public string ReportPath => At("report.html");

    /// <summary>Saves the weights of the best epoch, with the network's name as metadata.</summary>
    public void SaveModel(Layer network, string name) =>
        Safetensors.Save(ModelPath, network, new Dictionary<string, string> { [NetworkKey] = name });

    /// <summary>Saves the metrics, one row per epoch.</summary>
    public void SaveMetrics(IEnumerable<EpochResult> epochs)
    {
        var text = new StringBuilder(
            "epoch,train_loss,validation_loss,validation_accuracy,rate,seconds,samples_per_second\n");
        foreach (var epoch in epochs)
            text.Append(CultureInfo.InvariantCulture, $"{epoch.Epoch},{epoch.TrainLoss},{epoch.ValidationLoss},")
                .Append(CultureInfo.InvariantCulture, $"{epoch.ValidationAccuracy},")
                .Append(CultureInfo.InvariantCulture, $"{epoch.Rate},{epoch.Seconds:F3},{epoch.SamplesPerSecond:F1}\n");
        Write("metrics.csv", text.ToString());
    }

    public void SaveSummary(RunSummary summary) =>
        Write("summary.json", JsonSerializer.Serialize(summary, json) + "\n");

    public void SaveReport(string page) => Write("report.html", page);

    /// <summary>
    /// Deletes the report of an earlier run in the same folder, which would not match the new weights.
    /// </summary>
    public void RemoveReport() => File.Delete(ReportPath);

    string At(string file) => Path.Combine(folder, file);

    void Write(string file, string text) => WriteAtomically(At(file), text);

    internal static string WriteAtomically(string path, string text)
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
