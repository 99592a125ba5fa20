// 13 · A dense layer, forward and backward · 3 Learning
//
// Many neurons with the same inputs are a matrix product. Each gradient follows from one question: in which sums does
// this element occur? x_ni occurs in every output of example n, through column i of W; W_oi occurs in output o of every
// example. Shapes guide the formulas: dy is [N, O], so dx [N, I] is dy·W, and dW [O, I] is dyᵀ·x.
//
// Formula  NN-01  y_no = Σ_i x_ni·W_oi + b_o;  dx_ni = Σ_o dy_no·W_oi;  dW_oi = Σ_n dy_no·x_ni;  db_o = Σ_n dy_no
// Shapes   x [N, I], W [O, I], b [O], y [N, O]; flat and row-major: x_ni is x[n·I + i]
// Example  x = (1, 2), W = ((3, 4), (5, 6)), b = (10, 20):  y = (3 + 8 + 10, 5 + 12 + 20) = (21, 37)
// Read     after: Tiny.Nn/Layers/Dense.cs and Tiny.Nn/Ops/MatrixProducts.cs

namespace Exercise13;

public static class Dense
{
    /// <summary>Computes y = x·Wᵀ + b. Overwrites all of y.</summary>
    public static void Forward(int N, int I, int O, ReadOnlySpan<double> x, ReadOnlySpan<double> W,
        ReadOnlySpan<double> b, Span<double> y)
    {
        // ── begin ──
        for (var n = 0; n < N; n++)
            for (var o = 0; o < O; o++)
            {
                var sum = b[o];
                for (var i = 0; i < I; i++) sum += x[n * I + i] * W[o * I + i];
                y[n * O + o] = sum;
            }
        // ── end ──
    }

    /// <summary>Computes dx = dy·W. Overwrites all of dx.</summary>
    public static void InputGradient(int N, int I, int O, ReadOnlySpan<double> dy, ReadOnlySpan<double> W,
        Span<double> dx)
    {
        // ── begin ──
        dx.Clear();
        for (var n = 0; n < N; n++)
            for (var o = 0; o < O; o++)
                for (var i = 0; i < I; i++) dx[n * I + i] += dy[n * O + o] * W[o * I + i];
        // ── end ──
    }

    /// <summary>Computes dW = dyᵀ·x. Overwrites all of dW.</summary>
    public static void WeightGradient(int N, int I, int O, ReadOnlySpan<double> dy, ReadOnlySpan<double> x,
        Span<double> dW)
    {
        // ── begin ──
        dW.Clear();
        for (var n = 0; n < N; n++)
            for (var o = 0; o < O; o++)
                for (var i = 0; i < I; i++) dW[o * I + i] += dy[n * O + o] * x[n * I + i];
        // ── end ──
    }

    /// <summary>Computes db, the column sums of dy. Overwrites all of db.</summary>
    public static void BiasGradient(int N, int O, ReadOnlySpan<double> dy, Span<double> db)
    {
        // ── begin ──
        db.Clear();
        for (var n = 0; n < N; n++)
            for (var o = 0; o < O; o++) db[o] += dy[n * O + o];
        // ── end ──
    }
}
