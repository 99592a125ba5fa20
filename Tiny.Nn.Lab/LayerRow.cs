namespace Tiny.Nn.Lab;

/// <summary>A line of a network's table, for one image.</summary>
/// <param name="Output">Without the batch axis.</param>
public sealed record LayerRow(string Layer, Shape Output, long Parameters, long Multiplications)
{
    /// <summary>The layers of a network in order.</summary>
    public static IReadOnlyList<LayerRow> Of(Network network)
    {
        var rows = new List<LayerRow>();
        var shape = Shape.Of([1, .. Network.Image.Lengths]);
        foreach (var layer in network.Build().Layers)
        {
            var output = layer.OutputShape(shape);
            rows.Add(new($"{layer}", output[1..], layer.ParameterCount, layer.Multiplications(shape)));
            shape = output;
        }
        return rows;
    }
}
