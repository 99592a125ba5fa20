using Tiny.Nn.Backends;

namespace Tiny.Nn.Ops;

/// <summary>Matrix products of two matrices, or of two batches of matrices whose leading axes broadcast.</summary>
public static class MatrixProducts
{
    /// <summary>
    /// C = A·B + b, for A [.., n, k], B [.., k, m] and an optional bias b [m]; C is [.., n, m].  dA = dC·Bᵀ,  dB =
    /// Aᵀ·dC,  db = Σ dC. The last two axes of a transposed operand are swapped in memory: A [.., k, n], B [.., m, k].
    /// </summary>
    /// <exception cref="ArgumentException">
    /// An operand has fewer than two axes, the inner lengths differ, the batches do not broadcast, or the bias is
    /// not [m].
    /// </exception>
    public static Tensor MatMul(
        this Tensor a, Tensor b, bool transposeA = false, bool transposeB = false, Tensor? bias = null)
    {
        Tensor.CheckSameBackend("matmul", a, b);
        if (a.Shape.Rank < 2 || b.Shape.Rank < 2)
            throw new ArgumentException(
                $"matmul: expects two matrices or batches of matrices, got {a.Shape} and {b.Shape}");
        var (depthA, depthB) = (a.Shape[transposeA ? -2 : -1], b.Shape[transposeB ? -1 : -2]);
        if (depthA != depthB)
            throw new ArgumentException(
                $"matmul: the inner lengths must agree, got {a.Shape}{(transposeA ? "ᵀ" : "")} · " +
                $"{b.Shape}{(transposeB ? "ᵀ" : "")} with {depthA} and {depthB}");
        var columns = b.Shape[transposeB ? -2 : -1];
        if (a.Shape.Rank > 2 && b.Shape.Rank == 2 && !transposeA)
            return a.Reshape([a.Shape[..^1].Count, depthA]).MatMul(b, false, transposeB, bias)
                .Reshape(a.Shape.With(-1, columns));
        if (a.Shape.Rank == 2 && b.Shape.Rank == 2) return Multiply(a, b, Shape.Scalar, transposeA, transposeB, bias);
        var batch = Shape.Broadcast(a.Shape[..^2], b.Shape[..^2], "matmul");
        return Multiply(
            a.BroadcastTo(batch.Then(a.Shape[^2..].Lengths)), b.BroadcastTo(batch.Then(b.Shape[^2..].Lengths)),
            batch, transposeA, transposeB, bias);
    }

    /// <summary>Multiplies two batches of matrices with equal leading axes.</summary>
    static Tensor Multiply(Tensor a, Tensor b, Shape batch, bool transposeA, bool transposeB, Tensor? bias)
    {
        var (rows, depth) = transposeA ? (a.Shape[-1], a.Shape[-2]) : (a.Shape[-2], a.Shape[-1]);
        var columns = b.Shape[transposeB ? -2 : -1];
        var sizes = new ProductShape(batch.Count, rows, columns, depth, transposeA, transposeB);
        return BiasOperand.Compute("matmul", batch.Then(rows, columns),
            c => a.Backend.Product(sizes, a.Buffer, b.Buffer, bias?.Buffer, c),
            new Edge(a, dc => transposeA ? b.MatMul(dc, transposeB, true) : dc.MatMul(b, false, !transposeB)),
            new Edge(b, dc => transposeB ? dc.MatMul(a, true, transposeA) : a.MatMul(dc, !transposeA, false)),
            bias, axis: -1);
    }
}
