namespace Tiny.Nn.Checks;

/// <summary>One derivative that is computed both by central differences and by the backward sweep.</summary>
/// <param name="Where">The name of the derivative: <c>∂J/∂(0.weight)[1, 2]</c>,
/// or <c>∂J along random direction 3</c>.</param>
/// <param name="Expected">The value by central differences, exact up to O(h²) and rounding.</param>
/// <param name="Got">The value by the backward sweep.</param>
public readonly record struct ComparedDerivative(string Where, double Expected, double Got);

/// <summary>
/// The result of a <see cref="GradientCheck"/>. Its text names the worst derivative and, if the check failed, the
/// likely mistake.
/// </summary>
/// <param name="Worst">The derivative with the largest error.</param>
/// <param name="RelativeError">The relative error of that derivative; infinite if a value is not finite.</param>
/// <param name="Tolerance">The largest error that passes.</param>
/// <param name="Count">The number of derivatives compared.</param>
public sealed record GradientReport(ComparedDerivative Worst, double RelativeError, double Tolerance, int Count)
{
    /// <summary>Whether every derivative agrees within the tolerance.</summary>
    public bool Passed => RelativeError <= Tolerance;

    public override string ToString()
    {
        var (where, expected, got) = Worst;
        var evidence = $"{where}: central differences give {expected:G6}, the sweep {got:G6}, " +
            $"relative error {RelativeError:0.0e+0} (tolerance {Tolerance:0e+0})";
        return Passed
            ? $"gradient check passed for {Count} derivatives; the worst is {evidence}"
            : $"gradient check failed; the worst of {Count} derivatives is {evidence}; {Hint(expected, got)}";
    }

    /// <summary>Returns the likely mistake, judged by the ratio of the computed to the expected derivative.</summary>
    static string Hint(double expected, double got)
    {
        const double close = 1e-3;
        if (!double.IsFinite(expected) || !double.IsFinite(got))
            return "a value is not finite: look for a division, logarithm or root at its pole";
        if (got == 0) return "no gradient arrived: an edge is missing, or its pullback gives 0";
        var ratio = got / expected;
        if (Math.Abs(ratio) > 1 / close)
            return "the value hardly depends on this element, but the pullback says it does; " +
                "is this a step function, or a maximum elsewhere?";
        if (Math.Abs(ratio + 1) < close) return "the sign is wrong: a minus is missing in the pullback";
        if (IsWhole(ratio, close))
            return $"it is {ratio:0} times too large: a term is added twice, or a factor is missing";
        if (IsWhole(1 / ratio, close))
            return $"it is 1/{1 / ratio:0} of the right value: a term is not summed, or a factor is missing";
        return "derive the pullback again; at a kink (ReLU at 0, equal values in a maximum) no derivative exists: " +
            "move the point away";
    }

    static bool IsWhole(double ratio, double close) =>
        Math.Round(ratio) is >= 2 and <= 1000 && Math.Abs(ratio - Math.Round(ratio)) < close;
}
