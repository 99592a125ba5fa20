// 14 · Initialisation · 3 Learning
//
// Begin with equal weights and all units of a layer stay equal forever: they see the same, err the same, move the same. So weights
// begin at random. How large? Each output is a sum of n_in terms, so its variance is n_in times a term's. Too large and the signal
// grows from layer to layer until everything saturates; too small and it dies. The bound that keeps it steady follows from a square root.
//
// Formula  OP-13  Glorot, for tanh and sigmoid: uniform in ±√(6 / (n_in + n_out));  He, for ReLU: normal with deviation √(2 / n_in)
// Shapes   n_in, n_out → W [n_out · n_in]
// Number   784 inputs, 16 outputs: ±√(6/800) = ±0.0866;  He: deviation √(2/784) = 0.0505
// Read     after: Tiny.Nn/Layers/Initializers.cs

namespace Exercise14;

public static class Initialisation
{
    /// <summary>n_out·n_in weights, uniform in ± the Glorot bound.</summary>
    /// <param name="random">Has NextUniform(from, to) and NextNormal(), which has deviation 1.</param>
    public static double[] Glorot(int inputs, int outputs, RandomStream random)
    {
        throw new TodoException("14");
    }

    /// <summary>n_out·n_in weights, normal with He's deviation.</summary>
    public static double[] He(int inputs, int outputs, RandomStream random)
    {
        throw new TodoException("14");
    }
}
