// 07 · The scalar graph · 2 Derivatives
//
// To go backward one must remember how one came. Each operation makes a node that holds its value and, for each input, an edge
// with the local slope: how much the result moves if that input moves. Nothing more is needed: a derivative of the whole is a product of
// slopes along a path, summed over all paths. Here you write the operations; 08 finds the order, 09 walks back.
//
// Formula  AD-06  t = x², u₁ = sin t, u₂ = 3t, u = u₁ + u₂, J = cos u;  slopes du₁/dt = cos t, du₂/dt = 3, dJ/du = −sin u
//          AD-05  u = g(v₁ … v_N) is stored with its inputs v_j and the slopes ∂u/∂v_j
// Shapes   nodes → one node, made by new Node(value, (input, slope), …)
// Number   Multiply of 2 and 5: value 10, slope 5 to the first, 2 to the second;  J at x = 1 is −0.76492
// Read     before: exercises/Lessons/Node.cs, 20 lines;  after: Tiny.Nn/Tensor.cs, where an edge has a pullback in the place of a slope

namespace Exercise07;

public static class Operations
{
    /// <summary>a + b.</summary>
    public static Node Add(Node a, Node b)
    {
        // ── begin ──
        return new Node(a.Value + b.Value, (a, 1), (b, 1));
        // ── end ──
    }

    /// <summary>a·b.</summary>
    public static Node Multiply(Node a, Node b)
    {
        // ── begin ──
        return new Node(a.Value * b.Value, (a, b.Value), (b, a.Value));
        // ── end ──
    }

    /// <summary>sin x.</summary>
    public static Node Sin(Node x)
    {
        // ── begin ──
        return new Node(Math.Sin(x.Value), (x, Math.Cos(x.Value)));
        // ── end ──
    }

    /// <summary>cos x.</summary>
    public static Node Cos(Node x)
    {
        // ── begin ──
        return new Node(Math.Cos(x.Value), (x, -Math.Sin(x.Value)));
        // ── end ──
    }

    /// <summary>tanh x, the bend of the network that learns XOR in milestone M1.</summary>
    public static Node Tanh(Node x)
    {
        // ── begin ──
        var y = Math.Tanh(x.Value);
        return new Node(y, (x, 1 - y * y));
        // ── end ──
    }

    /// <summary>J = cos(sin x² + 3x²), from the operations above; x² is computed once and used twice.</summary>
    public static Node J(Node x)
    {
        // ── begin ──
        var t = Multiply(x, x);
        return Cos(Add(Sin(t), Multiply(new Node(3), t)));
        // ── end ──
    }
}
