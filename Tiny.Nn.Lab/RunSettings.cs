using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Tiny.Nn.Data;
using Tiny.Nn.Lab.Data;
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

    /// <summary>Whether the network standardizes its images.</summary>
    public bool Standardize { get; init; }

    /// <summary>The number of training images, the first ones; null for all.</summary>
    public int? Examples { get; init; }

    /// <summary>SHA-256 of the test set; runs with equal test sets can be compared.</summary>
    public required string TestChecksum { get; init; }

    /// <summary>The network as one line (<see cref="LayerLine"/>); null for a predefined one.</summary>
    public string? Layers { get; init; }

    /// <summary>The columns of a table to predict.</summary>
    public string? Target { get; init; }

    /// <summary>The columns of a table that are left out.</summary>
    public string? Ignore { get; init; }

    /// <summary>The task; null if it follows from the data.</summary>
    public LearningTask? Task { get; init; }

    /// <summary>The size that images are stretched to.</summary>
    public string? ImageSize { get; init; }

    /// <summary>Whether images are turned to grey levels.</summary>
    public bool Grey { get; init; }

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
        var fitted = run.FittedTo(loaded.Digits);
        var (recipe, source) = (fitted.Recipe, run.Data.Source);
        return new(fitted.Network.Name,
            source is null || DataLoader.IsName(source) ? source : Path.GetFullPath(source), loaded.Checksum,
            loaded.Digits.Splits.Validation?.Count ?? 0, run.Seed, run.Backend.Definition.Name, recipe.Optimizer,
            recipe.Rate, recipe.Momentum, recipe.Lambda, recipe.Expand, recipe.BatchSize, recipe.Epochs)
        {
            Schedule = recipe.ScheduleText, Dropout = recipe.Dropout, L1 = recipe.L1, Smoothing = recipe.Smoothing,
            Clip = recipe.Clip, Patience = recipe.Patience, Examples = recipe.Examples == 0 ? null : recipe.Examples,
            Augment = AugmentationText.Format(recipe.Augmentation), TestChecksum = loaded.TestChecksum,
            Layers = fitted.Network.Layers, Target = run.Data.Target, Ignore = run.Data.Ignore, Task = run.Data.Task,
            ImageSize = run.Data.ImageSize, Grey = run.Data.Grey, Standardize = recipe.Standardize,
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

    /// <summary>Returns the command line of a new run with these settings.</summary>
    public IReadOnlyList<string> ToArguments()
    {
        List<string> arguments = ["train"];
        foreach (var (name, value) in ToTexts())
        {
            // A line of layers has no name, and some values stand for an option that is left out.
            if (name == "net" && Layers is not null || value is "–" or "none" or "false") continue;
            if (value == "0" && name != "validation") continue;
            arguments.Add($"--{name.Replace('_', '-')}");
            if (value != "true") arguments.Add(value);
        }
        return arguments;
    }

    /// <summary>Returns how <see cref="Data"/> is read.</summary>
    public DataOptions ReadDataOptions() => new()
    {
        Source = Data, Target = Target, Ignore = Ignore, Task = Task, ImageSize = ImageSize, Grey = Grey,
    };

    /// <summary>Returns the recipe of the run's network with these settings.</summary>
    public TrainingRecipe ApplyTo(TrainingRecipe recipe) => recipe with
    {
        Optimizer = Optimizer, Rate = Rate, Momentum = Momentum, Lambda = Lambda, Expand = Expand, BatchSize = Batch,
        Epochs = Epochs, ValidationCount = Validation, Schedule = ScheduleText.Parse(Schedule), Dropout = Dropout,
        L1 = L1, Smoothing = Smoothing, Clip = Clip, Patience = Patience, Examples = Examples ?? 0,
        Augmentation = AugmentationText.Parse(Augment), Standardize = Standardize,
    };

    /// <summary>Returns the SHA-256 of all inputs and targets of datasets; null stands for an empty one.</summary>
    public static string Checksum(params Dataset?[] sets)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var data in sets)
        {
            if (data is null) continue;
            if (data.Classes > 0) hash.AppendData(MemoryMarshal.AsBytes<int>(data.Labels()));
            else if (data.Targets.ExampleShape.Count > 0)
                hash.AppendData(MemoryMarshal.AsBytes<float>(data.Targets.Values));
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
