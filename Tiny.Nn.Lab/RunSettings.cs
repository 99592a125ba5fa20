using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Tiny.Nn.Data;
using Tiny.Nn.Training;

namespace Tiny.Nn.Lab;

/// <summary>
/// The settings of a training run that determine its results. The metadata of its checkpoint holds them as JSON, under
/// the key <see cref="Key"/>.
/// </summary>
/// <param name="Data">The value of <c>--data</c> with a full path; null for the default.</param>
/// <param name="DataChecksum">SHA-256 of all examples (<see cref="Checksum"/>).</param>
/// <param name="Validation">The number of validation images.</param>
public sealed record RunSettings(
    string Net, string? Data, string DataChecksum, int Validation, ulong Seed, string Backend, string Optimizer,
    double Rate, double Momentum, double Lambda, bool Expand, int Batch, int Epochs)
{
    /// <summary>The schedule as <see cref="ScheduleText"/>.</summary>
    public required string Schedule { get; init; }

    /// <summary>The probability of all dropout layers; null for the network's own.</summary>
    public double? Dropout { get; init; }

    public double L1 { get; init; }

    public double Smoothing { get; init; }

    public double Clip { get; init; }

    public int Patience { get; init; }

    /// <summary>The augmentation as <see cref="AugmentationText"/>.</summary>
    public string Augment { get; init; } = AugmentationText.None;

    /// <summary>The number of training images, the first ones; null for all.</summary>
    public int? Examples { get; init; }

    /// <summary>SHA-256 of the test set; runs with equal test sets can be compared.</summary>
    public required string TestChecksum { get; init; }

    /// <summary>The metadata key.</summary>
    public const string Key = "run";

    static readonly JsonSerializerOptions json = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    /// <summary>Reads the settings from the metadata of a checkpoint.</summary>
    /// <param name="path">The checkpoint's file, for the error message.</param>
    /// <exception cref="LabException">The checkpoint has no settings of a run.</exception>
    public static RunSettings Read(Checkpoint checkpoint, string path)
    {
        try
        {
            if (checkpoint.Metadata.TryGetValue(Key, out var text)
                && JsonSerializer.Deserialize<RunSettings>(text, json) is { } settings) return settings;
        }
        catch (JsonException)
        {
            // The same as no settings.
        }
        throw new LabException(
            $"{path}: has no valid settings of a run in its metadata; expects a file that train wrote");
    }

    /// <summary>Returns the metadata of a checkpoint with these settings.</summary>
    public IReadOnlyDictionary<string, string> ToMetadata() =>
        new Dictionary<string, string> { [Key] = JsonSerializer.Serialize(this, json) };

    /// <summary>Returns the settings of a run with these digits.</summary>
    public static RunSettings Of(TrainingRunSettings run, LoadedDigits loaded)
    {
        var recipe = run.Recipe;
        return new(run.Network.Name,
            run.Data is null or DigitLoader.Synthetic ? run.Data : Path.GetFullPath(run.Data), loaded.Checksum,
            loaded.Digits.Splits.Validation?.Count ?? 0, run.Seed, run.Backend.Definition.Name, recipe.Optimizer,
            recipe.Rate, recipe.Momentum, recipe.Lambda, recipe.Expand, recipe.BatchSize, recipe.Epochs)
        {
            Schedule = recipe.ScheduleText, Dropout = recipe.Dropout, L1 = recipe.L1, Smoothing = recipe.Smoothing,
            Clip = recipe.Clip, Patience = recipe.Patience, Examples = recipe.Examples == 0 ? null : recipe.Examples,
            Augment = AugmentationText.Format(recipe.Augmentation), TestChecksum = loaded.TestChecksum,
        };
    }

    /// <summary>Returns whether early stopping has ended the run with this checkpoint.</summary>
    public bool IsStopped(Checkpoint checkpoint) =>
        Patience > 0 && checkpoint.Epochs.Count - checkpoint.BestEpoch >= Patience;

    /// <summary>
    /// Returns the settings by option as text, without the checksums: <c>rate</c> <c>0.5</c>; a dash for none.
    /// </summary>
    public IReadOnlyDictionary<string, string> ToTexts() => JsonSerializer.SerializeToNode(this, json)!.AsObject()
        .Where(entry => !entry.Key.EndsWith("checksum", StringComparison.Ordinal))
        .ToDictionary(entry => entry.Key, entry => entry.Value?.ToString() ?? "–");

    /// <summary>Returns the recipe of the run's network with these settings.</summary>
    public TrainingRecipe ApplyTo(TrainingRecipe recipe) => recipe with
    {
        Optimizer = Optimizer, Rate = Rate, Momentum = Momentum, Lambda = Lambda, Expand = Expand, BatchSize = Batch,
        Epochs = Epochs, ValidationCount = Validation, Schedule = ScheduleText.Parse(Schedule), Dropout = Dropout,
        L1 = L1, Smoothing = Smoothing, Clip = Clip, Patience = Patience, Examples = Examples ?? 0,
        Augmentation = AugmentationText.Parse(Augment),
    };

    /// <summary>Returns the SHA-256 of all inputs and labels of datasets; null stands for an empty one.</summary>
    public static string Checksum(params Dataset?[] sets)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var data in sets)
        {
            if (data is null) continue;
            hash.AppendData(MemoryMarshal.AsBytes<int>(data.Labels()));
            var input = new float[data.ExampleShape.Count];
            for (var example = 0; example < data.Count; example++)
            {
                data.CopyInput(example, input);
                hash.AppendData(MemoryMarshal.AsBytes<float>(input));
            }
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
