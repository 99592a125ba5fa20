namespace Tiny.Nn.Ops;

/// <summary>Dropout: multiplication by a random mask whose mean is 1.</summary>
public static class Masking
{
    /// <summary>
    /// y = x·m. Independently for each element, m is 1/(1 − p) with probability 1 − p, else 0.  dx = dy·m with the
    /// same m.
    /// </summary>
    /// <param name="p">The probability that an element is set to 0, 0 ≤ p &lt; 1; if it is 0, the result is x.</param>
    /// <param name="key">The random stream.</param>
    /// <param name="counter">The position in the stream: the number of the iteration.</param>
    /// <exception cref="ArgumentException">p is outside its range.</exception>
    public static Tensor Dropout(this Tensor x, double p, Philox key, ulong counter)
    {
        CheckProbability("dropout", p);
        if (p == 0) return NotNull(x);
        var mask = NotNull(x).NewBuffer("dropout", x.Shape.Count);
        x.Backend.DropoutMask(key, counter, threshold: (uint)((1 - p) * (1UL << 32)), scale: 1 / (1 - p), mask);
        return x * Tensor.Result("dropout_mask", x.Shape, x.Backend, mask);
    }

    internal static double CheckProbability(string who, double p) => p is >= 0 and < 1
        ? p
        : throw new ArgumentException($"{who}: the probability of dropping is at least 0 and below 1, got {p}");
}
