using Tiny.Nn.Layers;
using Tiny.Nn.Ops;

namespace Tiny.Nn.Lab.Experiments.Support;

/// <summary>
/// A skip connection that concatenates: y = [F(x), x] along the channels, where F keeps N and the spatial lengths.
/// </summary>
/// <remarks>Source: NN-21.</remarks>
public sealed class Concatenated(Layer body) : Layer
{
    public override IEnumerable<(string, Layer)> Children => [("body", body)];

    public override Tensor Forward(Tensor x, ForwardContext context) =>
        Reshaping.Concatenate(1, body.Forward(x, context), x);

    public override Shape OutputShape(Shape input)
    {
        var output = body.OutputShape(input);
        return output.With(1, 0) == input.With(1, 0)
            ? output.With(1, output[1] + input[1])
            : throw new ArgumentException(
                $"{this}: the body gives {output} for {input}; both must agree except in the number of channels");
    }

    public override long Multiplications(Shape input) => body.Multiplications(input);

    public override string ToString() => $"Concatenated({body})";
}
