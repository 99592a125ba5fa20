// 09 · Backward, with accumulation · 2 Derivatives
//
// The algorithm that all of deep learning runs on, in a loop of three lines. Everything is 0 at first, only the result's own
// derivative is 1. Then from the result back to the leaves: each node sends its gradient, times the slope, to each input. A node used
// twice hears from both users, and adds: that plus sign is where beginners' engines go wrong.
//
// Formula  AD-05  dJ/dJ = 1; for each node u from last to first, for each input v of u:  dJ/dv += dJ/du · ∂u/∂v
//          AD-12  where the graph splits, the gradient is the sum over the branches
// Shapes   nodes in topological order, the result last → Gradient of each is set
// Number   y = x·x + x at x = 3: dy/dx = 3 + 3 + 1 = 7, from three edges
// Read     after: Graph.Backward in Tiny.Nn/Graph.cs

namespace Exercise09;

public static class Sweep
{
    /// <summary>Sets Gradient of every node to dJ/d(node), where J is the last one. What was in Gradient before does not matter.</summary>
    /// <param name="order">Inputs before users, as exercise 08 gives them.</param>
    public static void Backward(IReadOnlyList<Node> order)
    {
        throw new TodoException("09");
    }
}
