using System.Diagnostics;
using System.Runtime.InteropServices;
using Tiny.Nn.Backends;
using Tiny.Nn.Lab.Exchange;
using Tiny.Nn.Layers;

namespace Tiny.Nn.Tests.Exchange;

/// <summary>A temporary folder of models, their inputs, and what other programs make of them.</summary>
sealed class OnnxFiles : IDisposable
{
    /// <summary>The number of examples of an input; not the one with which models are written.</summary>
    public const int Batch = 3;

    /// <summary>The folder of committed models and outputs.</summary>
    public static readonly string Committed = Path.Combine(Repository.Root, "Tiny.Nn.Tests", "Exchange", "models");

    static readonly TimeSpan limit = TimeSpan.FromMinutes(4);

    public string Folder { get; } = Directory.CreateTempSubdirectory("tiny-nn-onnx-").FullName;

    public string ModelPath(OnnxCase network) => Path.Combine(Folder, $"{network.Name}.onnx");

    /// <summary>Writes a network's model and an input; returns the input and the network's own output.</summary>
    public (Shape Shape, float[] Input, double[] Output) Write(OnnxCase network, Backend backend)
    {
        var (layers, shape) = (network.Build(), Shape.Of(Batch).Then(network.Example.Lengths));
        Randomize(layers, backend);
        using (var file = File.Create(ModelPath(network))) OnnxExporter.Write(file, layers, network.Example);
        var random = new RandomStream(2, network.Name);
        float[] input = [.. Enumerable.Range(0, shape.Count).Select(_ => (float)random.NextNormal())];
        File.WriteAllBytes(
            Path.Combine(Folder, $"{network.Name}.input"), MemoryMarshal.AsBytes<float>(input).ToArray());
        File.WriteAllText(Path.Combine(Folder, $"{network.Name}.shape"), string.Join(' ', shape.Lengths.ToArray()));
        return (shape, input, Evaluate(layers, backend, shape, input));
    }

    /// <summary>Initializes a network with values at which no layer is the identity.</summary>
    public static void Randomize(Layer layers, Backend backend)
    {
        layers.Initialize(backend, seed: 1);
        foreach (var (path, parameter) in layers.Parameters)
        {
            var random = new RandomStream(3, path);
            parameter.Value.Assign(Array.ConvertAll(parameter.Value.ToArray(),
                value => (double)(float)(value + random.NextUniform(0, 0.2))));
        }
    }

    /// <summary>Returns the output of a network in evaluation mode.</summary>
    public static double[] Evaluate(Layer layers, Backend backend, Shape shape, float[] input)
    {
        using var scope = backend.BeginScope(recording: false);
        return layers.Forward(Tensor.From(backend, shape, input), ForwardContext.Evaluation).ToArray();
    }

    /// <summary>Runs a program over the folder and returns its error output; null if it cannot be started.</summary>
    public string? Run(string program, string script)
    {
        var path = Path.Combine(Repository.Root, "Tiny.Nn.Tests", "Exchange", script);
        var start = new ProcessStartInfo(program, [path, Folder])
        {
            RedirectStandardError = true, RedirectStandardOutput = true,
        };
        try
        {
            using var process = Process.Start(start)!;
            var error = process.StandardError.ReadToEndAsync();
            if (!process.WaitForExit(limit)) process.Kill(entireProcessTree: true);
            return process.ExitCode == 0 ? "" : error.Result;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    /// <summary>Returns the output that a program wrote, or null if it refused the model.</summary>
    public double[]? Result(OnnxCase network, string program)
    {
        var path = Path.Combine(Folder, $"{network.Name}.{program}");
        return File.Exists(path) ? ReadValues(path) : null;
    }

    /// <summary>Reads a file of float32 values.</summary>
    public static double[] ReadValues(string path) =>
        [.. MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(path)).ToArray().Select(value => (double)value)];

    /// <summary>Asserts that values agree to a part of the largest magnitude.</summary>
    public static void AssertClose(string name, double[] expected, double[] actual, double tolerance = 1e-5)
    {
        Assert.Equal(expected.Length, actual.Length);
        var scale = Math.Max(expected.Max(Math.Abs), 1e-30);
        var error = expected.Zip(actual, (a, b) => Math.Abs(a - b)).Max() / scale;
        Assert.True(error <= tolerance, $"{name}: the outputs differ by {error:E1} of the largest");
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
