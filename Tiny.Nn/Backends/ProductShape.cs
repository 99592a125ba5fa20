namespace Tiny.Nn.Backends;

/// <summary>The sizes of a batch of matrix products C[g] = A[g]·B[g], stored one after another.</summary>
/// <remarks>
/// A[g] is stored as [rows, depth], or as [depth, rows] if transposed; B[g] as [depth, columns], or as [columns, depth]
/// if transposed; C[g] as [rows, columns].
/// </remarks>
public readonly record struct ProductShape(int Batch, int Rows, int Columns, int Depth,
    bool TransposeA = false, bool TransposeB = false);
