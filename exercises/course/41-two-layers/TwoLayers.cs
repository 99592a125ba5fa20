// 41 · A two-layer network by hand · 3 Learning
//
// One hidden layer is enough for XOR, which the perceptron of exercise 01 cannot learn. Before a framework does this
// for you, write the whole chain once by hand: two layers forward, then the gradients backward, one line per step. Name
// each gradient after the value it belongs to: dz, dh, da. The order is reversed: each gradient follows from the one
// that was computed before it.
//
// Formula  NN-11  a = W₁·x + b₁,  h = tanh a,  z = W₂·h + b₂;  J = −ln softmax(z)_label
//          AD-09  dz = softmax(z) − onehot(label); then back through z, h and a, each by the chain rule
// Shapes   x [I], W₁ [H, I], b₁ and h [H], W₂ [K, H], b₂ and z [K]; matrices as arrays of rows: W1[h][i]
// Example  x = (1), W₁ = ((0)), b₁ = (0), W₂ = ((1), (−1)), b₂ = (0, 0): h = 0, z = (0, 0), J = ln 2;
//          for label 0: dz = (−½, ½), db₁ = (−1)
// Read     before: exercises 04 and 13;  after: Tiny.Nn/Layers/Sequential.cs

namespace Exercise41;

/// <summary>The parameters of a network, or their gradients.</summary>
public sealed record Parameters(double[][] W1, double[] B1, double[][] W2, double[] B2);

public static class TwoLayers
{
    /// <summary>Returns h and z.</summary>
    public static (double[] H, double[] Z) Forward(Parameters p, double[] x)
    {
        throw new TodoException("41");
    }

    /// <summary>Returns J for one example.</summary>
    public static double Loss(Parameters p, double[] x, int label)
    {
        throw new TodoException("41");
    }

    /// <summary>Returns the gradients of J with respect to all parameters.</summary>
    public static Parameters Gradients(Parameters p, double[] x, int label)
    {
        throw new TodoException("41");
    }

    /// <summary>Takes one step of gradient descent on one example. Changes the parameters in place.</summary>
    public static void Step(Parameters p, double[] x, int label, double rate)
    {
        throw new TodoException("41");
    }
}
