// 02 · Activations · 1 Neurons
//
// Two linear layers in sequence are one linear layer, so a network needs a nonlinear function between them: the
// activation. The sigmoid maps to (0, 1), tanh to (−1, 1), and ReLU sets negative values to 0. Training also needs
// their derivatives. All three derivatives follow from the function's value, so no other value has to be stored. Note
// that e^1000 overflows, and 0/0 and ∞/∞ are NaN.
//
// Formula  AD-10  σ(z) = 1 / (1 + e^(−z)),  σ′ = σ·(1 − σ)
//          NN-02  tanh(z) = 2σ(2z) − 1,  tanh′ = 1 − tanh²;  ReLU(z) = max(0, z),  ReLU′ = 1 if z > 0, else 0
// Shapes   scalar → scalar
// Example  σ(0) = 0.5 with derivative 0.25;  tanh(1) = 0.76159;  ReLU(−2) = 0 with derivative 0
// Read     after: Tiny.Nn/Backends/Functions/Activations.cs

namespace Exercise02;

public static class Activations
{
    /// <summary>Returns σ(z), finite for every finite z.</summary>
    public static double Sigmoid(double z)
    {
        // ── begin ──
        return 1 / (1 + Math.Exp(-z));
        // ── end ──
    }

    /// <summary>Returns σ′(z), computed from y = σ(z).</summary>
    public static double SigmoidDerivative(double y)
    {
        // ── begin ──
        return y * (1 - y);
        // ── end ──
    }

    /// <summary>Returns tanh(z), computed with <see cref="Sigmoid"/>.</summary>
    public static double Tanh(double z)
    {
        // ── begin ──
        return 2 * Sigmoid(2 * z) - 1;
        // ── end ──
    }

    /// <summary>Returns tanh′(z), computed from y = tanh(z).</summary>
    public static double TanhDerivative(double y)
    {
        // ── begin ──
        return 1 - y * y;
        // ── end ──
    }

    /// <summary>Returns ReLU(z).</summary>
    public static double Relu(double z)
    {
        // ── begin ──
        return z > 0 ? z : 0;
        // ── end ──
    }

    /// <summary>Returns ReLU′(z), computed from y = ReLU(z); 0 at z = 0.</summary>
    public static double ReluDerivative(double y)
    {
        // ── begin ──
        return y > 0 ? 1 : 0;
        // ── end ──
    }
}
