using System.Globalization;
using System.Text.Json.Serialization;

namespace Tiny.Nn.Lab.Data;

/// <summary>The task that a network learns: classes, numbers, or its own input.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LearningTask>))]
public enum LearningTask { Classify, Regress, Reconstruct }

/// <summary>The part of a dataset that <c>evaluate</c> and <c>predict</c> use.</summary>
public enum DataPart { Test, All }

/// <summary>The options that say how <c>--data</c> is read.</summary>
public sealed record DataOptions
{
    /// <summary>The value of <c>--data</c>; null for the default, MNIST.</summary>
    public string? Source { get; init; }

    /// <summary>The columns of a table to predict, separated by commas; null if there are none.</summary>
    public string? Target { get; init; }

    /// <summary>The columns of a table to leave out, separated by commas.</summary>
    public string? Ignore { get; init; }

    /// <summary>The value of <c>--task</c>; null to derive it from the data.</summary>
    public LearningTask? Task { get; init; }

    /// <summary>The size that images are stretched to, such as <c>32x24</c> (width × height).</summary>
    public string? ImageSize { get; init; }

    /// <summary>Whether colors become grey levels.</summary>
    public bool Grey { get; init; }

    /// <summary>The width and height in <see cref="ImageSize"/>; null without it.</summary>
    /// <exception cref="UsageException">The text is no size.</exception>
    public (int Width, int Height)? Size
    {
        get
        {
            if (ImageSize is null) return null;
            var sides = ImageSize.Split('x');
            if (sides.Length is 1 or 2 && TrySide(sides[0], out var width) && TrySide(sides[^1], out var height))
                return (width, height);
            throw new UsageException("--image-size: expects width and height from 1 to "
                + $"{MaximumSide}, such as 28x28 or 28, got '{ImageSize}'");
        }
    }

    const int MaximumSide = 4096;

    static bool TrySide(string text, out int side) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out side)
        && side is >= 1 and <= MaximumSide;
}
