// 11 · Mini-batches · 3 Learning
//
// The true gradient asks all examples before each step. A handful already points roughly the right way, and a hundred rough steps beat
// one exact step. So each epoch the examples are shuffled and dealt out in small batches, each example exactly once, the last batch
// perhaps short. The batch's gradient is the mean over its examples, so the rate means the same for any batch size.
//
// Formula  OP-03  g = (1/k) Σ_{i in batch} ∇lᵢ, each example in one batch per epoch
//          OP-06  averaged over all batches of one size, g is the full gradient
// Shapes   count, size → ⌈count/size⌉ arrays of example numbers;  k gradients [n] → one [n]
// Number   7 examples in batches of 3: sizes 3, 3, 1;  the mean of (1, 4) and (3, 0) is (2, 2)
// Read     after: Tiny.Nn/Data/Batches.cs

namespace Exercise11;

public static class Batches
{
    /// <summary>The numbers 0 … count − 1 in a random order, cut into batches.</summary>
    /// <param name="random">Has Shuffle(span), and NextInt(n), a number from 0 to n − 1.</param>
    public static int[][] Deal(int count, int size, RandomStream random)
    {
        // ── begin ──
        var order = Enumerable.Range(0, count).ToArray();
        random.Shuffle<int>(order);
        return order.Chunk(size).ToArray();
        // ── end ──
    }

    /// <summary>The mean of the gradients of a batch's examples; there is at least one.</summary>
    public static double[] Mean(double[][] gradients)
    {
        // ── begin ──
        var mean = new double[gradients[0].Length];
        foreach (var gradient in gradients)
            for (var i = 0; i < mean.Length; i++) mean[i] += gradient[i] / gradients.Length;
        return mean;
        // ── end ──
    }
}
