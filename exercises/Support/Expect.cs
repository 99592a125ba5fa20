namespace Exercises;

/// <summary>
/// The assertions of the exercises' tests. Each takes a description of the inputs, which a failure shows. Tests go from
/// small cases to large ones and stop at the first failure, so the failure shown is the smallest one.
/// </summary>
public static class Expect
{
    /// <summary>Expects two values to be equal up to a relative error.</summary>
    public static void Equal(double expected, double got, string inputs, double tolerance = 1e-12)
    {
        if (IsNear(expected, got, tolerance)) return;
        var digits = Format.DigitsToDiffer(expected, got);
        throw new AssertionException(inputs, Format.Text(expected, digits), Format.Text(got, digits));
    }

    /// <summary>Expects all elements to be equal up to an error relative to the largest expected element.</summary>
    public static void Equal(ReadOnlySpan<double> expected, ReadOnlySpan<double> got, string inputs,
        double tolerance = 1e-12)
    {
        if (expected.Length != got.Length)
            throw new AssertionException(inputs, $"{expected.Length} values: {Format.Text(expected)}",
                $"{got.Length} values: {Format.Text(got)}");
        var scale = 0.0;
        foreach (var value in expected) scale = Math.Max(scale, Math.Abs(value));
        for (var i = 0; i < expected.Length; i++)
            if (!IsNear(expected[i], got[i], tolerance, scale))
            {
                var digits = Format.DigitsToDiffer(expected[i], got[i]);
                throw new AssertionException(inputs, Format.Text(expected, digits),
                    $"{Format.Text(got, digits)}   (element {i}: {Format.Text(expected[i], digits)} expected, " +
                    $"{Format.Text(got[i], digits)} got){Remark(expected[i], got[i])}");
            }
    }

    /// <inheritdoc cref="Equal(ReadOnlySpan{double}, ReadOnlySpan{double}, string, double)"/>
    public static void Equal(ReadOnlySpan<double> expected, double[]? got, string inputs, double tolerance = 1e-12) =>
        Equal(expected, NotNull(got, $"{expected.Length} values: {Format.Text(expected)}", inputs).AsSpan(), inputs,
            tolerance);

    /// <summary>Expects two integers to be equal.</summary>
    public static void Equal(int expected, int got, string inputs)
    {
        if (expected != got) throw new AssertionException(inputs, $"{expected}", $"{got}");
    }

    /// <summary>Expects all integers to be equal.</summary>
    public static void Equal(ReadOnlySpan<int> expected, ReadOnlySpan<int> got, string inputs)
    {
        if (!expected.SequenceEqual(got))
            throw new AssertionException(inputs, Format.Text(expected), Format.Text(got));
    }

    /// <inheritdoc cref="Equal(ReadOnlySpan{int}, ReadOnlySpan{int}, string)"/>
    public static void Equal(ReadOnlySpan<int> expected, int[]? got, string inputs) =>
        Equal(expected, NotNull(got, $"{expected.Length} values: {Format.Text(expected)}", inputs).AsSpan(), inputs);

    /// <summary>Expects all elements to be equal bit by bit.</summary>
    public static void SameBits(ReadOnlySpan<double> expected, ReadOnlySpan<double> got, string inputs)
    {
        for (var i = 0; i < expected.Length; i++)
            if (BitConverter.DoubleToInt64Bits(expected[i]) != BitConverter.DoubleToInt64Bits(got[i]))
                throw new AssertionException(inputs, $"element {i}: {expected[i]:R}",
                    $"{got[i]:R}, which differs in the last bits");
    }

    /// <summary>Expects a condition to hold.</summary>
    public static void That(bool holds, string inputs, string expected, string got)
    {
        if (!holds) throw new AssertionException(inputs, expected, got);
    }

    /// <summary>
    /// Checks a gradient: compares each partial derivative with (f(x + h·eᵢ) − f(x − h·eᵢ)) / 2h, where h = 1e-5.
    /// </summary>
    public static void Gradient(Func<double[], double> f, double[] x, ReadOnlySpan<double> gradient, string inputs,
        double tolerance = 1e-6)
    {
        const double h = 1e-5;
        var differences = new double[x.Length];
        for (var i = 0; i < x.Length; i++)
        {
            var (up, down) = (x.ToArray(), x.ToArray());
            up[i] += h;
            down[i] -= h;
            differences[i] = (f(up) - f(down)) / (2 * h);
        }
        Equal(differences, gradient, $"gradient check against central differences, {inputs}", tolerance);
    }

    static T[] NotNull<T>(T[]? got, string expected, string inputs) =>
        got ?? throw new AssertionException(inputs, expected, "null");

    /// <summary>Returns a remark if the element shows that the array's previous content was used or kept.</summary>
    static string Remark(double expected, double got)
    {
        const string before = "; every element of the array was 98.765 before the call";
        if (got == TestData.Filler) return $"{before}, and this one was not written";
        return Math.Abs(got - expected - TestData.Filler) <= 1e-9 * Math.Max(1, Math.Abs(expected))
            ? $"{before}: the array was not empty, so write, do not add" : "";
    }

    static bool IsNear(double expected, double got, double tolerance, double scale = 0) => expected.Equals(got)
        || Math.Abs(expected - got) <= tolerance * Math.Max(1, Math.Max(scale, Math.Abs(expected)));
}
