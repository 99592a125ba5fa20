// 32 · Pooling with switches, and unpooling · 6 Transposition
//
// Max pooling keeps the strongest answer in each little window and forgets where it was; learning must know, so a switch remembers the
// cell. The gradient goes back through the switch, and to nobody else. The same way back, used as a layer, is unpooling: values return
// to where the maxima were, and everything else is zero. Where windows overlap, two may pick the same cell: there they add.
//
// Formula  PL-09  y_j = max over window j, switch_j = the first cell that has it;  unpool: x[switch_j] += y_j, else 0
//          PL-04  dx of max pooling is the unpooling of dy
// Shapes   x [H, W] → y and switches [OutH, OutW], windows of K×K, every S cells, no padding; a switch is row · W + column
// Number   (1 2 6 3 / 3 5 2 1 / 1 2 2 1 / 7 3 4 8) with K = S = 2: y = (5 6 / 7 8), switches (5 2 / 12 15)
// Read     after: MaxPool in Tiny.Nn/Backends/Reference/Reference.Sums.cs and Tiny.Nn/Ops/Pooling.cs

namespace Exercise32;

public static class Pooling
{
    /// <summary>Writes y and the switches of one plane.</summary>
    public static void Pool(int H, int W, int K, int S, ReadOnlySpan<double> x, Span<double> y, Span<int> switches)
    {
        throw new TodoException("32");
    }

    /// <summary>Writes all of x: each y at its switch, and 0 elsewhere.</summary>
    public static void Unpool(ReadOnlySpan<double> y, ReadOnlySpan<int> switches, Span<double> x)
    {
        throw new TodoException("32");
    }
}
