using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Tiny.Nn.Data;
using Tiny.Nn.Lab;
using Tiny.Nn.Lab.Exchange;
using Tiny.Nn.Layers;

namespace Tiny.Nn.Bench.Forward;

/// <summary>ONNX Runtime, run by its package for Node.js in a process of its own, which waits between requests.
/// </summary>
sealed class OnnxRuntime : IDisposable
{
    /// <summary>How to install the package.</summary>
    public const string Installation =
        "npm install --ignore-scripts onnxruntime-node, in a folder whose node_modules NODE_PATH names";

    const string Node = "node", Identity = "identity";

    static readonly string script = ScriptProcess.PathOf("Forward", "onnxruntime.cjs");

    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("tiny-nn-bench-");
    readonly ScriptProcess process;

    OnnxRuntime(string version, Dataset digits)
    {
        Version = version;
        using (var images = File.Create(Path.Combine(folder.FullName, "images.f32")))
            for (var image = 0; image < digits.Count; image++)
                images.Write(MemoryMarshal.AsBytes(digits.Input(image)));
        using (var identity = File.Create(ModelPath(Identity)))
            OnnxExporter.Write(identity, new Sequential(), NetworkDefinition.InputShape);
        process = new(Node, script, [folder.FullName]);
    }

    /// <summary>The version of the package.</summary>
    public string Version { get; }

    /// <summary>Starts the process; returns null if Node.js or the package is not installed.</summary>
    public static OnnxRuntime? Find(Dataset digits)
    {
        try
        {
            using var query = Process.Start(new ProcessStartInfo(Node, [script, "--version"])
            {
                RedirectStandardOutput = true, RedirectStandardError = true,
            })!;
            query.ErrorDataReceived += (_, _) => { };
            query.BeginErrorReadLine();
            var version = query.StandardOutput.ReadToEnd().Trim();
            return version.Length == 0 ? null : new(version, digits);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    /// <summary>The path of a model, which the caller writes before its first measurement.</summary>
    public string ModelPath(string model) => Path.Combine(folder.FullName, $"{model}.onnx");

    /// <summary>Runs a model on the first images for about <paramref name="seconds"/>.</summary>
    /// <returns>The images per second, and the outputs for the last image.</returns>
    public (double ImagesPerSecond, float[] Output) Measure(string model, int batch, int threads, double seconds)
    {
        var answer = process.Ask(FormattableString.Invariant($"{model} {batch} {threads} {seconds}"), seconds);
        var numbers = Array.ConvertAll(answer.Split(' '), text => double.Parse(text, CultureInfo.InvariantCulture));
        return (numbers[0], Array.ConvertAll(numbers[1..], number => (float)number));
    }

    /// <summary>
    /// Returns the seconds per call of a model that returns its input, one image: the cost of the binding.
    /// </summary>
    public double BindingSeconds(double seconds) =>
        1 / Measure(Identity, batch: 1, threads: 1, seconds).ImagesPerSecond;

    public void Dispose()
    {
        process.Dispose();
        folder.Delete(recursive: true);
    }
}
