// 21 · Output sizes · 5 Convolution
//
// A window of k cells slides over i cells in steps of s, with p zeros added at each end. How many places does it find? Count its first
// cell: it can stand at 0, s, 2s, … as long as the last cell is still inside. All seven relationships of the convolution-arithmetic
// guide are this one count. What is left over at the end, less than one step, no window ever sees.
//
// Formula  AR-06  o = ⌊(i + 2p − k)/s⌋ + 1                        (Relationships 1 to 7 are its special cases)
//          AR-03  half padding, p = ⌊k/2⌋ for odd k and s = 1: o = i
//          AR-04  full padding, p = k − 1 for s = 1: o = i + k − 1
// Shapes   whole numbers, with i + 2p ≥ k
// Number   i = 5, k = 3, s = 2, p = 1: ⌊4/2⌋ + 1 = 3;  i = 6 gives 3 as well, and one cell is never seen
// Read     after: Tiny.Nn/Window.cs

namespace Exercise21;

public static class OutputSizes
{
    /// <summary>o.</summary>
    public static int Output(int i, int k, int s, int p)
    {
        throw new TodoException("21");
    }

    /// <summary>The padding that keeps the size, for an odd k and steps of 1.</summary>
    public static int Half(int k)
    {
        throw new TodoException("21");
    }

    /// <summary>The padding with which every input cell is seen by k windows, for steps of 1.</summary>
    public static int Full(int k)
    {
        throw new TodoException("21");
    }

    /// <summary>How many cells at the end of the padded input no window sees.</summary>
    public static int Unseen(int i, int k, int s, int p)
    {
        throw new TodoException("21");
    }
}
