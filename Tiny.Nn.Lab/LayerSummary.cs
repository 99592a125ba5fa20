namespace Tiny.Nn.Lab;

/// <summary>A line of a network's table, for one image.</summary>
/// <param name="OutputShape">Without the batch axis.</param>
public sealed record LayerSummary(string Layer, Shape OutputShape, long Parameters, long Multiplications)
{
    /// <summary>The layers of a network in order.</summary>
    public static IReadOnlyList<LayerSummary> Of(NetworkDefinition network)
    {
        var rows = new List<LayerSummary>();
        var shape = Shape.Of([1, .. NetworkDefinition.InputShape.Lengths]);
        foreach (var layer in network.Build().Layers)
        {
            var output = layer.OutputShape(shape);
            rows.Add(new($"{layer}", output[1..], layer.ParameterCount, layer.Multiplications(shape)));
            shape = output;
        }
        return rows;
    }
}
