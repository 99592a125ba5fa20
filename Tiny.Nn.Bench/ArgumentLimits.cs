using Tiny.Nn.Lab;

namespace Tiny.Nn.Bench;

/// <summary>What a number on the command line may be: refused with a line that names it, its limits, and what came.</summary>
static class ArgumentLimits
{
    /// <summary>The longest that one measurement may take, in seconds.</summary>
    public const double MaximumSeconds = 60;

    /// <summary>The number, if it is within the limits.</summary>
    /// <exception cref="UsageException">It is not.</exception>
    public static T Within<T>(string option, T given, T least, T most) where T : IComparable<T> =>
        given.CompareTo(least) >= 0 && given.CompareTo(most) <= 0
            ? given
            : throw new UsageException(FormattableString.Invariant($"{option}: expects {least} to {most}, got {given}"));

    /// <summary>The value of a <c>--seconds</c>.</summary>
    public static double Seconds(double given) => Within("--seconds", given, 0.001, MaximumSeconds);
}
