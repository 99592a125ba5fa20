using Tiny.Nn.Backends;
using Tiny.Nn.Tests.Transposition;

namespace Tiny.Nn.Tests.WorkedExamples;

/// <summary>
/// Base class of the worked examples: a reference backend, and short ways to create and compare tensors.
/// </summary>
public abstract class WorkedExampleTests : IDisposable
{
    protected Reference Backend { get; } = new();

    public void Dispose()
    {
        Backend.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>A leaf with these values that requires a gradient.</summary>
    protected Tensor Leaf(Shape shape, params double[] values) =>
        Tensor.From(Backend, shape, values, requiresGradient: true);

    /// <summary>A leaf of standard normal values that requires a gradient.</summary>
    protected Tensor Random(Shape shape, string stream = "numbers") => RandomTensors.Normal(Backend, shape, stream);

    /// <summary>dJ/dx by the backward pass, for each leaf x.</summary>
    protected static double[][] Gradients(Tensor output, params Tensor[] leaves)
    {
        Graph.Backward(output);
        return [.. leaves.Select(x => x.Gradient!.ToArray())];
    }

    protected static void AssertClose(double[] expected, double[] actual) =>
        TensorAssert.Close(expected, actual, tolerance: 1e-12);
}
