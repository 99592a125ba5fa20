using System.Globalization;

namespace Exercises;

/// <summary>A test that failed, as a lesson: what went in, what was expected, what came.</summary>
public sealed class LessonException(string inputs, string expected, string got) : Exception($"{inputs}: expected {expected}, got {got}")
{
    public string Inputs => inputs;

    public string Expected => expected;

    public string Got => got;
}

/// <summary>
/// The assertions of the exercises' tests. Each one takes the case in words, so that a failure can show it. Tests go from small
/// cases to large ones, and the first failure ends the exercise: what is shown is the smallest case that fails.
/// </summary>
public static class Check
{
    /// <summary>expected = got, up to a relative error.</summary>
    public static void Equal(double expected, double got, string inputs, double tolerance = 1e-12)
    {
        if (!IsNear(expected, got, tolerance)) throw new LessonException(inputs, Text(expected), Text(got));
    }

    /// <summary>All elements are equal, up to a relative error.</summary>
    public static void Equal(ReadOnlySpan<double> expected, ReadOnlySpan<double> got, string inputs, double tolerance = 1e-12)
    {
        if (expected.Length != got.Length)
            throw new LessonException(inputs, $"{expected.Length} numbers: {Text(expected)}", $"{got.Length} numbers: {Text(got)}");
        var scale = 0.0;
        foreach (var value in expected) scale = Math.Max(scale, Math.Abs(value));
        for (var i = 0; i < expected.Length; i++)
            if (!IsNear(expected[i], got[i], tolerance, scale))
                throw new LessonException(inputs, $"{Text(expected)}",
                    $"{Text(got)}   (element {i}: {Text(expected[i])} expected, {Text(got[i])} got)");
    }

    /// <summary>expected = got, for whole numbers.</summary>
    public static void Equal(int expected, int got, string inputs)
    {
        if (expected != got) throw new LessonException(inputs, $"{expected}", $"{got}");
    }

    /// <summary>All whole numbers are equal.</summary>
    public static void Equal(ReadOnlySpan<int> expected, ReadOnlySpan<int> got, string inputs)
    {
        if (!expected.SequenceEqual(got)) throw new LessonException(inputs, Text(expected), Text(got));
    }

    /// <summary>Every number is exactly the same: not one bit may differ.</summary>
    public static void SameBits(ReadOnlySpan<double> expected, ReadOnlySpan<double> got, string inputs)
    {
        for (var i = 0; i < expected.Length; i++)
            if (BitConverter.DoubleToInt64Bits(expected[i]) != BitConverter.DoubleToInt64Bits(got[i]))
                throw new LessonException(inputs, $"element {i}: {expected[i]:R}", $"{got[i]:R}, which differs in its last bits");
    }

    /// <summary>A property holds.</summary>
    public static void That(bool holds, string inputs, string expected, string got)
    {
        if (!holds) throw new LessonException(inputs, expected, got);
    }

    /// <summary>
    /// The gradient check: each partial derivative against (f(x + h·eᵢ) − f(x − h·eᵢ)) / 2h, h = 1e-5.
    /// </summary>
    public static void Gradient(Func<double[], double> f, double[] x, ReadOnlySpan<double> gradient, string inputs, double tolerance = 1e-6)
    {
        const double h = 1e-5;
        var slopes = new double[x.Length];
        for (var i = 0; i < x.Length; i++)
        {
            var (up, down) = (x.ToArray(), x.ToArray());
            up[i] += h;
            down[i] -= h;
            slopes[i] = (f(up) - f(down)) / (2 * h);
        }
        Equal(slopes, gradient, $"gradient check against central differences, {inputs}", tolerance);
    }

    /// <summary>Numbers from −1 to 1, the same ones each time.</summary>
    public static double[] Numbers(int count, ulong seed)
    {
        var random = new Tiny.Nn.RandomStream(seed, "numbers of a test");
        var numbers = new double[count];
        foreach (ref var number in numbers.AsSpan()) number = Math.Round(random.NextUniform(-1, 1), 3);
        return numbers;
    }

    /// <summary>As a message shows it: five digits after the point.</summary>
    public static string Text(double value) => value == Math.Round(value, 5) || Math.Abs(value) < 1e-4
        ? value.ToString("G6", CultureInfo.InvariantCulture)
        : Math.Abs(value) < 1e6 ? value.ToString("0.#####", CultureInfo.InvariantCulture)
            : value.ToString("G10", CultureInfo.InvariantCulture);

    /// <summary>(1, 2.5, −3), cut after twelve.</summary>
    public static string Text(ReadOnlySpan<double> values) => Joined([.. values.ToArray().Select(value => Text(value))]);

    /// <inheritdoc cref="Text(ReadOnlySpan{double})"/>
    public static string Text(ReadOnlySpan<int> values) => Joined([.. values.ToArray().Select(value => $"{value}")]);

    static string Joined(string[] texts)
    {
        var rest = texts.Length > 12 ? $", … {texts.Length} in all" : "";
        return $"({string.Join(", ", texts.Take(12))}{rest})";
    }

    static bool IsNear(double expected, double got, double tolerance, double scale = 0) =>
        expected.Equals(got) || Math.Abs(expected - got) <= tolerance * Math.Max(1, Math.Max(scale, Math.Abs(expected)));
}
