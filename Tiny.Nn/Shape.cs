namespace Tiny.Nn;

/// <summary>
/// The lengths of a tensor's axes, outermost first: [N, C, H, W] for a batch of images. A scalar has no axes.
/// An immutable value, independent of memory.
/// </summary>
[CollectionBuilder(typeof(Shape), nameof(Of))]
public sealed record Shape
{
    /// <summary>The largest number of elements of a tensor.</summary>
    public const int MaximumCount = 0x7FFF_FFC7;

    /// <summary>The shape of a scalar, [].</summary>
    public static readonly Shape Scalar = Of();

    readonly int[] lengths;

    Shape(int[] lengths)
    {
        var count = 1L;
        foreach (var length in lengths)
        {
            if (length < 0)
                throw new ArgumentException($"Shape {Text(lengths)}: the length of an axis is 0 or more, got {length}");
            count *= length;
            if (count > MaximumCount)
                throw new ArgumentException($"Shape {Text(lengths)}: at most {MaximumCount} elements fit one tensor");
        }
        this.lengths = lengths;
        Count = (int)count;
    }

    /// <summary>Creates a shape; the collection expression <c>Shape s = [2, 3];</c> calls it.</summary>
    public static Shape Of(params ReadOnlySpan<int> lengths) =>
        lengths.IsEmpty && Scalar is not null ? Scalar : new(lengths.ToArray());

    /// <summary>The number of axes.</summary>
    public int Rank => lengths.Length;

    /// <summary>The number of elements: the product of the lengths, 1 for a scalar.</summary>
    public int Count { get; }

    /// <summary>The length of one axis; negative indices count from the end.</summary>
    public int this[int axis] => lengths[Axis(axis)];

    /// <summary>The shape of the axes in <paramref name="range"/>.</summary>
    public Shape this[Range range] => new(lengths[range]);

    public ReadOnlySpan<int> Lengths => lengths;

    public ReadOnlySpan<int>.Enumerator GetEnumerator() => Lengths.GetEnumerator();

    /// <summary>Returns the axis as an index in 0 … rank − 1; −1 is the last axis.</summary>
    /// <exception cref="ArgumentException">There is no such axis.</exception>
    public int Axis(int axis)
    {
        if (axis < -Rank || axis >= Rank)
            throw new ArgumentException(
                $"Shape {this}: has {Rank} axes, numbered {-Rank} to {Rank - 1}; got axis {axis}");
        return axis < 0 ? axis + Rank : axis;
    }

    /// <summary>Returns this shape with the length of one axis changed.</summary>
    public Shape With(int axis, int length)
    {
        var changed = lengths.ToArray();
        changed[Axis(axis)] = length;
        return new(changed);
    }

    /// <summary>
    /// Returns this shape with length 1 in every other axis: [1, C, 1, 1] for axis 1 of [N, C, H, W].
    /// </summary>
    public Shape Only(int axis)
    {
        var ones = new int[Rank];
        Array.Fill(ones, 1);
        ones[Axis(axis)] = this[axis];
        return new(ones);
    }

    /// <summary>Returns this shape followed by the axes of <paramref name="tail"/>.</summary>
    public Shape Then(params ReadOnlySpan<int> tail) => Of([.. lengths, .. tail]);

    /// <summary>
    /// Returns the common shape of two operands. Axes are aligned at the end, a missing axis counts as length 1, and an
    /// axis of length 1 is repeated to the other's length. [4, 1] with [3] gives [4, 3].
    /// </summary>
    /// <exception cref="ArgumentException">Two aligned lengths differ and neither is 1.</exception>
    public static Shape Broadcast(Shape a, Shape b, string who = "Broadcast")
    {
        if (NotNull(a).Equals(NotNull(b))) return a;
        var rank = Math.Max(a.Rank, b.Rank);
        var common = new int[rank];
        for (var fromEnd = 1; fromEnd <= rank; fromEnd++)
        {
            int x = fromEnd <= a.Rank ? a[-fromEnd] : 1, y = fromEnd <= b.Rank ? b[-fromEnd] : 1;
            if (x != y && x != 1 && y != 1)
                throw new ArgumentException(
                    $"{who}: shapes {a} and {b} do not broadcast: axis {-fromEnd} has lengths {x} and {y}; " +
                    "they must be equal or one of them 1");
            common[^fromEnd] = x == 1 ? y : x;
        }
        return new(common);
    }

    /// <summary>
    /// Returns the row-major strides: for each axis, the distance in elements from one index to the next.
    /// </summary>
    public int[] Strides()
    {
        var strides = new int[Rank];
        var stride = 1;
        for (var axis = Rank - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= lengths[axis];
        }
        return strides;
    }

    public bool Equals(Shape? other) =>
        ReferenceEquals(this, other) || (other is not null && Lengths.SequenceEqual(other.Lengths));

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var length in lengths) hash.Add(length);
        return hash.ToHashCode();
    }

    /// <summary>Returns the lengths in brackets, as in <c>[32, 1, 28, 28]</c>.</summary>
    public override string ToString() => Text(lengths);

    static string Text(int[] lengths) => $"[{string.Join(", ", lengths)}]";
}
