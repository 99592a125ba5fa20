namespace Tiny.Nn.Lab;

/// <summary>
/// A row of a network's layer table: the output shape, parameters and multiplications of one layer for one image.
/// </summary>
/// <param name="OutputShape">The shape without the batch axis.</param>
public sealed record LayerSummary(string Layer, Shape OutputShape, long Parameters, long Multiplications)
{
    /// <summary>Returns the summaries of a network's layers in order.</summary>
    public static IReadOnlyList<LayerSummary> Of(NetworkDefinition network)
    {
        var summaries = new List<LayerSummary>();
        var shape = Shape.Of([1, .. network.Data.InputShape]);
        foreach (var layer in network.Build().Layers)
        {
            var output = layer.OutputShape(shape);
            summaries.Add(new($"{layer}", output[1..], layer.ParameterCount, layer.Multiplications(shape)));
            shape = output;
        }
        return summaries;
    }
}
