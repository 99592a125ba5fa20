// 28 · Output sizes, the other way · 6 Transposition
//
// A convolution makes images smaller; its transpose takes the same geometry backward and makes them larger again. But several input
// sizes share one output size (5 and 6 cells both give 3), so the way back must be told which one is meant: the output padding a says
// how many cells at the end no window had seen. With it, the way there and back always ends where it began.
//
// Formula  AR-14  i = s·(o − 1) + k − 2p + a,  with a = (i + 2p − k) mod s
//          AR-12  stretched: s − 1 zeros between the o cells make (o − 1)·s + 1
// Shapes   whole numbers; o is what the convolution gave, i what the transpose gives back
// Number   o = 3, k = 3, s = 2, p = 1: i = 5 with a = 0, and i = 6 with a = 1
// Read     after: Window.ForTranspose in Tiny.Nn/Window.cs

namespace Exercise28;

public static class TransposedSizes
{
    /// <summary>i: how many cells the transpose of the convolution gives.</summary>
    public static int Restored(int o, int k, int s, int p, int a)
    {
        throw new TodoException("28");
    }

    /// <summary>a: the output padding that restores i cells.</summary>
    public static int OutputPadding(int i, int k, int s, int p)
    {
        throw new TodoException("28");
    }

    /// <summary>How long o cells become with s − 1 zeros between neighbours.</summary>
    public static int Stretched(int o, int s)
    {
        throw new TodoException("28");
    }
}
