using Tiny.Nn.Ops;

namespace Tiny.Nn.Layers;

/// <summary>
/// A fully connected layer: y = x·Wᵀ + b, for x [.., inputs], W [outputs, inputs] and b [outputs].
/// dx = dy·W,  dW = dyᵀ·x,  db = Σ dy.  Source: NN-01.
/// </summary>
public sealed class Dense : Layer
{
    readonly int inputs, outputs;

    /// <param name="weights">The initializer of W. The default is PyTorch's: uniform in ±1/√inputs.</param>
    /// <param name="biases">The initializer of b, with the same default.</param>
    public Dense(int inputs, int outputs, bool bias = true, Initializer? weights = null, Initializer? biases = null)
    {
        if (inputs < 1 || outputs < 1)
            throw new ArgumentException($"Dense: needs at least one input and one output, got {inputs} → {outputs}");
        (this.inputs, this.outputs) = (inputs, outputs);
        var fan = new Fan(inputs, outputs);
        Weight = new([outputs, inputs], ParameterKind.Weight, weights ?? Initializer.Default, fan);
        Bias = bias ? new([outputs], ParameterKind.Bias, biases ?? Initializer.Default, fan) : null;
    }

    /// <summary>
    /// The weights W [outputs, inputs]. May be set to another layer's parameter of this shape, which the two layers
    /// then share.
    /// </summary>
    public Parameter Weight
    {
        get;
        init => field = field is null || field.Shape == NotNull(value).Shape
            ? value
            : throw new ArgumentException($"{this}: expects a weight of shape {field.Shape}, got {value.Shape}");
    }

    /// <summary>The bias b [outputs], or null.</summary>
    public Parameter? Bias { get; }

    public override IEnumerable<(string, Parameter)> OwnParameters =>
        Bias is null ? [("weight", Weight)] : [("weight", Weight), ("bias", Bias)];

    public override Tensor Forward(Tensor x, ForwardContext context)
    {
        CheckInput(NotNull(x).Shape);
        return x.MatMul(Weight.Value, transposeB: true, bias: Bias?.Value);
    }

    public override Shape OutputShape(Shape input)
    {
        CheckInput(input);
        return input.With(-1, outputs);
    }

    public override long Multiplications(Shape input) => (long)NotNull(input)[..^1].Count * inputs * outputs;

    public override string ToString() => $"Dense({inputs} → {outputs})";

    void CheckInput(Shape input)
    {
        if (NotNull(input).Rank < 2 || input[-1] != inputs)
            throw new ArgumentException($"{this}: expects input [N, {inputs}], got {input}");
    }
}
