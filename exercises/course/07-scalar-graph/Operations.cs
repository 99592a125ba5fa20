// 07 · The scalar graph · 2 Derivatives
//
// Reverse mode needs a record of the computation. Each operation returns a node with its value and, for each input, an
// edge with the local derivative of the result with respect to that input. The derivative of the whole is the sum over
// all paths of the products of local derivatives along the path. This exercise builds the graph, 08 orders it, 09
// computes the gradients.
//
// Formula  AD-06  t = x², u₁ = sin t, u₂ = 3t, u = u₁ + u₂, J = cos u;  du₁/dt = cos t, du₂/dt = 3, dJ/du = −sin u
//          AD-05  u = g(v₁ … v_N) is stored with its inputs v_j and the local derivatives ∂u/∂v_j
// Shapes   nodes → one node, created by new Node(value, (input, derivative), …)
// Example  Multiply of 2 and 5: value 10, derivative 5 with respect to the first input, 2 to the second;
//          J at x = 1 is −0.76492
// Read     before: exercises/Support/Node.cs, 20 lines;  after: Tiny.Nn/Tensor.cs,
//          where an edge has a pullback instead of a derivative

namespace Exercise07;

public static class Operations
{
    /// <summary>Returns the node a + b.</summary>
    public static Node Add(Node a, Node b)
    {
        throw new TodoException("07");
    }

    /// <summary>Returns the node a·b.</summary>
    public static Node Multiply(Node a, Node b)
    {
        throw new TodoException("07");
    }

    /// <summary>Returns the node sin x.</summary>
    public static Node Sin(Node x)
    {
        throw new TodoException("07");
    }

    /// <summary>Returns the node cos x.</summary>
    public static Node Cos(Node x)
    {
        throw new TodoException("07");
    }

    /// <summary>Returns the node tanh x, the activation of the network that learns XOR in milestone M1.</summary>
    public static Node Tanh(Node x)
    {
        throw new TodoException("07");
    }

    /// <summary>
    /// Returns J = cos(sin x² + 3x²), built from the operations above; x² is computed once and used twice.
    /// </summary>
    public static Node J(Node x)
    {
        throw new TodoException("07");
    }
}
