using MathNet.Numerics.LinearAlgebra;
using Tiny.Nn.Data;

namespace Tiny.Nn.Lab.Experiments.Support;

/// <summary>
/// Principal component analysis of a dataset: μ = (1/n) Σ xᵢ, and V, the k eigenvectors with the largest eigenvalues of
/// (1/n) Σ (xᵢ − μ)(xᵢ − μ)ᵀ.
/// </summary>
sealed class PrincipalComponents
{
    readonly Matrix<double> centered;

    public PrincipalComponents(Dataset data, int components)
    {
        var size = data.ExampleShape.Count;
        var rows = Matrix<double>.Build.Dense(data.Count, size);
        for (var i = 0; i < data.Count; i++)
            rows.SetRow(i, Array.ConvertAll(data.Input(i), value => (double)value));
        Mean = rows.ColumnSums() / data.Count;
        centered = rows - Matrix<double>.Build.Dense(data.Count, size, (_, column) => Mean[column]);
        var covariance = centered.TransposeThisAndMultiply(centered) / data.Count;
        var decomposition = covariance.Evd(Symmetricity.Symmetric);       // eigenvalues in ascending order
        Eigenvalues = [.. decomposition.EigenValues.Select(value => Math.Max(0, value.Real)).Reverse()];
        Vectors = Matrix<double>.Build.Dense(size, components,
            (row, column) => decomposition.EigenVectors[row, size - 1 - column]);
    }

    /// <summary>μ.</summary>
    public Vector<double> Mean { get; }

    /// <summary>All eigenvalues, the largest first.</summary>
    public IReadOnlyList<double> Eigenvalues { get; }

    /// <summary>V, one eigenvector per column.</summary>
    public Matrix<double> Vectors { get; }

    /// <summary>φ(x) = Vᵀ(x − μ), one example per row.</summary>
    public Matrix<double> Project() => centered * Vectors;

    /// <summary>x̃ = μ + Vφ, one example per row.</summary>
    public Matrix<double> Reconstruct(Matrix<double> codes)
    {
        var restored = codes.TransposeAndMultiply(Vectors);
        return restored.MapIndexed((_, column, value) => value + Mean[column]);
    }

    /// <summary>The mean over the examples of ‖x − x̃‖².</summary>
    public double MeanSquaredError(Matrix<double> restored) =>
        restored.MapIndexed((row, column, value) => Math.Pow(value - Mean[column] - centered[row, column], 2))
            .RowSums().Sum() / restored.RowCount;

    /// <summary>
    /// The largest principal angle, in degrees, between the space of the eigenvectors and that of the columns of
    /// another matrix: arccos of the smallest singular value of VᵀQ, Q an orthonormal basis.
    /// </summary>
    public double LargestAngle(Matrix<double> columns)
    {
        var basis = columns.QR(MathNet.Numerics.LinearAlgebra.Factorization.QRMethod.Thin).Q;
        var cosine = Vectors.TransposeThisAndMultiply(basis).Svd().S.Minimum();
        return Math.Acos(Math.Min(1, cosine)) * 180 / Math.PI;
    }
}
