using Tiny.Nn.Lab;

namespace Tiny.Nn.Bench;

/// <summary>
/// Checks that numbers on the command line are in range. The error message names the argument, its range and the
/// given value.
/// </summary>
static class ArgumentLimits
{
    /// <summary>The maximum duration of one measurement, in seconds.</summary>
    public const double MaximumSeconds = 60;

    /// <summary>Returns the value if it is within the limits.</summary>
    /// <exception cref="UsageException">The value is outside the limits.</exception>
    public static T Within<T>(string argument, T value, T minimum, T maximum) where T : IComparable<T> =>
        value.CompareTo(minimum) >= 0 && value.CompareTo(maximum) <= 0
            ? value
            : throw new UsageException(
                FormattableString.Invariant($"{argument}: expects a number from {minimum} to {maximum}, got {value}"));

    /// <summary>Returns the value of <c>--seconds</c> if it is within the limits.</summary>
    public static double Seconds(double value) => Within("--seconds", value, 0.001, MaximumSeconds);
}
