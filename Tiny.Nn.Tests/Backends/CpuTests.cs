using Tiny.Nn.Backends;

namespace Tiny.Nn.Tests.Backends;

/// <summary>The conformance tests on the CPU backend in float.</summary>
public class CpuFloatTests() : BackendConformanceTests(new Cpu<float>(2))
{
    protected override void FillWithNaN(ValueBuffer buffer) => ((HostBuffer<float>)buffer).Capacity.Fill(float.NaN);
}

/// <summary>The conformance tests on the CPU backend in double.</summary>
public class CpuDoubleTests() : BackendConformanceTests(new Cpu<double>(2))
{
    protected override void FillWithNaN(ValueBuffer buffer) => ((HostBuffer<double>)buffer).Capacity.Fill(double.NaN);
}

/// <summary>Tests of the options, the name and the precision of the CPU backend.</summary>
public class CpuTests
{
    [Fact]
    public void Invalid_options_throw_with_a_message_that_names_the_fix()
    {
        foreach (var threads in new[] { int.MinValue, 0, 4097, int.MaxValue })
            Assert.Equal($"Backend cpu: works with 1 to 4096 threads, got {threads}",
                Assert.Throws<ArgumentException>(() => new Cpu<float>(threads)).Message);
        Assert.Equal("Cpu<Half>: computes in float or double; use Cpu<float> or Cpu<double>",
            Assert.Throws<ArgumentException>(() => new Cpu<Half>()).Message);
    }

    [Fact]
    public void Name_and_precision_match_the_element_type()
    {
        using Backend single = new Cpu<float>(1), twice = new Cpu<double>(1);
        Assert.Equal(("cpu", Math.Pow(2, -24)), (single.Name, single.Precision));
        Assert.Equal(("cpu-double", Math.Pow(2, -53)), (twice.Name, twice.Precision));
    }
}
