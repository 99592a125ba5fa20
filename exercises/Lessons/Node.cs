namespace Exercises;

/// <summary>
/// A number in a computation graph: its value, and the edges to the numbers it was computed from, each with the slope
/// d(this)/d(input) at this point. A leaf has no edges. Edges are given at birth, so no cycle can be built. It computes nothing:
/// the operations, the order and the sweep are exercises 07, 08 and 09.
/// </summary>
public sealed class Node(double value, params (Node Input, double Slope)[] edges)
{
    /// <summary>The number; a leaf's may be changed between two computations.</summary>
    public double Value { get; set; } = value;

    /// <summary>Where it came from.</summary>
    public IReadOnlyList<(Node Input, double Slope)> Edges { get; } = edges;

    /// <summary>dJ/d(this), once a backward sweep has passed.</summary>
    public double Gradient { get; set; }
}
