// 28 · Output sizes of transposed convolutions · 6 Transposed operations
//
// A transposed convolution reverses the sizes of a convolution: it maps o elements back to i. But several input sizes
// share one output size (5 and 6 elements both give 3), so the output padding a selects one of them. It is the number
// of elements at the end of the input that no window covers. With it, convolution and transposed convolution always
// restore the size.
//
// Formula  AR-14  a convolution gives o = ⌊(i + 2p − k)/s⌋ + 1;  solve this for i, where the floor discards a,
//                 0 ≤ a < s
//          AR-12  stretched: o elements with s − 1 zeros between neighbours
// Shapes   integers; o is the output size of the convolution, i that of the transposed convolution
// Example  o = 3, k = 3, s = 2, p = 1: i = 5 with a = 0, and i = 6 with a = 1
// Read     after: Window.ForTranspose in Tiny.Nn/Window.cs

namespace Exercise28;

public static class TransposedSizes
{
    /// <summary>Returns i, the output size of the transposed convolution.</summary>
    public static int Output(int o, int k, int s, int p, int a)
    {
        throw new TodoException("28");
    }

    /// <summary>Returns a, the output padding with which the transposed convolution has output size i.</summary>
    public static int OutputPadding(int i, int k, int s, int p)
    {
        throw new TodoException("28");
    }

    /// <summary>Returns the size of the stretched input: o elements with s − 1 zeros between neighbours.</summary>
    public static int StretchedSize(int o, int s)
    {
        throw new TodoException("28");
    }
}
