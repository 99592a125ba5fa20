namespace Tiny.Nn.Ops;

/// <summary>Dropout: a random mask that keeps the mean.</summary>
public static class Masking
{
    /// <summary>
    /// y = x·m, with m = 1/(1 − p) with probability 1 − p and 0 else, drawn anew for each element.  dx = dy·m, with the same m.
    /// </summary>
    /// <param name="p">The probability to drop, 0 ≤ p &lt; 1; at 0 the result is x.</param>
    /// <param name="key">The stream of random words.</param>
    /// <param name="counter">The place in the stream: the number of the training step.</param>
    /// <exception cref="ArgumentException">p is outside its range.</exception>
    public static Tensor Dropout(this Tensor x, double p, Philox key, ulong counter)
    {
        if (!(p >= 0 && p < 1)) throw new ArgumentException($"dropout: the probability to drop is 0 or more and less than 1, got {p}");
        if (p == 0) return x;
        var mask = x.NewBuffer("dropout", x.Shape.Count);
        x.Backend.DropoutMask(key, counter, threshold: (uint)((1 - p) * (1UL << 32)), scale: 1 / (1 - p), mask);
        return x * Tensor.Result("mask", x.Shape, x.Backend, mask);
    }
}
