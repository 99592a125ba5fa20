using System.Runtime.CompilerServices;

namespace Tiny.Nn;

/// <summary>
/// One whole number for each spatial axis: a plain number stands for all axes, a list names each, <c>kernel: [5, 3]</c>;
/// left out, it takes the default of its place.
/// </summary>
[CollectionBuilder(typeof(PerAxis), nameof(Of))]
public readonly struct PerAxis
{
    readonly int[]? values;

    PerAxis(int[] values) => this.values = values;

    public static PerAxis Of(ReadOnlySpan<int> values) => new(values.ToArray());

    public static implicit operator PerAxis(int all) => new([all]);

    public ReadOnlySpan<int>.Enumerator GetEnumerator() => new ReadOnlySpan<int>(values).GetEnumerator();

    /// <summary>Whether a value was given.</summary>
    public bool IsGiven => values is not null;

    /// <summary>The number of axis <paramref name="axis"/> of <paramref name="rank"/>.</summary>
    /// <exception cref="ArgumentException">The list names another number of axes.</exception>
    public int At(int axis, int rank, int otherwise, string who) => values switch
    {
        null => otherwise,
        [var all] => all,
        _ when values.Length == rank => values[axis],
        _ => throw new ArgumentException($"{who}: expects 1 or {rank} numbers, one for each spatial axis, got [{string.Join(", ", values)}]"),
    };

    public override string ToString() => values switch { null => "default", [var all] => $"{all}", _ => $"[{string.Join(", ", values)}]" };
}

/// <summary>
/// The padding of each spatial axis: a number or <see cref="Padding.Same"/> for all of them, a pair (before, after) for all
/// of them, or a list with one entry for each axis, <c>padding: [1, (0, 2)]</c>; left out, none.
/// </summary>
[CollectionBuilder(typeof(Paddings), nameof(Of))]
public readonly struct Paddings
{
    readonly Padding[]? values;

    Paddings(Padding[] values) => this.values = values;

    public static Paddings Of(ReadOnlySpan<Padding> values) => new(values.ToArray());

    public static implicit operator Paddings(int all) => new([all]);

    public static implicit operator Paddings(Padding all) => new([all]);

    public static implicit operator Paddings((int Before, int After) all) => new([all]);

    public ReadOnlySpan<Padding>.Enumerator GetEnumerator() => new ReadOnlySpan<Padding>(values).GetEnumerator();

    /// <inheritdoc cref="PerAxis.At"/>
    public Padding At(int axis, int rank, string who) => values switch
    {
        null => 0,
        [var all] => all,
        _ when values.Length == rank => values[axis],
        _ => throw new ArgumentException($"{who}: expects 1 or {rank} paddings, one for each spatial axis, got [{string.Join(", ", values)}]"),
    };

    public override string ToString() => values switch { null => "0", [var all] => $"{all}", _ => $"[{string.Join(", ", values)}]" };
}
