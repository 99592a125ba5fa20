using System.Globalization;

namespace Tiny.Nn.Lab.Report;

/// <summary>One axis of a chart: title, limits, scale and labels.</summary>
/// <param name="Title">The quantity, with its unit if it has one.</param>
/// <param name="From">The value at the axis' beginning; null for the smallest value in the chart.</param>
/// <param name="To">The value at the axis' end; null for the largest value in the chart.</param>
/// <param name="IsLogarithmic">Whether the scale is logarithmic; then all values are positive.</param>
/// <param name="IsWhole">Whether the values are whole numbers, such as epochs; then all ticks are.</param>
/// <param name="Format">Formats a value as a label; by default with up to four significant digits.</param>
public sealed record ChartAxis(
    string Title, double? From = null, double? To = null, bool IsLogarithmic = false,
    bool IsWhole = false, Func<double, string>? Format = null)
{
    const double SmallestPositive = 1e-12, LeastMargin = 1.05, Tolerance = 1e-9;

    /// <summary>Returns the axis with limits for these values.</summary>
    /// <param name="extendToTicks">Whether limits that are not given move outward, to the next tick or, on a
    /// logarithmic axis, by a margin.</param>
    public ChartAxis Fit(IEnumerable<double> values, bool extendToTicks)
    {
        var finite = values.Where(value => double.IsFinite(value) && (!IsLogarithmic || value > 0)).ToArray();
        var from = From ?? (finite.Length == 0 ? IsLogarithmic ? 0.1 : 0 : finite.Min());
        var to = To ?? (finite.Length == 0 ? 1 : finite.Max());
        if (IsLogarithmic && extendToTicks)
        {
            var margin = Math.Max(LeastMargin, Math.Pow(to / from, 0.05));
            (from, to) = (From ?? from / margin, To ?? to * margin);
        }
        else if (extendToTicks)
        {
            var ticks = Ticks(from, to);
            (from, to) = (From ?? ticks[0], To ?? ticks[^1]);
        }
        if (to <= from) to = IsLogarithmic ? from * 10 : from + 1;
        return this with { From = from, To = to };
    }

    /// <summary>The position of a value on the axis, 0 at its beginning and 1 at its end; clamped to both.</summary>
    public double Fraction(double value)
    {
        var fraction = (Scale(value) - Scale(From!.Value)) / (Scale(To!.Value) - Scale(From.Value));
        return double.IsNaN(fraction) ? 0 : Math.Clamp(fraction, 0, 1);
    }

    /// <summary>The ticks between the axis' limits.</summary>
    public IEnumerable<double> Ticks()
    {
        var (from, to) = (From!.Value, To!.Value);
        var margin = 1e-9 * (to - from);
        if (!IsLogarithmic)
            return Ticks(from, to, IsWhole ? 10 : 5).Where(tick => tick >= from - margin && tick <= to + margin
                && (!IsWhole || Math.Abs(tick - Math.Round(tick)) < 1e-9));
        var ticks = LogarithmicTicks(from, to);
        return ticks.Length > 1 ? ticks : Ticks(from, to, 4).Where(tick => tick >= from && tick <= to);
    }

    /// <summary>A value as a label of the axis.</summary>
    public string Label(double value) => Format?.Invoke(value)
        ?? (IsLogarithmic && (value < 1e-3 || value >= 1e5)
            ? value.ToString("0.#e0", CultureInfo.InvariantCulture)
            : Math.Abs(value) < 1e-9 ? "0" : value.ToString("0.####", CultureInfo.InvariantCulture));

    /// <summary>A value with the axis' title, for tooltips: <c>epoch 3</c>.</summary>
    public string Describe(double value) => $"{Title} {Label(value)}".Trim();

    /// <summary>
    /// Returns axis ticks that cover the range from <paramref name="minimum"/> to <paramref name="maximum"/>. Their
    /// spacing is 1, 2 or 5 times a power of ten.
    /// </summary>
    public static double[] Ticks(double minimum, double maximum, int count = 5)
    {
        var rough = Math.Max(maximum - minimum, 1e-9) / count;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = power * ((rough / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 });
        var from = Math.Floor(minimum / step + 1e-9);
        var to = Math.Ceiling(maximum / step - 1e-9);
        return [.. Enumerable.Range(0, (int)(to - from) + 1).Select(index => (from + index) * step)];
    }

    /// <summary>
    /// Returns the ticks within the limits of a logarithmic axis: in each decade 1, 2, …, 9 or 1, 2, 5 or 1 times the
    /// power of ten, the finest of these whose labels have room, or else some of the powers.
    /// </summary>
    static double[] LogarithmicTicks(double from, double to)
    {
        var (first, last) = ((int)Math.Floor(Math.Log10(from)), (int)Math.Ceiling(Math.Log10(to)));
        foreach (var (digits, most) in ((int[], int)[])[([1, 2, 3, 4, 5, 6, 7, 8, 9], 7), ([1, 2, 5], 10), ([1], 7)])
        {
            double[] ticks = [.. Enumerable.Range(first, last - first + 1)
                .SelectMany(power => digits, (power, digit) => digit * Math.Pow(10, power))
                .Where(tick => tick >= from * (1 - Tolerance) && tick <= to * (1 + Tolerance))];
            if (ticks.Length <= most) return ticks;
        }
        var step = (last - first + 5) / 6;
        return [.. Enumerable.Range(first, last - first + 1).Where(power => power % step == 0)
            .Select(power => Math.Pow(10, power)).Where(tick => tick >= from && tick <= to)];
    }

    double Scale(double value) => IsLogarithmic ? Math.Log10(Math.Max(value, SmallestPositive)) : value;
}
