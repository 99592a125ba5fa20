// 13 · A dense layer, forward and backward · 3 Learning
//
// Many neurons that all look at the same inputs: a matrix product. Its three gradients follow from one question: where does this
// number occur in the sums? x_ni feeds every output, through column i of W; W_oi feeds output o of every example. Get the
// shapes right and the formulas can hardly be wrong: dy is [N, O], so dx [N, I] must be dy·W, and dW [O, I] must be dyᵀ·x.
//
// Formula  NN-01  y_no = Σ_i x_ni·W_oi + b_o;  dx_ni = Σ_o dy_no·W_oi;  dW_oi = Σ_n dy_no·x_ni;  db_o = Σ_n dy_no
// Shapes   x [N, I], W [O, I], b [O], y [N, O]; flat and row-major: x_ni is x[n·I + i]
// Number   x = (1, 2), W = ((3, 4), (5, 6)), b = (10, 20):  y = (3 + 8 + 10, 5 + 12 + 20) = (21, 37)
// Read     after: Tiny.Nn/Layers/Dense.cs and Tiny.Nn/Ops/Products.cs

namespace Exercise13;

public static class Dense
{
    /// <summary>y = x·Wᵀ + b; writes all of y.</summary>
    public static void Forward(int N, int I, int O, ReadOnlySpan<double> x, ReadOnlySpan<double> W, ReadOnlySpan<double> b, Span<double> y)
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

    /// <summary>dx = dy·W; writes all of dx.</summary>
    public static void InputGradient(int N, int I, int O, ReadOnlySpan<double> dy, ReadOnlySpan<double> W, Span<double> dx)
    {
        // ── begin ──
        dx.Clear();
        for (var n = 0; n < N; n++)
            for (var o = 0; o < O; o++)
                for (var i = 0; i < I; i++) dx[n * I + i] += dy[n * O + o] * W[o * I + i];
        // ── end ──
    }

    /// <summary>dW = dyᵀ·x; writes all of dW.</summary>
    public static void WeightGradient(int N, int I, int O, ReadOnlySpan<double> dy, ReadOnlySpan<double> x, Span<double> dW)
    {
        // ── begin ──
        dW.Clear();
        for (var n = 0; n < N; n++)
            for (var o = 0; o < O; o++)
                for (var i = 0; i < I; i++) dW[o * I + i] += dy[n * O + o] * x[n * I + i];
        // ── end ──
    }

    /// <summary>db = the sums of dy's columns; writes all of db.</summary>
    public static void BiasGradient(int N, int O, ReadOnlySpan<double> dy, Span<double> db)
    {
        // ── begin ──
        db.Clear();
        for (var n = 0; n < N; n++)
            for (var o = 0; o < O; o++) db[o] += dy[n * O + o];
        // ── end ──
    }
}
