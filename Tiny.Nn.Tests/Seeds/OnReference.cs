using Tiny.Nn.Backends;

namespace Tiny.Nn.Tests.Seeds;

/// <summary>A desk for worked numbers: the specification's machine, and short ways to put numbers on it.</summary>
public abstract class OnReference : IDisposable
{
    protected Reference Machine { get; } = new();

    public void Dispose()
    {
        Machine.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>A leaf that wants a gradient.</summary>
    protected Tensor Given(Shape shape, params double[] values) => Tensor.From(Machine, shape, values, requiresGradient: true);

    /// <summary>A leaf of standard normal numbers that wants a gradient.</summary>
    protected Tensor Random(Shape shape, string stream = "numbers") => Transposition.Draw.Normal(Machine, shape, stream);

    /// <summary>dJ/dx by the sweep, for each x.</summary>
    protected static double[][] Gradients(Tensor output, params Tensor[] of)
    {
        Graph.Backward(output);
        return [.. of.Select(x => x.Gradient!.ToArray())];
    }

    protected static void Close(double[] expected, double[] actual, double tolerance = 1e-12) =>
        Transposition.Draw.Close(expected, actual, tolerance);
}
