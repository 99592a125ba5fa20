using Tiny.Nn.Data;

namespace Tiny.Nn.Lab.Data;

/// <summary>Images of one shape with one class each, as bytes [count, channels, height, width].</summary>
public sealed class ImageSource(
    string name, string origin, Shape exampleShape, byte[] pixels, int[] labels, int classes)
    : ExampleSource(name, origin)
{
    /// <summary>The names of the classes; null if they are 0, 1, …</summary>
    public string[]? ClassNames { get; init; }

    /// <summary>Whether images were stretched to the shape.</summary>
    public bool IsResized { get; init; }

    /// <summary>Whether colors were turned into grey levels.</summary>
    public bool IsGrey { get; init; }

    /// <summary>Whether the labels are known; an image to predict has none.</summary>
    public bool HasLabels { get; init; } = true;

    /// <summary>The task; null to classify.</summary>
    public LearningTask? Task { get; init; }

    public override int Count => labels.Length;

    public override IReadOnlyList<int> Strata => labels;

    public override string Noun => "image";

    /// <summary>Copies the pixels and labels of one dataset, or of a training set and its test set.</summary>
    public static ImageSource From(
        string name, string origin, IReadOnlyList<Dataset> parts, int classes, LearningTask? task = null)
    {
        var shape = parts[0].ExampleShape;
        var (pixels, input) = (new byte[parts.Sum(part => part.Count) * (long)shape.Count], new float[shape.Count]);
        var at = 0;
        foreach (var part in parts)
            for (var example = 0; example < part.Count; example++)
            {
                part.CopyInput(example, input);
                foreach (var pixel in input) pixels[at++] = (byte)MathF.Round(pixel * 255);
            }
        return new(name, origin, shape, pixels, [.. parts.SelectMany(part => part.Labels())], classes)
        {
            OwnTest = parts.Count > 1 ? parts[^1].Count : 0, Task = task,
        };
    }

    /// <summary>Returns the same images with a name and names of the classes.</summary>
    /// <exception cref="LabException">There are more classes than names.</exception>
    public ImageSource WithClasses(string newName, string[] names) => classes <= names.Length
        ? new(newName, Origin, exampleShape, pixels, labels, names.Length)
        {
            ClassNames = names, OwnTest = OwnTest, OwnValidation = OwnValidation, Task = Task,
        }
        : throw new LabException($"{Origin}: has {classes} classes, but {newName} has {names.Length}; name the folder "
            + "of other data with --data");

    public override DataDescription Describe(IReadOnlyList<int> training) => Task == LearningTask.Regress
        ? throw new UsageException($"--task regress: {Origin} has images with classes, no numbers to predict; "
            + "omit --task")
        : new()
        {
            Name = Name, Task = Task ?? LearningTask.Classify, InputShape = [.. exampleShape.Lengths],
            Outputs = classes, Classes = ClassNames, IsResized = IsResized, IsGrey = IsGrey,
        };

    public override Dataset Select(IReadOnlyList<int> examples, DataDescription description)
    {
        if (exampleShape != description.ExampleShape)
            throw new LabException($"{Origin}: the network expects examples {description.ExampleShape}, got images "
                + $"{exampleShape}; use images as in '{description.Name}', which it was trained on");
        var (size, map) = (exampleShape.Count, MapClasses(description));
        var (chosen, chosenLabels) = (new byte[examples.Count * size], new int[examples.Count]);
        for (var i = 0; i < examples.Count; i++)
        {
            pixels.AsSpan(examples[i] * size, size).CopyTo(chosen.AsSpan(i * size));
            if (HasLabels) chosenLabels[i] = map(labels[examples[i]]);
        }
        return Dataset.FromPixels(chosen, exampleShape,
            HasLabels ? Targets.FromLabels(chosenLabels, description.Outputs) : Targets.None(examples.Count), Name);
    }

    /// <summary>Returns the map from the classes of this source to those of the description, by name.</summary>
    Func<int, int> MapClasses(DataDescription description) => label =>
    {
        var known = ClassNames is null || description.Classes is null
            ? label < description.Outputs ? label : -1
            : Array.IndexOf(description.Classes, ClassNames[label]);
        return known >= 0 ? known : throw new LabException(
            $"{Origin}: the class '{(ClassNames is null ? $"{label}" : ClassNames[label])}' is none of the network's "
            + $"{description.Outputs} classes {ClassList.Of(description)}; it was trained on '{description.Name}'");
    };
}

/// <summary>Formats the classes of a description for messages.</summary>
static class ClassList
{
    const int MaximumShown = 12;

    public static string Of(DataDescription description) => description.Classes is { } names
        ? string.Join(", ", names.Take(MaximumShown)) + (names.Length > MaximumShown ? ", …" : "")
        : $"0 to {description.Outputs - 1}";
}
