// 39 · The pullback of a matrix product · 2 Derivatives
//
// Reverse mode on scalars needs an edge for every multiplication; on matrices, one edge serves a whole product. Instead
// of a local derivative, this edge has a pullback: a function from the gradient of the result to the gradient of an
// input. No loop is needed, because both pullbacks are matrix products themselves. To find them, write one element as a
// sum and ask in which elements of C an element of A occurs; then compare the shapes.
//
// Formula  AD-04  C_ij = Σ_l A_il·B_lj;  dA_il = Σ_j dC_ij·∂C_ij/∂A_il,  dB_lj = Σ_i dC_ij·∂C_ij/∂B_lj
// Shapes   A [n, k], B [k, m], C and dC [n, m] → dA [n, k], dB [k, m]; the number of rows is GetLength(0)
// Example  A = (2), B = (5), dC = (1): dA = (5), dB = (2);
//          A = (1 2), B = (3 / 4), dC = (10): dA = (30 40), dB = (10 / 20)
// Read     before: exercise 09;  after: MatMul in Tiny.Nn/Ops/MatrixProducts.cs

namespace Exercise39;

public static class ProductPullback
{
    /// <summary>Returns A·B.</summary>
    public static double[,] Multiply(double[,] A, double[,] B)
    {
        var C = new double[A.GetLength(0), B.GetLength(1)];
        for (var i = 0; i < A.GetLength(0); i++)
            for (var j = 0; j < B.GetLength(1); j++)
                for (var l = 0; l < B.GetLength(0); l++) C[i, j] += A[i, l] * B[l, j];
        return C;
    }

    /// <summary>Returns the transpose of A.</summary>
    public static double[,] Transpose(double[,] A)
    {
        var T = new double[A.GetLength(1), A.GetLength(0)];
        for (var i = 0; i < A.GetLength(0); i++)
            for (var j = 0; j < A.GetLength(1); j++) T[j, i] = A[i, j];
        return T;
    }

    /// <summary>Returns dA, computed by <see cref="Multiply"/> and <see cref="Transpose"/>.</summary>
    public static double[,] ToA(double[,] A, double[,] B, double[,] dC)
    {
        throw new TodoException("39");
    }

    /// <summary>Returns dB, computed by <see cref="Multiply"/> and <see cref="Transpose"/>.</summary>
    public static double[,] ToB(double[,] A, double[,] B, double[,] dC)
    {
        throw new TodoException("39");
    }

    /// <summary>
    /// Returns the gradient of J = ⟨dD, A·A⟩ with respect to a square matrix A, which is both factors of the product.
    /// </summary>
    public static double[,] ToASquared(double[,] A, double[,] dD)
    {
        throw new TodoException("39");
    }
}
