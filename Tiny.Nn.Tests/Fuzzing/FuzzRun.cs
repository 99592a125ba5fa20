using System.Diagnostics;
using System.Globalization;

namespace Tiny.Nn.Tests.Fuzzing;

/// <summary>
/// Runs a check on many random cases. A plain test run has a fixed seed and a fixed number of cases;
/// <c>TINYNN_FUZZ_SECONDS</c> makes every fuzz test take that long, and <c>TINYNN_FUZZ_SEED</c> draws other cases. A
/// finding states the seed of its case, which repeats it alone; it then becomes a fixed test.
/// </summary>
static class FuzzRun
{
    /// <summary>The seed of the first case.</summary>
    static ulong FirstSeed { get; } =
        ulong.TryParse(Environment.GetEnvironmentVariable("TINYNN_FUZZ_SEED"), out var seed) ? seed : 1;

    static TimeSpan Duration { get; } = TimeSpan.FromSeconds(double.TryParse(
        Environment.GetEnvironmentVariable("TINYNN_FUZZ_SECONDS"), CultureInfo.InvariantCulture, out var seconds)
        ? seconds : 0);

    /// <summary>Checks <paramref name="cases"/> cases, and more until the given time has passed.</summary>
    /// <param name="check">Checks the case of a seed; throws if it is a finding.</param>
    /// <returns>The number of cases.</returns>
    public static int Check(int cases, Action<ulong> check)
    {
        var (clock, count) = (Stopwatch.StartNew(), 0);
        for (; count < cases || clock.Elapsed < Duration; count++)
        {
            var seed = FirstSeed + (ulong)count;
            try
            {
                check(seed);
            }
            catch (Exception error)
            {
                throw new Xunit.Sdk.XunitException(
                    $"A finding; repeat it with TINYNN_FUZZ_SEED={seed}.\n{error}");
            }
        }
        return count;
    }
}
