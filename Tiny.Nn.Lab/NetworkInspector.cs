using Tiny.Nn.Backends;
using Tiny.Nn.Data;
using Tiny.Nn.Layers;
using Tiny.Nn.Ops;

namespace Tiny.Nn.Lab;

/// <summary>What one layer makes of one image.</summary>
/// <param name="Layer">The layer as it prints itself.</param>
/// <param name="Shape">Without the batch axis: [channels, height, width], or [units].</param>
/// <param name="Values">Row-major.</param>
public sealed record LayerOutput(string Layer, Shape Shape, float[] Values);

/// <summary>A look inside a trained network: what it computes on the way, and why. It changes nothing.</summary>
public sealed class NetworkInspector(Backend backend, Sequential network)
{
    /// <summary>The class probabilities of some examples, a row for each.</summary>
    public float[][] Probabilities(Dataset data, IReadOnlyList<int> examples) => Rows(data, examples, logits => logits.Softmax());

    /// <summary>The network's output for some examples, a row for each.</summary>
    public float[][] Outputs(Dataset data, IReadOnlyList<int> examples) => Rows(data, examples, output => output);

    /// <summary>Every layer's output for one example, in order.</summary>
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
    /// What in an image speaks for class a rather than b: x ⊙ d(z_a − z_b)/dx, with the logits z. Positive where ink is evidence for a.
    /// </summary>
    /// <param name="pairs">For each example: (a, b).</param>
    public float[][] InputAttribution(Dataset data, IReadOnlyList<int> examples, IReadOnlyList<(int For, int Against)> pairs)
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
        return Split(Read(x * x.Gradient!), examples.Count);
    }

    float[][] Rows(Dataset data, IReadOnlyList<int> examples, Func<Tensor, Tensor> look)
    {
        if (examples.Count == 0) return [];
        using var scope = backend.BeginScope(recording: false);
        return Split(Read(look(network.Forward(Images(data, examples), ForwardContext.Evaluation))), examples.Count);
    }

    Tensor Images(Dataset data, IReadOnlyList<int> examples, bool requiresGradient = false)
    {
        var length = data.ExampleShape.Count;
        var inputs = new float[examples.Count * length];
        for (var row = 0; row < examples.Count; row++) data.CopyInput(examples[row], inputs.AsSpan(row * length, length));
        return Tensor.From(backend, Shape.Of([examples.Count, .. data.ExampleShape.Lengths]), inputs, requiresGradient);
    }

    static float[] Read(Tensor x)
    {
        var values = new float[x.Shape.Count];
        x.CopyTo(values);
        return values;
    }

    static float[][] Split(float[] values, int rows) => [.. values.Chunk(values.Length / rows)];
}
