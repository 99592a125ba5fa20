// 50 · Elementwise operations and sums · 9 A framework of one's own
//
// Sums and products of two tensors work element by element. If an axis has length 1 in one of them, its element is
// repeated (broadcast) along the axis of the other; missing axes at the front count as 1. One array of indices per
// operand says which element of it is read for each element of the result. The forward pass reads through it, and the
// pullback adds through it: this is the sum of exercise 40. Activations need one function and its derivative.
//
// Formula  AD-12  y_i = f(a_u, b_v) with u, v the elements read for i:  da_u += dy_i·∂f/∂a,  db_v += dy_i·∂f/∂b
//          AD-04  y_i = f(x_i):  dx_i += dy_i·f′, where f′ is computed from y_i
// Shapes   a [2, 1], b [3] → a + b [2, 3];  Sum: any → [], a scalar
// Example  (1 / 2) + (10, 20, 30) = (11 21 31 / 12 22 32); the indices of a are (0, 0, 0, 1, 1, 1), those of b are
//          (0, 1, 2, 0, 1, 2)
// File     framework/Elementwise.cs
// Needs    49
// Read     before: exercises 02 and 40;  after: Tiny.Nn/Ops/Arithmetic.cs

namespace Framework;

public sealed partial class Tensor
{
    /// <summary>Returns a + b, with broadcasting.</summary>
    public static Tensor operator +(Tensor a, Tensor b)
    {
        // ── begin ──
        var (shape, u, v) = Broadcast(a, b);
        var y = new double[u.Length];
        for (var i = 0; i < y.Length; i++) y[i] = a.Data[u[i]] + b.Data[v[i]];
        return new(shape, y,
            (a, (dy, da) => { for (var i = 0; i < dy.Length; i++) da[u[i]] += dy[i]; }),
            (b, (dy, db) => { for (var i = 0; i < dy.Length; i++) db[v[i]] += dy[i]; }));
        // ── end ──
    }

    /// <summary>Returns a·b, element by element, with broadcasting.</summary>
    public static Tensor operator *(Tensor a, Tensor b)
    {
        // ── begin ──
        var (shape, u, v) = Broadcast(a, b);
        var y = new double[u.Length];
        for (var i = 0; i < y.Length; i++) y[i] = a.Data[u[i]] * b.Data[v[i]];
        return new(shape, y,
            (a, (dy, da) => { for (var i = 0; i < dy.Length; i++) da[u[i]] += dy[i] * b.Data[v[i]]; }),
            (b, (dy, db) => { for (var i = 0; i < dy.Length; i++) db[v[i]] += dy[i] * a.Data[u[i]]; }));
        // ── end ──
    }

    /// <summary>Returns c·x.</summary>
    public static Tensor operator *(double c, Tensor x) => new Tensor([], [c]) * x;

    /// <summary>Returns a − b, with broadcasting.</summary>
    public static Tensor operator -(Tensor a, Tensor b) => a + -1 * b;

    /// <summary>Returns the sum of all elements, as a scalar.</summary>
    public Tensor Sum()
    {
        // ── begin ──
        return new([], [Data.Sum()], (this, (dy, dx) => { for (var i = 0; i < dx.Length; i++) dx[i] += dy[0]; }));
        // ── end ──
    }

    /// <summary>Returns the mean of all elements, as a scalar.</summary>
    public Tensor Mean() => 1.0 / Count * Sum();

    /// <summary>Returns max(x, 0), element by element.</summary>
    public Tensor Relu() => Map(x => Math.Max(x, 0), y => y > 0 ? 1 : 0);

    /// <summary>Returns tanh x, element by element.</summary>
    public Tensor Tanh() => Map(Math.Tanh, y => 1 - y * y);

    /// <summary>Returns 1/(1 + e^(−x)), element by element.</summary>
    public Tensor Sigmoid() => Map(x => 1 / (1 + Math.Exp(-x)), y => y * (1 - y));

    /// <summary>Returns f(x), element by element.</summary>
    /// <param name="derivative">The derivative of f at x, as a function of y = f(x).</param>
    public Tensor Map(Func<double, double> f, Func<double, double> derivative)
    {
        // ── begin ──
        var y = new double[Count];
        for (var i = 0; i < y.Length; i++) y[i] = f(Data[i]);
        return new(Shape, y,
            (this, (dy, dx) => { for (var i = 0; i < dx.Length; i++) dx[i] += dy[i] * derivative(y[i]); }));
        // ── end ──
    }

    /// <summary>
    /// Returns the shape of an operation on a and b, and for each of its elements the index of the element of a and of
    /// b that it reads.
    /// </summary>
    /// <exception cref="ArgumentException">An axis has two lengths, neither of them 1.</exception>
    static (int[] Shape, int[] OfA, int[] OfB) Broadcast(Tensor a, Tensor b)
    {
        var rank = Math.Max(a.Shape.Length, b.Shape.Length);
        var shape = new int[rank];
        for (var axis = 0; axis < rank; axis++)
        {
            var (m, n) = (Length(a.Shape, axis, rank), Length(b.Shape, axis, rank));
            shape[axis] = m == n || n == 1 ? m : m == 1 ? n : throw new ArgumentException(
                $"[{string.Join(", ", a.Shape)}] and [{string.Join(", ", b.Shape)}] do not broadcast: {m} and {n}");
        }
        return (shape, Indices(a.Shape, shape), Indices(b.Shape, shape));
    }

    /// <summary>Returns the length of an axis of a shape that is extended by ones at the front.</summary>
    static int Length(int[] shape, int axis, int rank) =>
        axis < rank - shape.Length ? 1 : shape[axis - (rank - shape.Length)];

    /// <summary>Returns the index of the element of shape <paramref name="from"/> that each element reads.</summary>
    static int[] Indices(int[] from, int[] to)
    {
        // ── begin ──
        var indices = new int[CountOf(to)];
        var (strideFrom, strideTo) = (1, 1);
        for (var axis = to.Length - 1; axis >= 0; axis--)
        {
            var length = Length(from, axis, to.Length);
            for (var i = 0; length > 1 && i < indices.Length; i++)
                indices[i] += i / strideTo % to[axis] * strideFrom;
            (strideFrom, strideTo) = (strideFrom * length, strideTo * to[axis]);
        }
        return indices;
        // ── end ──
    }
}
