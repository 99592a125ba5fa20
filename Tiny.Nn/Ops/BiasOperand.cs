using Tiny.Nn.Backends;

namespace Tiny.Nn.Ops;

/// <summary>
/// The optional bias b [C] of products and convolutions. It has one value per column or channel of the result y, and
/// the backend's primitive itself adds it.  db[c] = Σ dy over all other axes.
/// </summary>
static class BiasOperand
{
    /// <summary>
    /// Returns the result of an operation on two operands and an optional bias, which has one value per channel
    /// along <paramref name="axis"/>.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// The bias does not have the shape [channels], or is on another backend.
    /// </exception>
    public static Tensor Compute(
        string operation, Shape shape, Action<ValueBuffer> compute, Edge a, Edge b, Tensor? bias, int axis)
    {
        if (bias is null) return a.Input.Compute(operation, shape, compute, a, b);
        Tensor.CheckSameBackend(operation, a.Input, bias);
        if (bias.Shape != [shape[axis]])
            throw new ArgumentException($"{operation}: expects a bias [{shape[axis]}], " +
                $"one value for each column or channel of the result, got {bias.Shape}");
        return a.Input.Compute(operation, shape, compute, a, b,
            new Edge(bias, dy => dy.SumTo(dy.Shape.Only(axis)).Reshape(bias.Shape)));
    }
}
