using Tiny.Nn.Backends;
using Tiny.Nn.Bench.Device;
using Tiny.Nn.Tests.Mutants;

namespace Tiny.Nn.Tests.Bench;

/// <summary>Tests of the comparison that <c>opencl --verify</c> makes on a device.</summary>
public class PrimitiveCheckTests
{
    [Fact]
    public void The_CPU_passes_every_call()
    {
        using var backend = new Cpu<float>(threads: 2);
        var errors = PrimitiveCheck.Compare(backend).ToList();
        Assert.Equal(PrimitiveCalls.All.Keys, errors.Select(error => error.Call));
        Assert.All(errors, error => Assert.True(error.Passes, $"{error}"));
    }

    [Fact]
    public void A_wrong_primitive_fails_its_calls_and_no_other()
    {
        using var backend = new MutantBackends.SumPoolSkipsLastTap();
        var failed = PrimitiveCheck.Compare(backend).Where(error => !error.Passes).Select(error => error.Call);
        Assert.Equal(["SumPool"], failed);
    }

    [Fact]
    public void A_result_that_is_no_number_fails()
    {
        using var backend = new WritesNaN();
        var error = PrimitiveCheck.Compare(backend).First(error => error.Call == "AddScaled");
        Assert.Equal(new("AddScaled", double.PositiveInfinity), error);
    }

    sealed class WritesNaN : Reference
    {
        protected override void AddScaledCore(double alpha, ValueBuffer x, double beta, ValueBuffer y) =>
            FillCore(double.NaN, y);
    }
}
