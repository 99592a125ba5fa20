// 32 · Pooling with switches, and unpooling · 5 Convolution
//
// Max pooling returns the largest element of each window. The backward pass needs its position, so a switch stores the
// index of the maximum. The gradient goes to that element only. Unpooling uses the same mapping as a layer: each value
// returns to the index in its switch, and all other elements are zero. If overlapping windows select the same element,
// their values add.
//
// Formula  PL-09  y_j = max over window j, switch_j = the first index with this maximum;
//                 unpool: x[switch_j] += y_j, else 0
//          PL-04  dx of max pooling is the unpooling of dy
// Shapes   x [H, W] → y and switches [OutH, OutW], windows of K×K, stride S, no padding; a switch is row · W + column
// Example  (1 2 6 3 / 3 5 2 1 / 1 2 2 1 / 7 3 4 8) with K = S = 2: y = (5 6 / 7 8), switches (5 2 / 12 15)
// Read     after: MaxPool in Tiny.Nn/Backends/Reference/Reference.Sums.cs and Tiny.Nn/Ops/Pooling.cs

namespace Exercise32;

public static class Pooling
{
    /// <summary>Computes y and the switches of one plane.</summary>
    public static void Pool(int H, int W, int K, int S, ReadOnlySpan<double> x, Span<double> y, Span<int> switches)
    {
        throw new TodoException("32");
    }

    /// <summary>Computes x: the sum of y at each switch, 0 elsewhere. Overwrites all of x.</summary>
    public static void Unpool(ReadOnlySpan<double> y, ReadOnlySpan<int> switches, Span<double> x)
    {
        throw new TodoException("32");
    }
}
