namespace Exercises;

/// <summary>
/// A node of a scalar computation graph: its value, and an edge to each input with the local derivative
/// ∂(this)/∂(input). A leaf has no edges. Edges are set by the constructor only, so the graph has no cycles. Exercise
/// 07 builds nodes, 08 orders them, 09 computes their gradients.
/// </summary>
public sealed class Node(double value, params (Node Input, double Derivative)[] edges)
{
    /// <summary>The value. The value of a leaf may be changed between two computations.</summary>
    public double Value { get; set; } = value;

    /// <summary>The inputs, each with the local derivative.</summary>
    public IReadOnlyList<(Node Input, double Derivative)> Edges { get; } = edges;

    /// <summary>The gradient dJ/d(this), set by the backward pass.</summary>
    public double Gradient { get; set; }
}
