using Tiny.Nn.Backends;

namespace Tiny.Nn.Ops;

/// <summary>
/// What products and convolutions do alike with a bias b [C]: one number for each column or channel, added to the result y by the
/// machine itself.  db[c] = Σ dy over all other axes.
/// </summary>
static class BiasOperand
{
    /// <summary>Refuses a bias that is not [<paramref name="channels"/>], or not on the machine of <paramref name="other"/>.</summary>
    public static void Check(string operation, Tensor? bias, Tensor other, int channels)
    {
        if (bias is null) return;
        Tensor.CheckSameBackend(operation, other, bias);
        if (bias.Shape != [channels])
            throw new ArgumentException($"{operation}: expects a bias [{channels}], " +
                $"one number for each column or channel of the result, got {bias.Shape}");
    }

    /// <summary>
    /// The result of an operation, with the edges to both operands and, where there is one, to the bias of the channels along
    /// <paramref name="axis"/>.
    /// </summary>
    public static Tensor Result(string operation, Shape shape, ValueBuffer y, Edge a, Edge b, Tensor? bias, int axis)
    {
        var backend = a.Input.Backend;
        return bias is null
            ? Tensor.Result(operation, shape, backend, y, a, b)
            : Tensor.Result(operation, shape, backend, y, a, b, new Edge(bias, dy => dy.SumTo(Channels(dy.Shape)).Reshape(bias.Shape)));

        Shape Channels(Shape y)
        {
            Span<int> lengths = stackalloc int[y.Rank];
            lengths.Fill(1);
            lengths[y.Axis(axis)] = y[axis];
            return Shape.Of(lengths);
        }
    }
}
