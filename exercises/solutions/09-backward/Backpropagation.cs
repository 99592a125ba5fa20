// 09 · Backward, with accumulation · 2 Derivatives
//
// Reverse-mode differentiation, the algorithm behind all of deep learning. Set all gradients to 0 and the gradient of
// the result to 1. Visit the nodes from the result back to the leaves; each node adds its gradient, times the local
// derivative, to the gradient of each input. A node with two users receives two contributions, and they add. Assigning
// instead of adding is the usual error.
//
// Formula  AD-05  dJ/dJ = 1; for each node u from last to first, for each input v of u:  dJ/dv += dJ/du · ∂u/∂v
//          AD-12  where the graph splits, the gradient is the sum over the branches
// Shapes   nodes in topological order, the result last → Gradient of each is set
// Example  y = x·x + x at x = 3: dy/dx = 3 + 3 + 1 = 7, from three edges
// Read     after: Graph.Backward in Tiny.Nn/Graph.cs

namespace Exercise09;

public static class Backpropagation
{
    /// <summary>
    /// Sets Gradient of every node to dJ/d(node), where J is the last node. Previous gradients are overwritten.
    /// </summary>
    /// <param name="order">The nodes in topological order, inputs before users, as returned by exercise 08.</param>
    public static void Backward(IReadOnlyList<Node> order)
    {
        // ── begin ──
        foreach (var node in order) node.Gradient = 0;
        order[^1].Gradient = 1;
        for (var i = order.Count - 1; i >= 0; i--)
            foreach (var (input, derivative) in order[i].Edges)
                input.Gradient += order[i].Gradient * derivative;
        // ── end ──
    }
}
