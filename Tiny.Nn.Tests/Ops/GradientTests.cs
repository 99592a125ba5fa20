using Tiny.Nn.Backends;
using Tiny.Nn.Checks;
using Tiny.Nn.Ops;

namespace Tiny.Nn.Tests;

/// <summary>
/// Compares the gradient of every operation with central differences. Each subclass below runs the tests on one
/// backend in double.
/// </summary>
public abstract class GradientTests(Backend backend) : IDisposable
{
    public void Dispose() => backend.Dispose();

    public static IEnumerable<object[]> Names => GradientCases.All.Keys.Select(name => new object[] { name });

    [Theory, MemberData(nameof(Names)), Trait("Id", "AD-03")]
    public void Gradients_match_central_differences(string name)
    {
        var (shapes, operation, mapInput) = GradientCases.All[name];
        var report = new GradientCheck()
            .Run(operation, [.. shapes.Select((shape, index) => Leaf(shape, $"{name}.{index}", mapInput))]);
        Assert.True(report.Passed, $"{name}: {report}");
    }

    Tensor Leaf(Shape shape, string stream, Func<double, double>? mapInput)
    {
        var random = new RandomStream(1, stream);
        var values = new double[shape.Count];
        foreach (ref var value in values.AsSpan())
            value = mapInput is null ? random.NextNormal() : mapInput(random.NextNormal());
        return Tensor.From(backend, shape, values, requiresGradient: true);
    }
}

public sealed class GradientTestsOnReference() : GradientTests(new Reference());

public sealed class GradientTestsOnCpu() : GradientTests(new Cpu<double>(threads: 2));
