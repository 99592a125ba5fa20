// 49 · A tensor with a tape · 9 A framework of one's own
//
// The nodes of exercise 07 hold one number and an edge for each input. A tensor holds many numbers, and its edges have
// pullbacks instead of derivatives: given dy, the gradient of the result, a pullback adds its contribution to dx, the
// gradient of one input. The edges are the tape: they record how the result was computed. Backward sorts the tensors
// as in exercise 08 and visits them from the result to the leaves as in 09. This and the next nine files become a
// library of your own, in exercises/framework. It uses nothing of Tiny.Nn.
//
// Formula  AD-05  dJ/dJ = 1; for each tensor y from last to first, for each input x of y:  dx += pullback(dy)
// Shapes   J has one element; the gradient of a tensor has as many elements as its data
// Example  y = x·x element by element has two edges to x, each with the pullback dx_i += dy_i·x_i
// File     framework/Tensor.cs
// Read     before: exercises 07, 08, 09 and 39;  after: Tiny.Nn/Tensor.cs and Tiny.Nn/Graph.cs

namespace Framework;

/// <summary>Adds to dx, the gradient of an input, what it receives from dy, the gradient of the result.</summary>
public delegate void Pullback(double[] dy, double[] dx);

/// <summary>An array of numbers with a shape, which knows the tensors that it was computed from.</summary>
/// <param name="shape">The length of each axis; the elements are in row-major order.</param>
/// <param name="data">The elements.</param>
/// <param name="edges">The inputs that it was computed from, each with the pullback to it; none for a leaf.</param>
public sealed partial class Tensor(int[] shape, double[] data, params (Tensor Input, Pullback Pullback)[] edges)
{
    /// <summary>The length of each axis.</summary>
    public int[] Shape { get; } = CountOf(shape) == data.Length ? shape
        : throw new ArgumentException($"a tensor [{string.Join(", ", shape)}] has {CountOf(shape)} elements, " +
            $"got {data.Length}");

    /// <summary>The elements.</summary>
    public double[] Data { get; } = data;

    /// <summary>The inputs, each with the pullback to it.</summary>
    public IReadOnlyList<(Tensor Input, Pullback Pullback)> Edges { get; } = edges;

    /// <summary>Whether it is a parameter or depends on one. Others, such as images, get no gradient.</summary>
    public bool HasGradient { get; init; } = edges.Any(edge => edge.Input.HasGradient);

    /// <summary>The gradient dJ/d(this), set by <see cref="Backward"/>; empty before.</summary>
    public double[] Gradient { get; private set; } = [];

    /// <summary>The number of elements.</summary>
    public int Count => Data.Length;

    /// <summary>The only element of a tensor such as a loss.</summary>
    public double Item => Data.Single();

    /// <summary>Returns a leaf that is trained.</summary>
    public static Tensor Parameter(int[] shape, double[] data) => new(shape, data) { HasGradient = true };

    /// <summary>Returns the number of elements of a shape; that of a scalar, [], has one.</summary>
    public static int CountOf(int[] shape) => shape.Aggregate(1, (count, length) => count * length);

    /// <summary>
    /// Sets the gradients of this tensor's dependencies to dJ/d(tensor), where J is this tensor, which has one element.
    /// Previous gradients are overwritten. Tensors without <see cref="HasGradient"/> are left alone.
    /// </summary>
    public void Backward()
    {
        throw new TodoException("49");
    }

    /// <summary>Returns the tensors with a gradient that this depends on, inputs before users, itself last.</summary>
    List<Tensor> TopologicalOrder()
    {
        throw new TodoException("49");
    }
}
