// 14 · Initialisation · 3 Learning
//
// Units that start with equal weights get equal gradients and stay equal. So weights start at random. Each output is a
// sum of n_in terms, so its variance is n_in times the variance of a term. If weights are too large, the signal grows
// from layer to layer until activations saturate; if they are too small, it vanishes. The formulas below keep the
// variance of the signal constant.
//
// Formula  OP-13  Glorot, for tanh and sigmoid: uniform in ±√(6 / (n_in + n_out));
//                 He, for ReLU: normal with standard deviation √(2 / n_in)
// Shapes   n_in, n_out → W [n_out · n_in]
// Example  784 inputs, 16 outputs: ±√(6/800) = ±0.0866;  He: standard deviation √(2/784) = 0.0505
// Read     after: Tiny.Nn/Layers/Initializers.cs

namespace Exercise14;

public static class Initialisation
{
    /// <summary>Returns n_out·n_in weights, uniform within ± the Glorot bound.</summary>
    /// <param name="random">Offers NextUniform(from, to), and NextNormal() with standard deviation 1.</param>
    public static double[] Glorot(int inputs, int outputs, RandomStream random)
    {
        throw new TodoException("14");
    }

    /// <summary>Returns n_out·n_in weights, normal with He's standard deviation.</summary>
    public static double[] He(int inputs, int outputs, RandomStream random)
    {
        throw new TodoException("14");
    }
}
