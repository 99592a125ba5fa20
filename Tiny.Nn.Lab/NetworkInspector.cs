using Tiny.Nn.Backends;
using Tiny.Nn.Data;
using Tiny.Nn.Layers;
using Tiny.Nn.Ops;
using Tiny.Nn.Training;

namespace Tiny.Nn.Lab;

/// <summary>The output of one layer of a network for one image.</summary>
/// <param name="Layer">The layer's description, from its <see cref="object.ToString"/>.</param>
/// <param name="Shape">The shape without the batch axis: [channels, height, width] or [units].</param>
/// <param name="Values">The values in row-major order.</param>
public sealed record LayerOutput(string Layer, Shape Shape, float[] Values);

/// <summary>
/// Computes probabilities, layer outputs and input attributions of a trained network. The network is not modified.
/// </summary>
public sealed class NetworkInspector(Backend backend, Sequential network)
{
    /// <summary>Returns the class probabilities of some examples, one row per example.</summary>
    public float[][] Probabilities(Dataset data, IReadOnlyList<int> examples) =>
        Evaluate(data, examples, logits => logits.Softmax());

    /// <summary>Returns the network's outputs for some examples, one row per example.</summary>
    public float[][] Outputs(Dataset data, IReadOnlyList<int> examples) => Evaluate(data, examples, output => output);

    /// <summary>Returns the output of every layer for one example, in order.</summary>
    public IReadOnlyList<LayerOutput> LayerOutputs(Dataset data, int example)
    {
        using var scope = backend.BeginScope(recording: false);
        var x = Images(data, [example]);
        var outputs = new List<LayerOutput>();
        foreach (var layer in network.Layers)
        {
            x = layer.Forward(x, ForwardContext.Evaluation);
            outputs.Add(new LayerOutput(layer.ToString()!, x.Shape[1..], Read(x)));
        }
        return outputs;
    }

    /// <summary>
    /// Returns the contribution of each pixel to the difference of two logits, z_a − z_b: input × gradient, x ⊙ d(z_a −
    /// z_b)/dx. Positive pixels are evidence for class a, negative ones for class b.
    /// </summary>
    /// <param name="pairs">The classes (a, b) of each example.</param>
    /// <returns>One row per example.</returns>
    public float[][] InputAttribution(
        Dataset data, IReadOnlyList<int> examples, IReadOnlyList<(int For, int Against)> pairs)
    {
        if (examples.Count == 0) return [];
        using var scope = backend.BeginScope();
        var x = Images(data, examples, requiresGradient: true);
        var logits = network.Forward(x, ForwardContext.Evaluation);
        var direction = new float[logits.Shape.Count];
        for (var row = 0; row < examples.Count; row++)
        {
            direction[row * logits.Shape[1] + pairs[row].For] = 1;
            direction[row * logits.Shape[1] + pairs[row].Against] = -1;
        }
        Graph.Backward((logits * Tensor.From(backend, logits.Shape, direction)).Sum());
        return SplitRows(Read(x * x.Gradient!), examples.Count);
    }

    /// <summary>
    /// Returns the values and the gradients of every parameter with two axes or more, for the loss of all examples.
    /// </summary>
    public IReadOnlyList<(string Path, double[] Values, double[] Gradient)> WeightGradients(
        Dataset data, Objective objective)
    {
        using var scope = backend.BeginScope();
        var x = Images(data, [.. Enumerable.Range(0, data.Count)]);
        Graph.Backward(objective.Loss(network.Forward(x, ForwardContext.Evaluation), x, data.Targets));
        return [.. network.Parameters.Where(entry => entry.Parameter.Shape.Rank > 1)
            .Select(entry => (entry.Path, entry.Parameter.Value, entry.Parameter.Value.Gradient))
            .Where(entry => entry.Gradient is not null)
            .Select(entry => (entry.Path, entry.Value.ToArray(), entry.Gradient!.ToArray()))];
    }

    float[][] Evaluate(Dataset data, IReadOnlyList<int> examples, Func<Tensor, Tensor> transform)
    {
        if (examples.Count == 0) return [];
        using var scope = backend.BeginScope(recording: false);
        var output = network.Forward(Images(data, examples), ForwardContext.Evaluation);
        return SplitRows(Read(transform(output)), examples.Count);
    }

    Tensor Images(Dataset data, IReadOnlyList<int> examples, bool requiresGradient = false)
    {
        var length = data.ExampleShape.Count;
        var inputs = new float[examples.Count * length];
        for (var row = 0; row < examples.Count; row++)
            data.CopyInput(examples[row], inputs.AsSpan(row * length, length));
        return Tensor.From(backend, Shape.Of([examples.Count, .. data.ExampleShape.Lengths]), inputs, requiresGradient);
    }

    static float[] Read(Tensor x)
    {
        var values = new float[x.Shape.Count];
        x.CopyTo(values);
        return values;
    }

    static float[][] SplitRows(float[] values, int rows) => [.. values.Chunk(values.Length / rows)];
}
