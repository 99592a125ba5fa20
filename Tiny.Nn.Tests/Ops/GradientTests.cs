using System.Reflection;
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

/// <summary>No operation is forgotten: each public function of Ops that makes a tensor is called by a case.</summary>
public sealed class GradientCoverage
{
    /// <summary>Called by the operators + − · / and by every function of one number.</summary>
    static readonly string[] Behind = ["Add", "Subtract", "Multiply", "Divide", "Affine", "Map"];

    [Fact]
    public void Every_operation_has_a_case()
    {
        var cases = string.Concat(Repository.Sources("Tiny.Nn.Tests/Ops").Where(file => file.Contains("GradientCases")).Select(File.ReadAllText));
        var operations = typeof(Arithmetic).Assembly.GetTypes()
            .Where(type => type.Namespace == "Tiny.Nn.Ops" && type.IsPublic)
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(method => !method.Name.StartsWith("op_") && method.ReturnType.ToString().Contains("Tiny.Nn.Tensor"))
            .Select(method => method.Name).Distinct().Except(Behind).ToArray();
        Assert.True(operations.Length > 50, "the search for operations finds them");
        Assert.All(operations.Except(GradientCases.Elementwise.Select(method => method.Name)),
            name => Assert.Contains($".{name}(", cases));
    }
}
