// 02 · Activations · 1 Neurons
//
// Without a bend between them, two layers are one: a sum of sums is a sum. An activation is the bend. The sigmoid squeezes
// everything into 0 … 1, tanh into −1 … 1, ReLU cuts off what is negative. Learning needs their slopes too, and for all three the
// slope follows from the value alone, so nothing else has to be remembered. Beware: e^1000 overflows, and 0/0 or ∞/∞ is NaN.
//
// Formula  AD-10  σ(z) = 1 / (1 + e^(−z)),  σ′ = σ·(1 − σ)
//          NN-02  tanh(z) = 2σ(2z) − 1,  tanh′ = 1 − tanh²;  ReLU(z) = max(0, z),  ReLU′ = 1 if z > 0, else 0
// Shapes   one number → one number
// Number   σ(0) = 0.5 with slope 0.25;  tanh(1) = 0.76159;  ReLU(−2) = 0 with slope 0
// Read     after: Tiny.Nn/Backends/Functions/Activations.cs

namespace Exercise02;

public static class Activations
{
    /// <summary>σ(z), finite for every finite z.</summary>
    public static double Sigmoid(double z)
    {
        // ── begin ──
        return 1 / (1 + Math.Exp(-z));
        // ── end ──
    }

    /// <summary>σ′(z), from the value y = σ(z) alone.</summary>
    public static double SigmoidSlope(double y)
    {
        // ── begin ──
        return y * (1 - y);
        // ── end ──
    }

    /// <summary>tanh(z), made from <see cref="Sigmoid"/>.</summary>
    public static double Tanh(double z)
    {
        // ── begin ──
        return 2 * Sigmoid(2 * z) - 1;
        // ── end ──
    }

    /// <summary>tanh′(z), from the value y = tanh(z) alone.</summary>
    public static double TanhSlope(double y)
    {
        // ── begin ──
        return 1 - y * y;
        // ── end ──
    }

    /// <summary>ReLU(z).</summary>
    public static double Relu(double z)
    {
        // ── begin ──
        return z > 0 ? z : 0;
        // ── end ──
    }

    /// <summary>ReLU′(z), from the value y = ReLU(z) alone; 0 at z = 0.</summary>
    public static double ReluSlope(double y)
    {
        // ── begin ──
        return y > 0 ? 1 : 0;
        // ── end ──
    }
}
