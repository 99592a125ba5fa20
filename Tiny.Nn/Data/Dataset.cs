namespace Tiny.Nn.Data;

/// <summary>
/// Examples of one shape with their <see cref="Targets"/>, such as images with their classes; immutable and in host
/// memory.
/// </summary>
/// <remarks>
/// A part of a dataset (<see cref="Slice"/>, <see cref="Shuffled"/>) is a view of the same memory. Pixels are stored as
/// bytes and converted to [0, 1] when they are read. <see cref="Batches"/> yields the examples in mini-batches.
/// </remarks>
public sealed class Dataset
{
    static readonly float[] Levels = [.. Enumerable.Range(0, 256).Select(level => level / 255f)];

    readonly Array elements;              // byte[] or float[]
    readonly Targets targets;
    readonly ReadOnlyMemory<int> rows;    // example i of this view is row rows[i] of the arrays

    Dataset(string name, Shape exampleShape, Array elements, Targets targets, ReadOnlyMemory<int> rows)
    {
        (Name, ExampleShape) = (name, exampleShape);
        (this.elements, this.targets, this.rows) = (elements, targets, rows);
    }

    /// <summary>A name for tables and messages.</summary>
    public string Name { get; }

    /// <summary>The number of examples.</summary>
    public int Count => rows.Length;

    /// <summary>The shape of one example: [1, 28, 28] for MNIST. A batch of N has shape [N, 1, 28, 28].</summary>
    public Shape ExampleShape { get; }

    /// <summary>The targets of all examples, in order; copied when they are first read.</summary>
    public Targets Targets => field ??= Gather();

    /// <summary>K: labels are 0 … K − 1. It is 0 without class labels.</summary>
    public int Classes => targets.Classes;

    /// <summary>
    /// A dataset of floating-point inputs. The arrays are used, not copied: do not change them afterwards.
    /// </summary>
    /// <param name="inputs">The examples one after another.</param>
    /// <param name="exampleShape">The shape of one example, such as [1, 28, 28] or [4].</param>
    /// <param name="targets">The examples' targets.</param>
    /// <exception cref="ArgumentException">The numbers of inputs and targets do not match, or an input is not
    /// finite.</exception>
    public static Dataset FromArrays(float[] inputs, Shape exampleShape, Targets targets, string name = "own data") =>
        Create(inputs, exampleShape, targets, name);

    /// <summary>A dataset of floating-point inputs with one class per example.</summary>
    /// <param name="labels">One class per example, 0 … <paramref name="classes"/> − 1.</param>
    /// <param name="classes">K; by default the largest label plus one.</param>
    /// <inheritdoc cref="FromArrays(float[], Shape, Targets, string)"/>
    public static Dataset FromArrays(float[] inputs, Shape exampleShape, int[] labels, int? classes = null,
        string name = "own data") =>
        FromArrays(inputs, exampleShape, Targets.FromLabels(labels, classes), name);

    /// <summary>A dataset of pixels, 0 … 255, read as pixel / 255. The arrays are used, not copied.</summary>
    /// <inheritdoc cref="FromArrays(float[], Shape, Targets, string)"/>
    public static Dataset FromPixels(byte[] pixels, Shape exampleShape, Targets targets, string name = "own data") =>
        Create(pixels, exampleShape, targets, name);

    /// <summary>The class of example <paramref name="index"/>.</summary>
    /// <exception cref="InvalidOperationException">The examples do not have one class each.</exception>
    public int Label(int index) => targets.ExampleShape.Rank == 0
        ? targets.Labels[Row(index)]
        : throw new InvalidOperationException(
            $"Dataset '{Name}': expects one class per example, got {targets}; read them with Dataset.Targets");

    /// <summary>The class labels of all examples, in order.</summary>
    /// <exception cref="InvalidOperationException">The targets are not class labels.</exception>
    public int[] Labels() => [.. Targets.Labels];

    /// <summary>
    /// Copies the inputs of example <paramref name="index"/> to <paramref name="to"/>, which has the length of one
    /// example.
    /// </summary>
    public void CopyInput(int index, Span<float> to)
    {
        var length = ExampleShape.Count;
        if (to.Length != length)
            throw new ArgumentException(
                $"Dataset '{Name}': an example {ExampleShape} has {length} elements, got a span of {to.Length}");
        if (!HoldsPixels) Stored<float>(index).CopyTo(to);
        else
        {
            var pixels = Stored<byte>(index);
            for (var i = 0; i < length; i++) to[i] = Levels[pixels[i]];
        }
    }

    /// <summary>The inputs of one example, in a new array.</summary>
    public float[] Input(int index)
    {
        var input = new float[ExampleShape.Count];
        CopyInput(index, input);
        return input;
    }

    /// <summary>A view of <paramref name="count"/> examples from index <paramref name="start"/>.</summary>
    public Dataset Slice(int start, int count)
    {
        if (start < 0 || count < 0 || start > Count - count)
            throw new ArgumentException(
                $"Dataset '{Name}': has {Count} examples, cannot slice {count} from index {start}");
        return View(rows.Slice(start, count));
    }

    /// <summary>A view of the first <paramref name="count"/> examples, or of all if there are fewer.</summary>
    public Dataset Take(int count) => Slice(0, Math.Min(count, Count));

    /// <summary>Two disjoint views: the first <paramref name="count"/> examples, and the others.</summary>
    public (Dataset First, Dataset Second) Split(int count) => (Slice(0, count), Slice(count, Count - count));

    /// <summary>A shuffled view; use it before <see cref="Split"/> if the examples are sorted by class.</summary>
    public Dataset Shuffled(ulong seed)
    {
        var order = rows.ToArray();
        new RandomStream(seed, "dataset order").Shuffle<int>(order);
        return View(order);
    }

    public override string ToString() => $"{Name}: {Count} × {ExampleShape}, {targets}";

    /// <summary>One example as stored: T is byte if <see cref="HoldsPixels"/>, else float.</summary>
    internal ReadOnlySpan<T> Stored<T>(int index) =>
        ((T[])elements).AsSpan(Row(index) * ExampleShape.Count, ExampleShape.Count);

    /// <summary>Whether the examples are stored as bytes.</summary>
    internal bool HoldsPixels => elements is byte[];

    Targets Gather()
    {
        var gathered = targets.Allocate(Count);
        for (var i = 0; i < Count; i++) targets.CopyTo(gathered, i, Row(i));
        return gathered;
    }

    /// <summary>Throws unless every element of an array of floats is finite.</summary>
    static void CheckFinite(string what, Array elements, Shape exampleShape)
    {
        if (elements is not float[] values) return;
        var invalid = Array.FindIndex(values, value => !float.IsFinite(value));
        if (invalid >= 0)
            throw new ArgumentException(
                $"{what} must be finite, but element {invalid % exampleShape.Count} of example " +
                $"{invalid / exampleShape.Count} is {values[invalid]}");
    }

    Dataset View(ReadOnlyMemory<int> part) => new(Name, ExampleShape, elements, targets, part);

    int Row(int index) => (uint)index < (uint)Count
        ? rows.Span[index]
        : throw new ArgumentOutOfRangeException(nameof(index),
            $"Dataset '{Name}': example indices are 0 to {Count - 1}, got {index}");

    static Dataset Create(Array elements, Shape exampleShape, Targets targets, string name)
    {
        if (NotNull(exampleShape).Count == 0)
            throw new ArgumentException(
                $"Dataset '{name}': an example has at least one element, got the shape {exampleShape}");
        var (count, expected) = (NotNull(targets).Shape[0], (long)targets.Shape[0] * exampleShape.Count);
        if (expected != NotNull(elements).Length)
            throw new ArgumentException(
                $"Dataset '{name}': targets of {count} examples {exampleShape} need {expected} inputs, got " +
                $"{elements.Length}");
        CheckFinite($"Dataset '{name}': inputs", elements, exampleShape);
        CheckFinite($"Dataset '{name}': targets", targets.Elements, targets.ExampleShape);
        return new(name, exampleShape, elements, targets, Enumerable.Range(0, count).ToArray());
    }
}
