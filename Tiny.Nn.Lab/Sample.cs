using System.Globalization;

namespace Tiny.Nn.Lab;

/// <summary>The values of one measurement, one per seed.</summary>
public sealed class Sample(params IEnumerable<double> values) : IFormattable
{
    /// <summary>The values, in the order of the seeds.</summary>
    public IReadOnlyList<double> Values { get; } = [.. values];

    public double Mean => Values.Average();

    public double Minimum => Values.Min();

    public double Maximum => Values.Max();

    public double Median => Values.Order().ElementAt((Values.Count - 1) / 2);

    /// <summary>The standard deviation, with n − 1 in the denominator; 0 for one value.</summary>
    public double Deviation
    {
        get
        {
            var mean = Mean;
            return Values.Count < 2
                ? 0
                : Math.Sqrt(Values.Sum(value => (value - mean) * (value - mean)) / (Values.Count - 1));
        }
    }

    /// <summary>The differences of two measurements with the same seeds.</summary>
    public static Sample operator -(Sample a, Sample b) => new(a.Values.Zip(b.Values, (x, y) => x - y));

    /// <summary>Returns the mean and, for more than one value, the deviation: <c>97.82 ± 0.11</c>.</summary>
    /// <param name="format">The format of both numbers, such as <c>F2</c>.</param>
    public string ToString(string? format, IFormatProvider? provider = null)
    {
        string Format(double value) => value.ToString(format, provider ?? CultureInfo.InvariantCulture);
        return Values.Count < 2 ? Format(Mean) : $"{Format(Mean)} ± {Format(Deviation)}";
    }

    public override string ToString() => ToString("G4");
}
