using Tiny.Nn.Backends;

namespace Tiny.Nn.Tests.Backends;

/// <summary>The conformance tests on the reference backend.</summary>
public class ReferenceTests() : BackendConformanceTests(new Reference())
{
    [Fact]
    public void Newly_allocated_elements_are_NaN()
    {
        var values = new double[3];
        Backend.Read(Backend.AllocateValues(3), values);
        Assert.All(values, value => Assert.True(double.IsNaN(value)));
    }

    [Fact]
    public void A_buffer_of_another_backend_throws()
    {
        using var other = new Cpu<float>(1);
        var error = Assert.Throws<ArgumentException>(() => Backend.Fill(0, other.AllocateValues(1)));
        Assert.Equal("Backend reference: expects a buffer of its own, got a HostBuffer`1 of another backend; "
                     + "create all tensors of a computation on one backend", error.Message);
    }
}
