using Tiny.Nn.Ops;

namespace Tiny.Nn.Layers;

/// <summary>
/// A layer without parameters that applies an operation and keeps the shape. Each activation function is a layer of
/// one line.
/// </summary>
public abstract class Activation(string name, Func<Tensor, Tensor> function) : Layer
{
    public sealed override Tensor Forward(Tensor x, ForwardContext context) => function(x);

    public sealed override string ToString() => name;
}

/// <inheritdoc cref="Ops.Activations.Heaviside"/>
public sealed class Heaviside() : Activation("Heaviside", x => x.Heaviside());

/// <inheritdoc cref="Ops.Activations.Sigmoid"/>
public sealed class Sigmoid() : Activation("Sigmoid", x => x.Sigmoid());

/// <inheritdoc cref="Ops.Activations.Tanh"/>
public sealed class Tanh() : Activation("Tanh", x => x.Tanh());

/// <inheritdoc cref="Ops.Activations.Relu"/>
public sealed class Relu() : Activation("ReLU", x => x.Relu());

/// <inheritdoc cref="Ops.Activations.LeakyRelu"/>
public sealed class LeakyRelu(double negativeSlope = 0.01)
    : Activation($"LeakyReLU({negativeSlope})", x => x.LeakyRelu(negativeSlope))
{
    public double NegativeSlope { get; } = negativeSlope;
}

/// <inheritdoc cref="Ops.Activations.Elu"/>
public sealed class Elu(double alpha = 1) : Activation($"ELU({alpha})", x => x.Elu(alpha))
{
    public double Alpha { get; } = alpha;
}

/// <inheritdoc cref="Ops.Activations.Softplus"/>
public sealed class Softplus() : Activation("Softplus", x => x.Softplus());

/// <inheritdoc cref="Ops.Activations.Gelu"/>
public sealed class Gelu() : Activation("GELU", x => x.Gelu());

/// <inheritdoc cref="Ops.Activations.Softmax"/>
public sealed class Softmax(int axis = -1) : Activation("Softmax", x => x.Softmax(axis))
{
    public int Axis { get; } = axis;
}

/// <inheritdoc cref="Ops.Activations.LogSoftmax"/>
public sealed class LogSoftmax(int axis = -1) : Activation("LogSoftmax", x => x.LogSoftmax(axis))
{
    public int Axis { get; } = axis;
}

/// <inheritdoc cref="Normalization.LocalResponseNorm"/>
public sealed class LocalResponseNorm(int size = 5, double alpha = 1e-4, double beta = 0.75, double k = 2)
    : Activation($"LocalResponseNorm({size})", x => x.LocalResponseNorm(size, alpha, beta, k))
{
    public (int Size, double Alpha, double Beta, double K) Settings { get; } = (size, alpha, beta, k);
}
