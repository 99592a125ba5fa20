using Tiny.Nn.Backends;
using Tiny.Nn.Checks;
using Tiny.Nn.Ops;

namespace Tiny.Nn.Tests;

/// <summary>The gradient of every operation, against differences. A machine in double joins with one line below.</summary>
public abstract class GradientTests(Backend machine) : IDisposable
{
    public void Dispose() => machine.Dispose();

    public static IEnumerable<object[]> Names => GradientCases.All.Keys.Select(name => new object[] { name });

    [Theory, MemberData(nameof(Names)), Trait("Id", "AD-03")]
    public void The_sweep_gives_what_differences_measure(string name)
    {
        var (shapes, operation, place) = GradientCases.All[name];
        var report = new GradientCheck().Run(operation, [.. shapes.Select((shape, number) => Leaf(shape, $"{name}.{number}", place))]);
        Assert.True(report.Passed, $"{name}: {report}");
    }

    Tensor Leaf(Shape shape, string stream, Func<double, double>? place)
    {
        var random = new RandomStream(1, stream);
        var values = new double[shape.Count];
        foreach (ref var value in values.AsSpan()) value = place is null ? random.NextNormal() : place(random.NextNormal());
        return Tensor.From(machine, shape, values, requiresGradient: true);
    }
}

public sealed class GradientTestsOnReference() : GradientTests(new Reference());

public sealed class GradientTestsOnCpu() : GradientTests(new Cpu<double>(threads: 2));
