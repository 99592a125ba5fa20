using Tiny.Nn.Bench;

namespace Tiny.Nn.Tests.Bench;

/// <summary>Tests of the peak arithmetic rate, against which the shares of the benchmarks are computed.</summary>
public class PeakArithmeticRateTests
{
    [Fact]
    public void The_peak_of_any_number_of_threads_is_measured()
    {
        Assert.InRange(PeakArithmeticRate.OperationsPerSecond(threads: 1), 1e6, 1e15);
        Assert.InRange(PeakArithmeticRate.OperationsPerSecond(threads: 2), 1e6, 1e15);
    }

    [Fact]
    public void A_rate_above_103_percent_of_the_peak_is_an_error()
    {
        Assert.Null(PeakArithmeticRate.Excess(100e9, [50e9, 103e9, double.NaN]));
        Assert.Null(PeakArithmeticRate.Excess(100e9, []));
        Assert.Equal("a rate of 104.0 GFLOP/s is 104 % of the measured peak, 100.0 GFLOP/s; the computer was busy "
            + "while the peak was measured, so run nothing else and measure again",
            PeakArithmeticRate.Excess(100e9, [50e9, 104e9]));
    }
}
