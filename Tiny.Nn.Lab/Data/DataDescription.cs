using System.Text.Json;
using System.Text.Json.Serialization;
using Tiny.Nn.Training;

namespace Tiny.Nn.Lab.Data;

/// <summary>One input column of a table, and its conversion to elements of the network's input.</summary>
/// <param name="Mean">The mean over the training rows; a number becomes (number − mean) / deviation.</param>
/// <param name="Deviation">The standard deviation over the training rows, or 1 if it is 0.</param>
/// <param name="Texts">For a column of text, its values: each becomes one element, 1 for its own value and 0 for
/// others.</param>
public sealed record InputColumn(string Name, double Mean, double Deviation, string[]? Texts = null)
{
    /// <summary>The number of elements.</summary>
    [JsonIgnore]
    public int Width => Texts?.Length ?? 1;
}

/// <summary>One number to predict, with its mean and standard deviation over the training rows.</summary>
public sealed record TargetColumn(string Name, double Mean, double Deviation);

/// <summary>
/// What a trained network knows of its data: the shape of its input, the names of its classes, and how columns and
/// images were converted. The metadata of a weights file holds it as JSON, so that other data is converted alike.
/// </summary>
public sealed record DataDescription
{
    /// <summary>The metadata key.</summary>
    public const string Key = "data";

    static readonly JsonSerializerOptions json = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>The description of MNIST's and synthetic digits.</summary>
    public static DataDescription Digits { get; } = new()
    {
        Name = "digits", InputShape = [.. NetworkDefinition.InputShape.Lengths], Outputs = 10,
    };

    /// <summary>The name of the data that the network was trained on.</summary>
    public required string Name { get; init; }

    public LearningTask Task { get; init; }

    /// <summary>The shape of one example.</summary>
    public required int[] InputShape { get; init; }

    /// <summary>The number of classes, or of numbers to predict.</summary>
    public required int Outputs { get; init; }

    /// <summary>The names of the classes; null if they are 0, 1, …</summary>
    public string[]? Classes { get; init; }

    /// <summary>The name of a table's column of classes.</summary>
    public string? ClassColumn { get; init; }

    /// <summary>The input columns of a table, in order.</summary>
    public InputColumn[]? Columns { get; init; }

    /// <summary>The numbers of a table to predict.</summary>
    public TargetColumn[]? Targets { get; init; }

    /// <summary>Whether images were stretched to the shape of the input.</summary>
    public bool IsResized { get; init; }

    /// <summary>Whether colors were turned into grey levels.</summary>
    public bool IsGrey { get; init; }

    /// <summary>The scale of each channel by which the network standardizes images; null if it does not.</summary>
    public ChannelScale[]? Channels { get; init; }

    /// <summary><see cref="InputShape"/> as a shape.</summary>
    [JsonIgnore]
    public Shape ExampleShape => Shape.Of(InputShape);

    /// <summary>Whether the examples are images [channels, height, width].</summary>
    [JsonIgnore]
    public bool HasImages => InputShape.Length == 3;

    /// <summary>Whether the data is digits as MNIST's: one channel of 28×28 pixels, ten classes 0 … 9.</summary>
    [JsonIgnore]
    public bool HasDigits => ExampleShape == NetworkDefinition.InputShape && Outputs == 10 && Classes is null
        && Task == LearningTask.Classify;

    /// <summary>Returns the name of a class.</summary>
    public string ClassName(int label) => Classes is null ? $"{label}" : Classes[label];

    /// <summary>Returns the objective of the task.</summary>
    public Objective CreateObjective() => Task switch
    {
        LearningTask.Classify => Objective.Classification(),
        LearningTask.Regress => new ScaledRegression(Targets!),
        _ => Objective.Reconstruction,
    };

    /// <summary>The mean and the deviation of each element of an example; null if nothing is scaled.</summary>
    public (float[] Means, float[] Deviations)? InputScales() => Columns is null ? null : (
        [.. Columns.SelectMany(column => Enumerable.Repeat((float)column.Mean, column.Width))],
        [.. Columns.SelectMany(column => Enumerable.Repeat((float)column.Deviation, column.Width))]);

    /// <summary>The mean and the deviation of each number to predict; null if nothing is scaled.</summary>
    public (float[] Means, float[] Deviations)? TargetScales() => Targets is null ? null : (
        [.. Targets.Select(target => (float)target.Mean)], [.. Targets.Select(target => (float)target.Deviation)]);

    /// <summary>Returns the description for a network that scales its input and output itself.</summary>
    public DataDescription WithoutScales() => this with
    {
        Channels = null,
        Columns = Columns is null ? null : [.. Columns.Select(column => column with { Mean = 0, Deviation = 1 })],
        Targets = Targets is null ? null : [.. Targets.Select(target => target with { Mean = 0, Deviation = 1 })],
    };

    public string ToJson() => JsonSerializer.Serialize(this, json);

    /// <summary>Reads the description from a file's metadata; null if it is not valid.</summary>
    public static DataDescription? Read(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<DataDescription>(text, json) is { } read && read.IsValid() ? read : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    bool IsValid() => Name is not null && InputShape is { Length: >= 1 } && InputShape.All(length => length >= 1)
        && Enum.IsDefined(Task)
        && InputShape.Aggregate(1L, (count, length) => Math.Min(count, int.MaxValue) * length) <= Shape.MaximumCount
        && (Classes is null || (Classes.Length == Outputs && !Classes.Contains(null)))
        && (Channels is null || (HasImages && Channels.Length == InputShape[0]
            && Channels.All(scale => scale is not null && IsScale(scale.Mean, scale.Deviation))))
        && (Columns is null || (InputShape.Length == 1 && Columns.All(IsValid)
            && Columns.Sum(column => (long)column.Width) == InputShape[0]))
        && (Task != LearningTask.Regress || Targets is { Length: > 0 } && Targets.Length == Outputs
            && Targets.All(target => target?.Name is not null && IsScale(target.Mean, target.Deviation)));

    static bool IsValid(InputColumn? column) => column?.Name is not null && IsScale(column.Mean, column.Deviation)
        && (column.Texts is null || column.Texts.Length > 0 && !column.Texts.Contains(null));

    static bool IsScale(double mean, double deviation) =>
        double.IsFinite(mean) && double.IsFinite(deviation) && deviation > 0;
}
