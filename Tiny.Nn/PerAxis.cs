namespace Tiny.Nn;

/// <summary>
/// An integer for each spatial axis: one value for all axes, or a list with one entry per axis, as in
/// <c>kernel: [5, 3]</c>. If omitted, the argument's own default applies.
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

    /// <summary>Returns the value of one axis of <paramref name="rank"/>.</summary>
    /// <param name="otherwise">The value to return if none was given.</param>
    /// <param name="who">The name of the layer or operation, for error messages.</param>
    /// <exception cref="ArgumentException">
    /// The length of the list is neither one nor <paramref name="rank"/>.
    /// </exception>
    public int At(int axis, int rank, int otherwise, string who) => PerAxisRule.At(values, axis, rank, otherwise, who);

    public override string ToString() => PerAxisRule.Text(values);
}

/// <summary>
/// The padding of each spatial axis: a count or <see cref="Padding.Same"/> for all axes, a pair (before, after) for all
/// axes, or a list with one entry per axis, as in <c>padding: [1, (0, 2)]</c>. The default is none.
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
    public Padding At(int axis, int rank, string who) => PerAxisRule.At(values, axis, rank, 0, who);

    public override string ToString() => PerAxisRule.Text(values);
}

/// <summary>
/// The rule that <see cref="PerAxis"/> and <see cref="Paddings"/> share: no value, one for all axes, or one per axis.
/// </summary>
static class PerAxisRule
{
    public static T At<T>(T[]? values, int axis, int rank, T otherwise, string who) => values switch
    {
        null => otherwise,
        [var all] => all,
        _ when values.Length == rank => values[axis],
        _ => throw new ArgumentException(
            $"{who}: expects 1 or {rank} values, one for each spatial axis, got {Text(values)}"),
    };

    public static string Text<T>(T[]? values) => values switch
    {
        null => "default",
        [var all] => $"{all}",
        _ => $"[{string.Join(", ", values)}]",
    };
}
