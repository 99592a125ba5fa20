// 08 · Topological order · 2 Derivatives
//
// The gradient of a node is complete only after all its users have contributed. So the graph is sorted first: every
// input before its users. Traverse it depth first, and append a node after all its inputs. Visit each node once,
// however many paths lead to it. A recursive traversal is short but overflows the stack on deep graphs, so use an
// explicit stack.
//
// Formula  AD-05  order v₁ … v_n of all nodes below the result, such that each edge leads to an earlier node;
//                 the result is last
// Shapes   one node → the list of all nodes that it depends on, and itself
// Example  t = x·x, y = t + x:  (x, t, y); x occurs once, although two nodes use it
// Read     after: Graph.TopologicalOrder in Tiny.Nn/Graph.cs

namespace Exercise08;

public static class TopologicalOrder
{
    /// <summary>
    /// Returns all nodes that <paramref name="result"/> depends on, inputs before users, the result last.
    /// </summary>
    public static List<Node> Of(Node result)
    {
        throw new TodoException("08");
    }
}
