using System.Globalization;

namespace Tiny.Nn;

/// <summary>
/// A tensor's values as text, in NumPy's layout: one pair of brackets per axis, and columns of one width. Of a tensor
/// with more than 1,000 elements, each long axis shows its first and last elements only.
/// </summary>
/// <remarks>
/// The last two axes then show three elements at each end, the others one. Integers have no decimals; magnitudes of
/// 100,000 and more, and values that are all below 0.001, have an exponent.
/// </remarks>
sealed class TensorText(Shape shape, double[] values)
{
    const int Abridged = 1000;

    public override string ToString()
    {
        var shown = new List<double>();
        Text(0, 0, value =>
        {
            shown.Add(value);
            return "";
        });
        var largest = shown.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty().Max();
        var format = largest is >= 1e5 or (> 0 and < 1e-3) ? "0.0000e+00"
            : shown.All(value => !double.IsFinite(value) || double.IsInteger(value)) ? "0" : "0.0000";
        string Number(double value) => value.ToString(format, CultureInfo.InvariantCulture);
        var width = shown.Select(value => Number(value).Length).DefaultIfEmpty().Max();
        return Text(0, 0, value => Number(value).PadLeft(width));
    }

    /// <summary>
    /// Returns the text of the axes from <paramref name="axis"/> on, at one index of the axes before.
    /// </summary>
    string Text(int axis, int index, Func<double, string> number)
    {
        if (axis == shape.Rank) return number(values[index]);
        var (length, inner) = (shape[axis], shape.Rank - 1 - axis);
        var edge = inner < 2 ? 3 : 1;
        IEnumerable<int> positions = shape.Count <= Abridged || length <= 2 * edge
            ? Enumerable.Range(0, length)
            : [.. Enumerable.Range(0, edge), -1, .. Enumerable.Range(length - edge, edge)];
        var separator = inner == 0 ? " " : new string('\n', inner) + new string(' ', axis + 1);
        return $"[{string.Join(separator, positions.Select(
            position => position < 0 ? "…" : Text(axis + 1, index * length + position, number)))}]";
    }
}
