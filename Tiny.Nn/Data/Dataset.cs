namespace Tiny.Nn.Data;

/// <summary>
/// Labelled examples of one shape: images with their classes, or any numbers with theirs. Immutable; a part of a dataset
/// (<see cref="Slice"/>, <see cref="Shuffled"/>) is a view of the same memory. Pixels are kept as bytes, one per pixel, and become
/// numbers in [0, 1] when they are read. It is not a tensor: it lives on no machine; <see cref="Batches"/> carries it there.
/// </summary>
public sealed class Dataset
{
    static readonly float[] Levels = [.. Enumerable.Range(0, 256).Select(level => level / 255f)];

    readonly byte[]? pixels;              // exactly one of the two is there
    readonly float[]? numbers;
    readonly int[] labels;
    readonly ReadOnlyMemory<int> rows;    // example i of this view is row rows[i] of the arrays

    Dataset(string name, Shape exampleShape, int classes, byte[]? pixels, float[]? numbers, int[] labels, ReadOnlyMemory<int> rows)
    {
        (Name, ExampleShape, Classes) = (name, exampleShape, classes);
        (this.pixels, this.numbers, this.labels, this.rows) = (pixels, numbers, labels, rows);
    }

    /// <summary>Where the examples come from, for tables and messages.</summary>
    public string Name { get; }

    /// <summary>The number of examples.</summary>
    public int Count => rows.Length;

    /// <summary>The shape of one example, [1, 28, 28] for MNIST; a batch of N has shape [N, 1, 28, 28].</summary>
    public Shape ExampleShape { get; }

    /// <summary>K: labels are 0 … K − 1.</summary>
    public int Classes { get; }

    /// <summary>A dataset of one's own numbers. The arrays are used, not copied: leave them unchanged afterwards.</summary>
    /// <param name="inputs">The examples one after the other: as many numbers as labels times elements of an example.</param>
    /// <param name="exampleShape">The shape of one example, such as [1, 28, 28] or [4].</param>
    /// <param name="labels">One class per example, 0 … <paramref name="classes"/> − 1.</param>
    /// <param name="classes">K; by default the largest label plus one.</param>
    /// <exception cref="ArgumentException">The lengths do not match, a label is not a class, or a number is not finite.</exception>
    public static Dataset FromArrays(float[] inputs, Shape exampleShape, int[] labels, int? classes = null, string name = "own data")
    {
        ArgumentNullException.ThrowIfNull(inputs);
        var known = Check(inputs.Length, exampleShape, labels, classes, name);
        var odd = Array.FindIndex(inputs, number => !float.IsFinite(number));
        if (odd >= 0)
            throw new ArgumentException(
                $"Dataset '{name}': inputs are finite numbers, but element {odd % exampleShape.Count} of example " +
                $"{odd / exampleShape.Count} is {inputs[odd]}");
        return new(name, exampleShape, known, null, inputs, labels, Identity(labels.Length));
    }

    /// <summary>A dataset of pixels, 0 … 255, read as pixel / 255. The arrays are used, not copied.</summary>
    /// <inheritdoc cref="FromArrays"/>
    public static Dataset FromPixels(byte[] pixels, Shape exampleShape, int[] labels, int? classes = null, string name = "own data")
    {
        ArgumentNullException.ThrowIfNull(pixels);
        var known = Check(pixels.Length, exampleShape, labels, classes, name);
        return new(name, exampleShape, known, pixels, null, labels, Identity(labels.Length));
    }

    /// <summary>The class of example <paramref name="index"/>.</summary>
    public int Label(int index) => labels[Row(index)];

    /// <summary>The classes of all examples, in order.</summary>
    public int[] Labels()
    {
        var all = new int[Count];
        for (var i = 0; i < all.Length; i++) all[i] = labels[rows.Span[i]];
        return all;
    }

    /// <summary>Writes the numbers of example <paramref name="index"/> to <paramref name="to"/>, which has room for one example.</summary>
    public void CopyInput(int index, Span<float> to)
    {
        var (row, length) = (Row(index), ExampleShape.Count);
        if (to.Length != length)
            throw new ArgumentException($"Dataset '{Name}': an example {ExampleShape} has {length} elements, got room for {to.Length}");
        if (numbers is not null) numbers.AsSpan(row * length, length).CopyTo(to);
        else
            for (var i = 0; i < length; i++) to[i] = Levels[pixels![row * length + i]];
    }

    /// <summary>The numbers of one example, in an array of their own.</summary>
    public float[] Input(int index)
    {
        var input = new float[ExampleShape.Count];
        CopyInput(index, input);
        return input;
    }

    /// <summary>A view of <paramref name="count"/> examples from <paramref name="start"/> on.</summary>
    public Dataset Slice(int start, int count)
    {
        if (start < 0 || count < 0 || start > Count - count)
            throw new ArgumentException($"Dataset '{Name}': has {Count} examples; cannot take {count} from number {start} on");
        return View(rows.Slice(start, count));
    }

    /// <summary>A view of the first <paramref name="count"/> examples, or of all where there are fewer.</summary>
    public Dataset Take(int count) => Slice(0, Math.Min(count, Count));

    /// <summary>Two disjoint views: the first <paramref name="count"/> examples, and the others.</summary>
    public (Dataset First, Dataset Second) Split(int count) => (Slice(0, count), Slice(count, Count - count));

    /// <summary>A view in an order that depends on the seed; wanted before <see cref="Split"/> where a file is sorted by class.</summary>
    public Dataset Shuffled(ulong seed)
    {
        var order = rows.ToArray();
        new RandomStream(seed, "dataset order").Shuffle<int>(order);
        return View(order);
    }

    public override string ToString() => $"{Name}: {Count} × {ExampleShape}, {Classes} classes";

    /// <summary>The pixels of one example where the dataset holds pixels; empty where it holds numbers.</summary>
    internal ReadOnlySpan<byte> Pixels(int index) =>
        pixels is null ? [] : pixels.AsSpan(Row(index) * ExampleShape.Count, ExampleShape.Count);

    /// <summary>Whether the examples are kept as bytes.</summary>
    internal bool HoldsPixels => pixels is not null;

    Dataset View(ReadOnlyMemory<int> part) => new(Name, ExampleShape, Classes, pixels, numbers, labels, part);

    int Row(int index) => (uint)index < (uint)Count
        ? rows.Span[index]
        : throw new ArgumentOutOfRangeException(nameof(index), $"Dataset '{Name}': examples are numbered 0 to {Count - 1}, got {index}");

    static int[] Identity(int count) => [.. Enumerable.Range(0, count)];

    static int Check(int elements, Shape exampleShape, int[] labels, int? classes, string name)
    {
        ArgumentNullException.ThrowIfNull(exampleShape);
        ArgumentNullException.ThrowIfNull(labels);
        if (exampleShape.Count == 0)
            throw new ArgumentException($"Dataset '{name}': an example has one element or more, got the shape {exampleShape}");
        if ((long)labels.Length * exampleShape.Count != elements)
            throw new ArgumentException(
                $"Dataset '{name}': {labels.Length} labels and examples {exampleShape} need " +
                $"{(long)labels.Length * exampleShape.Count} inputs, got {elements}");
        var known = classes ?? (labels.Length == 0 ? 1 : Math.Max(0, labels.Max()) + 1);
        if (known < 1) throw new ArgumentException($"Dataset '{name}': there is one class or more, got {known}");
        var odd = Array.FindIndex(labels, label => label < 0 || label >= known);
        if (odd >= 0)
            throw new ArgumentException($"Dataset '{name}': labels are 0 to {known - 1}, but example {odd} has label {labels[odd]}");
        return known;
    }
}
