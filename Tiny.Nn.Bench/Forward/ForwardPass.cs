using Tiny.Nn.Backends;
using Tiny.Nn.Data;
using Tiny.Nn.Lab;
using Tiny.Nn.Lab.Exchange;
using Tiny.Nn.Layers;

namespace Tiny.Nn.Bench.Forward;

/// <summary>
/// A network in evaluation mode on the CPU. The images are in the backend's memory before timing starts, and the
/// outputs are read after each pass.
/// </summary>
public sealed class ForwardPass : IDisposable
{
    readonly Cpu<float> backend;
    readonly Sequential layers;
    readonly Dictionary<int, (Tensor Input, float[] Output)> batches = [];
    readonly Dataset digits;

    /// <param name="digits">The images; a batch is the first ones.</param>
    public ForwardPass(NetworkDefinition network, int threads, Dataset digits)
    {
        this.digits = digits;
        (backend, layers) = (new(threads), network.Build());
        layers.Initialize(backend, seed: 1);
        foreach (var (path, parameter) in layers.Parameters.TakeLast(2))
        {
            // The last layer of some networks starts with zeros, whose outputs would agree with any other zeros.
            var random = new RandomStream(2, path);
            parameter.Value.Assign(Array.ConvertAll(
                parameter.Value.ToArray(), value => (double)(float)(value + random.NextUniform(-0.1, 0.1))));
        }
    }

    /// <summary>The number of operations of a pass over one image: two for each multiplication.</summary>
    public double OperationsPerImage => 2.0 * layers.Multiplications(InputShape(1));

    /// <summary>Writes the network as an ONNX model.</summary>
    public void Export(string path)
    {
        using var file = File.Create(path);
        OnnxExporter.Write(file, layers, NetworkDefinition.InputShape);
    }

    /// <summary>Runs one pass over the first images and returns the outputs, in memory that the next pass overwrites.
    /// </summary>
    public float[] Run(int batch)
    {
        if (!batches.TryGetValue(batch, out var memory)) batches[batch] = memory = CreateBatch(batch);
        using var scope = backend.BeginScope(recording: false);
        layers.Forward(memory.Input, ForwardContext.Evaluation).CopyTo(memory.Output);
        return memory.Output;
    }

    public void Dispose() => backend.Dispose();

    static Shape InputShape(int batch) => Shape.Of(batch).Then(NetworkDefinition.InputShape.Lengths);

    (Tensor, float[]) CreateBatch(int batch)
    {
        var shape = InputShape(batch);
        float[] images = [.. Enumerable.Range(0, batch).SelectMany(image => digits.Input(image).ToArray())];
        return (Tensor.From(backend, shape, images), new float[layers.OutputShape(shape).Count]);
    }
}
