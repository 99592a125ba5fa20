using Tiny.Nn.Ops;

namespace Tiny.Nn.Layers;

/// <summary>A chain of layers. The parameters' paths begin with the layer's index.</summary>
public sealed class Sequential(params Layer[] layers) : Layer
{
    public IReadOnlyList<Layer> Layers => layers;

    public override IEnumerable<(string, Layer)> Children => layers.Select((layer, index) => ($"{index}", layer));

    /// <remarks>
    /// In a scope that records nothing, a convolution and the max pooling after it are one operation, which gives the
    /// same bits.
    /// </remarks>
    public override Tensor Forward(Tensor x, ForwardContext context)
    {
        var fuses = NotNull(x).Backend.CurrentScope is { IsRecording: false };
        for (var i = 0; i < layers.Length; i++)
        {
            var (input, index) = (x, i);
            if (fuses && layers[i] is ConvolutionLayer { IsTransposed: false } convolution
                && i + 1 < layers.Length && layers[i + 1] is MaxPoolLayer { IsUnpooled: false } pool)
            {
                var maps = InChild($"{i}", () => convolution.OutputShape(input.Shape));
                var window = InChild($"{++i}", () => pool.WindowOver(maps));
                x = convolution.ForwardMaxPool(input, window);
            }
            else x = InChild($"{i}", () => layers[index].Forward(input, context));
        }
        return x;
    }

    public override Shape OutputShape(Shape input) =>
        Children.Aggregate(input, (shape, child) => InChild(child.Item1, () => child.Item2.OutputShape(shape)));

    public override long Multiplications(Shape input)
    {
        var total = 0L;
        foreach (var layer in layers)
        {
            total += layer.Multiplications(input);
            input = layer.OutputShape(input);
        }
        return total;
    }

    public override string ToString() => $"Sequential({layers.Length} layers)";
}

/// <summary>
/// A residual block: y = F(x) + S(x), where the shortcut S is the identity unless a layer is given. The gradient at x
/// is the sum over both branches, so it reaches x even if the gradient of F vanishes.  Sources: AD-12, NA-09.
/// </summary>
public sealed class Residual(Layer body, Layer? shortcut = null) : Layer
{
    public override IEnumerable<(string, Layer)> Children =>
        shortcut is null ? [("body", body)] : [("body", body), ("shortcut", shortcut)];

    public override Tensor Forward(Tensor x, ForwardContext context)
    {
        var residual = InChild("body", () => body.Forward(x, context));
        var past = shortcut is null ? x : InChild("shortcut", () => shortcut.Forward(x, context));
        CheckSum(residual.Shape, past.Shape);
        return residual + past;
    }

    public override Shape OutputShape(Shape input)
    {
        var output = InChild("body", () => body.OutputShape(input));
        CheckSum(output, shortcut is null ? input : InChild("shortcut", () => shortcut.OutputShape(input)));
        return output;
    }

    public override long Multiplications(Shape input) =>
        body.Multiplications(input) + (shortcut?.Multiplications(input) ?? 0);

    public override string ToString() =>
        shortcut is null ? $"Residual({body})" : $"Residual({body}, shortcut {shortcut})";

    void CheckSum(Shape residual, Shape past)
    {
        if (residual != past)
            throw new ArgumentException($"{this}: the body gives {residual} and the shortcut {past}; " +
                "they are added and must agree, so give a shortcut that fits");
    }
}

/// <summary>
/// Flattens each example: [N, …] → [N, product of the other lengths], from images to dense layers.  Source: NN-20.
/// </summary>
public sealed class Flatten : Layer
{
    public override Tensor Forward(Tensor x, ForwardContext context) => x.Flatten();

    public override Shape OutputShape(Shape input) => NotNull(input).Rank >= 1
        ? [input[0], input[1..].Count]
        : throw new ArgumentException($"{this}: expects input [N, …], got {input}");

    public override string ToString() => "Flatten";
}

/// <summary>Reshapes each example: [N, …] → [N, shape…], from dense layers to images.</summary>
public sealed class Unflatten(Shape shape) : Layer
{
    public override Tensor Forward(Tensor x, ForwardContext context) => x.Reshape(OutputShape(NotNull(x).Shape));

    public override Shape OutputShape(Shape input) => NotNull(input).Rank >= 1 && input[1..].Count == shape.Count
        ? Shape.Of(input[0]).Then(shape.Lengths)
        : throw new ArgumentException($"{this}: expects input [N, {shape.Count}], got {input}");

    public override string ToString() => $"Unflatten({shape})";
}
