// 55 · Layers · 9 A framework of one's own
//
// A layer is a function of a tensor that owns parameters. With the operations written, a layer is two lines: create
// the parameters, call the operation. The initial weights are uniform between −1/√f and 1/√f, where f (the fan-in) is
// the number of inputs of one unit; this keeps the outputs of the first pass in a reasonable range. A network is a
// layer too: it passes its input through a list of layers, and owns the parameters of all of them.
//
// Formula  NN-01  dense: y = x·W + b
//          OP-13  initial weights and biases: uniform in ±1/√f, with f = I for dense and f = C·K·K for convolution
// Shapes   dense: x [N, I], W [I, O], b [O] → [N, O];  convolution: w [O, C, K, K], b [O];
//          flatten: [N, …] → [N, the product of the others]
// Example  Dense 784 → 10: weights in ±1/28, 7850 parameters
// File     framework/Layers.cs
// Needs    49 50 51 52 53
// Read     before: exercises 13 and 14;  after: Tiny.Nn/Layers/Dense.cs and Tiny.Nn/Layers/Sequential.cs

namespace Framework;

/// <summary>A function of a tensor that owns parameters.</summary>
public abstract class Layer
{
    /// <summary>The tensors that training changes, in a fixed order; none for most layers.</summary>
    public virtual IReadOnlyList<Tensor> Parameters => [];

    /// <summary>Returns the output for a batch.</summary>
    public abstract Tensor Forward(Tensor x);

    /// <summary>Returns a parameter with elements uniform in ±1/√fanIn.</summary>
    protected static Tensor Uniform(int[] shape, int fanIn, Random random)
    {
        // ── begin ──
        var data = new double[Tensor.CountOf(shape)];
        for (var i = 0; i < data.Length; i++) data[i] = (2 * random.NextDouble() - 1) / Math.Sqrt(fanIn);
        return Tensor.Parameter(shape, data);
        // ── end ──
    }
}

/// <summary>A dense layer, x·W + b.</summary>
public sealed class Dense(int inputs, int outputs, Random random) : Layer
{
    readonly Tensor weight = Uniform([inputs, outputs], inputs, random), bias = Uniform([outputs], inputs, random);

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Parameters => [weight, bias];

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        // ── begin ──
        return Tensor.MatMul(x, weight) + bias;
        // ── end ──
    }
}

/// <summary>A convolution with a bias for each output channel.</summary>
public sealed class Conv2d(int inputs, int outputs, int kernel, Random random, int stride = 1, int padding = 0) : Layer
{
    readonly Tensor weight = Uniform([outputs, inputs, kernel, kernel], inputs * kernel * kernel, random),
        bias = Uniform([outputs], inputs * kernel * kernel, random);

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Parameters => [weight, bias];

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        // ── begin ──
        return Tensor.Convolve(x, weight, bias, stride, padding);
        // ── end ──
    }
}

/// <summary>A layer without parameters, such as an activation: <c>new Function(x => x.Relu())</c>.</summary>
public sealed class Function(Func<Tensor, Tensor> f) : Layer
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => f(x);
}

/// <summary>Reshapes [N, …] to a matrix with N rows.</summary>
public sealed class Flatten : Layer
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        // ── begin ──
        return x.Reshape(x.Shape[0], x.Count / x.Shape[0]);
        // ── end ──
    }
}

/// <summary>Layers that follow each other.</summary>
public sealed class Network(params Layer[] layers) : Layer
{
    /// <summary>The parameters of all layers, in order.</summary>
    public override IReadOnlyList<Tensor> Parameters { get; } = [.. layers.SelectMany(layer => layer.Parameters)];

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        // ── begin ──
        return layers.Aggregate(x, (value, layer) => layer.Forward(value));
        // ── end ──
    }
}
