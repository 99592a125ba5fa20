// 11 · Mini-batches · 3 Learning
//
// The exact gradient needs all examples for every step. The mean gradient over a small batch is a good estimate, and
// many approximate steps make more progress than one exact step. Each epoch shuffles the examples and splits them into
// batches. Each example occurs exactly once, and the last batch may be shorter. The mean keeps the gradient's scale
// independent of the batch size.
//
// Formula  OP-03  g = (1/k) Σ_{i in batch} ∇lᵢ, each example in one batch per epoch
//          OP-06  averaged over all batches of one size, g is the full gradient
// Shapes   count, size → ⌈count/size⌉ arrays of example indices;  k gradients [n] → one [n]
// Example  7 examples in batches of 3: sizes 3, 3, 1;  the mean of (1, 4) and (3, 0) is (2, 2)
// Read     after: Tiny.Nn/Data/Batches.cs

namespace Exercise11;

public static class MiniBatches
{
    /// <summary>Returns the indices 0 … count − 1 in a random order, split into batches.</summary>
    /// <param name="random">Offers Shuffle(span), and NextInt(n) for an integer from 0 to n − 1.</param>
    public static int[][] Create(int count, int size, RandomStream random)
    {
        throw new TodoException("11");
    }

    /// <summary>Returns the mean of the gradients of a batch; there is at least one.</summary>
    public static double[] MeanGradient(double[][] gradients)
    {
        throw new TodoException("11");
    }
}
