namespace Tiny.Nn.Checks;

/// <summary>One derivative, computed twice.</summary>
/// <param name="Where">Which one: <c>∂J/∂(0.weight)[1, 2]</c>, or <c>∂J along random direction 3</c>.</param>
/// <param name="Expected">What central differences give: slow and a little inexact, but right.</param>
/// <param name="Got">What the backward sweep gave.</param>
public readonly record struct DerivativeCheck(string Where, double Expected, double Got);

/// <summary>
/// What a <see cref="GradientCheck"/> found; its text names the worst derivative and, where the check failed, the likely mistake.
/// </summary>
/// <param name="Worst">The derivative that disagrees most.</param>
/// <param name="RelativeError">Its error; infinite where a number is not finite.</param>
/// <param name="Tolerance">The error that is still passed.</param>
/// <param name="Count">How many derivatives were compared.</param>
public sealed record GradientReport(DerivativeCheck Worst, double RelativeError, double Tolerance, int Count)
{
    /// <summary>Whether every derivative agrees within the tolerance.</summary>
    public bool Passed => RelativeError <= Tolerance;

    public override string ToString()
    {
        var (where, expected, got) = Worst;
        var evidence = $"{where}: central differences give {expected:G6}, the sweep {got:G6}, relative error {RelativeError:0.0e+0} (tolerance {Tolerance:0e+0})";
        return Passed
            ? $"gradient check passed for {Count} derivatives; the worst is {evidence}"
            : $"gradient check failed; the worst of {Count} derivatives is {evidence}; {Hint(expected, got)}";
    }

    /// <summary>The mistakes that everyone makes, told by the ratio of the two numbers.</summary>
    static string Hint(double expected, double got)
    {
        const double close = 1e-3;
        if (!double.IsFinite(expected) || !double.IsFinite(got))
            return "a number is not finite: look for a division, logarithm or root at its pole";
        if (got == 0) return "nothing arrived: an edge is missing, or its pullback gives 0";
        var ratio = got / expected;
        if (Math.Abs(ratio) > 1 / close)
            return "the value hardly depends on this number, but the pullback says it does; is this a step or a maximum that is not chosen?";
        if (Math.Abs(ratio + 1) < close) return "the sign is turned: a minus is missing in the pullback";
        if (IsWhole(ratio, close)) return $"it is {ratio:0} times too much: a share is added twice, or a factor is missing";
        if (IsWhole(1 / ratio, close)) return $"it is 1/{1 / ratio:0} of what it should be: a share is not summed, or a factor is missing";
        return "derive the pullback again; at a kink (ReLU at 0, equal numbers in a maximum) no derivative exists: move the point away";
    }

    static bool IsWhole(double ratio, double close) => Math.Round(ratio) is >= 2 and <= 1000 && Math.Abs(ratio - Math.Round(ratio)) < close;
}
