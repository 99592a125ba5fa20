// 40 · The pullback of broadcasting · 2 Derivatives
//
// A bias [1, m] is added to every row of a batch [n, m]: it is repeated along the first axis, which is called
// broadcasting. A repeated element is used several times, so its gradient is the sum over the copies. Broadcasting is
// linear and this sum is its transpose. An operation on two arrays first broadcasts both, then works element by
// element. Its pullback works element by element, then sums each gradient to the shape of its input.
//
// Formula  AD-12  y[i, j] = a[i′, j′], where an index with a prime is 0 if that axis of a has length 1;
//                 da[i′, j′] = Σ dy[i, j] over all i, j that read a[i′, j′]
//          AD-04  for y = a·b, element by element: dJ/da = Σ dy·∂y/∂a, dJ/db = Σ dy·∂y/∂b
// Shapes   a [1 or n, 1 or m] → y [n, m]; flat and row-major; a Size is (Rows, Columns)
// Example  a = (1, 2) of 1×2, to 2×2: (1, 2, 1, 2);  dy = (1, 2, 3, 4) of 2×2, summed to 1×2: (4, 6)
// Read     after: BroadcastTo and SumTo in Tiny.Nn/Ops/Reductions.cs

namespace Exercise40;

/// <summary>The number of rows and columns of a matrix.</summary>
public readonly record struct Size(int Rows, int Columns)
{
    /// <summary>The number of elements.</summary>
    public int Count => Rows * Columns;
}

public static class Broadcasting
{
    /// <summary>Returns a, repeated along its axes of length 1.</summary>
    public static double[] Broadcast(double[] a, Size from, Size to)
    {
        throw new TodoException("40");
    }

    /// <summary>Returns the pullback of <see cref="Broadcast"/>: dy [to], summed to the size of a.</summary>
    public static double[] SumTo(double[] dy, Size from, Size to)
    {
        throw new TodoException("40");
    }

    /// <summary>Returns da and db for y = a·b, where both are broadcast to the size of y.</summary>
    public static (double[] Da, double[] Db) MultiplyPullback(double[] a, Size ofA, double[] b, Size ofB, double[] dy,
        Size ofY)
    {
        throw new TodoException("40");
    }
}
