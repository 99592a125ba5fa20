// 08 · Topological order · 2 Derivatives
//
// A node may pass its gradient on only when all its users have given it theirs. So the graph is first put in order: every input before
// its users. Walk depth first; write a node down when all its inputs are written. Each node once, however many paths lead to it.
// A recursive walk is three lines, and overflows the stack on a graph as deep as a long training: keep a stack of your own.
//
// Formula  AD-05  order v₁ … v_n of all nodes below the result, such that each edge leads to an earlier node; the result is last
// Shapes   one node → the list of all nodes it was computed from, and itself
// Number   t = x·x, y = t + x:  (x, t, y); x stands once, although two nodes use it
// Read     after: Graph.TopologicalOrder in Tiny.Nn/Graph.cs

namespace Exercise08;

public static class Order
{
    /// <summary>All nodes that <paramref name="result"/> depends on, inputs before users, the result last.</summary>
    public static List<Node> Of(Node result)
    {
        throw new TodoException("08");
    }
}
