namespace Tiny.Nn.Layers;

/// <summary>A row of a network's layer table: what one layer gives, has and costs.</summary>
/// <param name="Path">The path of the layer in the network, such as <c>3</c>; empty for the network itself.</param>
/// <param name="OutputShape">The shape of the layer's output.</param>
/// <param name="Parameters">The number of elements of the layer's trainable parameters.</param>
/// <param name="Multiplications">The number of multiplications of one forward pass.</param>
public sealed record LayerSummary(string Path, string Layer, Shape OutputShape, long Parameters, long Multiplications)
{
    /// <summary>Returns one row for each layer of a chain and of the chains in it, in order.</summary>
    /// <param name="input">The shape of an input, with the batch axis.</param>
    /// <exception cref="ArgumentException">A layer does not accept its input.</exception>
    public static IReadOnlyList<LayerSummary> Of(Layer network, Shape input)
    {
        var rows = new List<LayerSummary>();
        NotNull(network).OutputShape(input);       // an error here has the path of the layer
        Add("", network, input);
        return rows;

        Shape Add(string path, Layer layer, Shape shape)
        {
            if (layer is Sequential)
            {
                foreach (var (name, child) in layer.Children)
                    shape = Add(path == "" ? name : $"{path}.{name}", child, shape);
                return shape;
            }
            var output = layer.OutputShape(shape);
            rows.Add(new(path, $"{layer}", output, layer.ParameterCount, layer.Multiplications(shape)));
            return output;
        }
    }
}
