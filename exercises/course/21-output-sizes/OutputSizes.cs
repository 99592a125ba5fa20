// 21 · Output sizes · 5 Convolution
//
// A window of k elements moves over i elements with stride s; p zeros are added at each end. The output size is the
// number of positions: the first element of the window can be at 0, s, 2s, … as long as the last element is inside. All
// seven relationships of the convolution-arithmetic guide are special cases of this count. Remaining elements at the
// end, fewer than s, are in no window.
//
// Formula  AR-06  o = ⌊(i + 2p − k)/s⌋ + 1                        (Relationships 1 to 7 are its special cases)
//          AR-03  half padding, p = ⌊k/2⌋ for odd k and s = 1: o = i
//          AR-04  full padding, p = k − 1 for s = 1: o = i + k − 1
// Shapes   integers, with i + 2p ≥ k
// Example  i = 5, k = 3, s = 2, p = 1: ⌊4/2⌋ + 1 = 3;  i = 6 gives 3 as well, and one element is in no window
// Read     after: Tiny.Nn/Window.cs

namespace Exercise21;

public static class OutputSizes
{
    /// <summary>Returns the output size o.</summary>
    public static int Output(int i, int k, int s, int p)
    {
        throw new TodoException("21");
    }

    /// <summary>Returns the padding that keeps the size, for odd k and stride 1.</summary>
    public static int HalfPadding(int k)
    {
        throw new TodoException("21");
    }

    /// <summary>Returns the padding with which every input element is in k windows, for stride 1.</summary>
    public static int FullPadding(int k)
    {
        throw new TodoException("21");
    }

    /// <summary>Returns the number of elements at the end of the padded input that are in no window.</summary>
    public static int Uncovered(int i, int k, int s, int p)
    {
        throw new TodoException("21");
    }
}
