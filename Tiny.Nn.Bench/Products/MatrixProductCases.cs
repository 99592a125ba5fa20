using Tiny.Nn.Backends;

namespace Tiny.Nn.Bench.Products;

/// <summary>The shape of a matrix product, with a name for tables.</summary>
public sealed record MatrixProductCase(string Name, ProductShape Shape)
{
    public override string ToString() => Name;
}

/// <summary>
/// The measured matrix products: three square ones, and the three products of each dense layer that dominates a
/// network's run time.
/// </summary>
public static class MatrixProductCases
{
    static readonly (string Net, int Batch, int Inputs, int Outputs)[] layers =
    [
        ("baseline", 10, 784, 100), ("baseline", 128, 784, 100), ("sklearn50", 200, 784, 50),
        ("v1", 10, 2880, 100), ("v1", 128, 2880, 100), ("v3", 10, 640, 100), ("v3", 128, 640, 100),
        ("v6", 10, 1000, 1000), ("v6", 128, 1000, 1000), ("lenet5", 128, 120, 84),
    ];

    /// <summary>Products of square matrices.</summary>
    public static IReadOnlyList<MatrixProductCase> Squares { get; } = [Square(256), Square(512), Square(1024)];

    /// <summary>All cases, the square ones first.</summary>
    public static IReadOnlyList<MatrixProductCase> All { get; } = [.. Squares, .. layers.SelectMany(Dense)];

    static MatrixProductCase Square(int n) => new($"{n}³", new(1, n, n, n));

    /// <summary>
    /// Returns the products of a dense layer, for X [N, in] and W [out, in]: Y = X·Wᵀ forward;  dX = dY·W and dW =
    /// dYᵀ·X backward.
    /// </summary>
    static IEnumerable<MatrixProductCase> Dense((string Net, int Batch, int Inputs, int Outputs) layer)
    {
        var (net, n, inputs, outputs) = layer;
        yield return Case("Y = X·Wᵀ", new(1, n, outputs, inputs, TransposeB: true));
        yield return Case("dX = dY·W", new(1, n, inputs, outputs));
        yield return Case("dW = dYᵀ·X", new(1, outputs, inputs, n, TransposeA: true));

        MatrixProductCase Case(string formula, ProductShape shape) =>
            new($"{net} batch {n}, dense {inputs}→{outputs}: {formula}", shape);
    }
}
