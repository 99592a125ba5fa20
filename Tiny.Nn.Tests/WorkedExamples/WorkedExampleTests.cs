using Tiny.Nn.Backends;
using Tiny.Nn.Tests.Transposition;

namespace Tiny.Nn.Tests.WorkedExamples;

/// <summary>
/// The base class of the worked examples: a reference backend, and short methods that create and compare tensors.
/// </summary>
public abstract class WorkedExampleTests : IDisposable
{
    protected Reference Backend { get; } = new();

    public void Dispose()
    {
        Backend.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Returns a leaf with these values that requires a gradient.</summary>
    protected Tensor Leaf(Shape shape, params double[] values) =>
        Tensor.From(Backend, shape, values, requiresGradient: true);

    /// <summary>Returns a leaf of standard normal values that requires a gradient.</summary>
    protected Tensor Random(Shape shape, string stream = "numbers") => RandomTensors.Normal(Backend, shape, stream);

    /// <summary>Returns dJ/dx for each leaf x, computed by the backward pass.</summary>
    protected static double[][] Gradients(Tensor output, params Tensor[] leaves)
    {
        Graph.Backward(output);
        return [.. leaves.Select(x => x.Gradient!.ToArray())];
    }

    protected static void AssertClose(double[] expected, double[] actual) =>
        TensorAssert.Close(expected, actual, tolerance: 1e-12);
}
