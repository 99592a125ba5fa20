using Tiny.Nn.Backends.Functions;

namespace Tiny.Nn.Ops;

/// <summary>
/// Activation functions, applied element by element, and softmax. Where a derivative does not exist, each function
/// states the value that is used.
/// </summary>
public static class Activations
{
    /// <summary>
    /// y = 1 where x &gt; 0, else 0 (the perceptron's threshold).  dx = 0, so no gradient passes.  Source: NN-02.
    /// </summary>
    public static Tensor Heaviside(this Tensor x) => x.Map("heaviside", new Heaviside());

    /// <summary>y = 1 / (1 + e⁻ˣ).  dx = dy · y(1 − y).  Source: AD-10.</summary>
    public static Tensor Sigmoid(this Tensor x) => x.Map("sigmoid", new Sigmoid());

    /// <summary>y = tanh x = 2σ(2x) − 1.  dx = dy · (1 − y²).</summary>
    public static Tensor Tanh(this Tensor x) => x.Map("tanh", new HyperbolicTangent());

    /// <summary>y = max(0, x).  dx = dy where x &gt; 0, else 0.</summary>
    public static Tensor Relu(this Tensor x) => x.Map("relu", new Relu());

    /// <summary>y = x where x &gt; 0, else slope·x.  dx = dy where x &gt; 0, else slope·dy.</summary>
    public static Tensor LeakyRelu(this Tensor x, double negativeSlope = 0.01) =>
        x.Map("leaky_relu", new LeakyRelu(negativeSlope));

    /// <summary>y = x where x &gt; 0, else α(eˣ − 1).  dx = dy where x &gt; 0, else dy·(y + α).</summary>
    public static Tensor Elu(this Tensor x, double alpha = 1) => x.Map("elu", new Elu(alpha));

    /// <summary>y = ln(1 + eˣ), without overflow.  dx = dy · σ(x).</summary>
    public static Tensor Softplus(this Tensor x) => x.Map("softplus", new Softplus());

    /// <summary>
    /// y = x·Φ(x), with the exact normal distribution function Φ(x) = ½(1 + erf(x/√2)).  dx = dy · (Φ(x) + x·φ(x)).
    /// </summary>
    public static Tensor Gelu(this Tensor x) => x.Map("gelu", new Gelu());

    /// <summary>y = erf x.  dx = dy · 2/√π · e^(−x²).</summary>
    public static Tensor Erf(this Tensor x) => x.Map("erf", new ErrorFunction());

    /// <summary>y = sign(x) · max(|x| − t, 0).  dx = dy where |x| &gt; t, else 0.  Source: RG-06.</summary>
    public static Tensor SoftThreshold(this Tensor x, double threshold) =>
        x.Map("soft_threshold", new SoftThreshold(threshold));

    /// <summary>y = x − ln Σ eˣ along one axis; finite for every finite x.  dx = dy − eʸ · Σ dy.</summary>
    /// <exception cref="ArgumentException">The axis is empty.</exception>
    public static Tensor LogSoftmax(this Tensor x, int axis = -1)
    {
        if (NotNull(x).Shape.Rank == 0 || x.Shape[axis] == 0)
            throw new ArgumentException($"log_softmax: expects an axis of one class or more, got {x.Description}");
        if (x.Shape.Axis(axis) != x.Shape.Rank - 1) return x.MoveAxis(axis, -1).LogSoftmax().MoveAxis(-1, axis);
        var columns = x.Shape[-1];
        var value = x.NewBuffer("log_softmax", x.Shape.Count);
        x.Backend.LogSoftmax(x.Shape.Count / columns, columns, x.Buffer, value);
        var y = Tensor.Result("log_softmax", x.Shape, x.Backend, value);
        return Tensor.Result("log_softmax", x.Shape, x.Backend, value,
            new Edge(x, dy => dy - y.Exp() * dy.Sum(-1, keepAxis: true)));
    }

    /// <summary>
    /// y = eˣ / Σ eˣ along one axis, computed as the exponential of the log-softmax.  dx = y · (dy − Σ y·dy).
    /// Source: NN-05.
    /// </summary>
    public static Tensor Softmax(this Tensor x, int axis = -1) =>
        x.LogSoftmax(axis).Map("softmax", new Exponential());
}
