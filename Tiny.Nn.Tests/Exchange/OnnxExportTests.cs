using Tiny.Nn.Backends;
using Tiny.Nn.Lab;
using Tiny.Nn.Lab.Exchange;
using Tiny.Nn.Layers;

namespace Tiny.Nn.Tests.Exchange;

/// <summary>
/// Tests of exported ONNX models: our own reader and two independent ones compute the network's outputs. The
/// independent ones, ONNX Runtime and OpenCV, are optional; without them their tests are skipped.
/// </summary>
public class OnnxExportTests
{
    /// <summary>What OpenCV 4.6 refuses or computes otherwise; ONNX Runtime agrees on all of it.</summary>
    static readonly Dictionary<string, string> openCvLacks = new()
    {
        ["conv1d"] = "different paddings before and after in one dimension",
        ["conv-transpose1d"] = "transposed convolution in one dimension",
        ["conv-transpose2d-dilated"] = "dilation of a transposed convolution, which it ignores",
        ["max-pool1d-dilated"] = "dilation of a pooling",
        ["average-pool2d"] = "padding in the mean, which it leaves out",
        ["lp-pool2d"] = "LpPool",
        ["unpool"] = "MaxUnpool of values other than the pooled ones",
        ["layer-norm"] = "the product of a tensor with itself",
        ["heaviside"] = "Greater",
    };

    public static TheoryData<string> Names => [.. OnnxCases.All.Select(network => network.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_model_that_is_read_again_computes_the_same(string name)
    {
        using var files = new OnnxFiles();
        using var backend = new Reference();
        var network = OnnxCases.All.Single(one => one.Name == name);
        var (shape, input, expected) = files.Write(network, backend);
        var read = OnnxNetwork.Load(files.ModelPath(network));
        read.Initialize(backend, seed: 9);
        OnnxFiles.AssertClose(name, expected, OnnxFiles.Evaluate(read, backend, shape, input));
        Assert.Equal(network.Build().OutputShape(shape), read.OutputShape(shape));
        Assert.Equal(network.Example, read.ExampleShape);
        // Bed-of-nails upsampling, which multiplies nothing, is a transposed convolution there.
        if (!name.Contains("nails"))
            Assert.Equal(network.Build().Multiplications(shape), read.Multiplications(shape));
    }

    [SkippableFact]
    public void ONNX_Runtime_computes_the_same_for_every_network_and_layer() =>
        AssertReader("node", "onnxruntime.cjs", "onnxruntime", []);

    [SkippableFact]
    public void OpenCV_computes_the_same_for_every_network_and_layer_but_some() =>
        AssertReader("/usr/bin/python3", "opencv.py", "opencv", openCvLacks);

    /// <summary>
    /// The committed file has the outputs of ONNX Runtime 1.30, so that the format is checked where it is absent.
    /// </summary>
    [Fact]
    public void The_committed_model_is_written_again_and_computes_what_ONNX_Runtime_computed()
    {
        using var files = new OnnxFiles();
        using var backend = new Reference();
        var network = new OnnxCase("reference", () => new Sequential(
            new Conv2d(1, 3, kernel: 3, stride: 2, padding: 1), new BatchNorm(3), new Relu(), new MaxPool2d(2),
            new Residual(new Conv2d(3, 3, kernel: 3, padding: 1)), new Upsample(2),
            new ConvTranspose2d(3, 2, kernel: 2, stride: 2), new Flatten(), new Dense(512, 4), new Softmax()),
            [1, 16, 16]);
        var (_, _, output) = files.Write(network, backend);
        var committed = Path.Combine(OnnxFiles.Committed, "reference");
        Assert.Equal(File.ReadAllBytes($"{committed}.onnx"), File.ReadAllBytes(files.ModelPath(network)));
        OnnxFiles.AssertClose("reference", OnnxFiles.ReadValues($"{committed}.onnxruntime"), output);
    }

    [Fact]
    public void A_layer_without_a_counterpart_is_refused_by_name()
    {
        AssertRefused("export: LpPool[1.5]2d(2) has a counterpart in ONNX for integer exponents only; replace the "
            + "layer, or export the weights alone as safetensors", new LpPool2d(1.5, kernel: 2), [1, 4, 4]);
        AssertRefused("export: LocalResponseNorm(4) has a counterpart in ONNX for an odd size only; replace the "
            + "layer, or export the weights alone as safetensors", new LocalResponseNorm(4), [6, 4, 4]);
        AssertRefused("export: Custom has no counterpart in ONNX; replace the layer, or export the weights alone as "
            + "safetensors", new Sequential(new Relu(), new CustomLayer()), [4]);
    }

    static void AssertRefused(string message, Layer layer, Shape example)
    {
        using var backend = new Reference();
        layer.Initialize(backend, seed: 1);
        Assert.Equal(message,
            Assert.Throws<LabException>(() => OnnxExporter.Write(Stream.Null, layer, example)).Message);
    }

    static void AssertReader(string program, string script, string name, Dictionary<string, string> lacks)
    {
        using var files = new OnnxFiles();
        using var backend = new Reference();
        var expected = OnnxCases.All.ToDictionary(network => network, network => files.Write(network, backend).Output);
        var error = files.Run(program, script);
        Skip.If(error is null || error.Contains("Cannot find module") || error.Contains("No module named"),
            $"{name} is not installed");
        Assert.True(error!.Length == 0, error);
        var faults = new List<string>();
        foreach (var (network, output) in expected)
        {
            try
            {
                var actual = files.Result(network, name);
                Assert.True(actual is not null, $"{network.Name}: {name} refuses the model");
                OnnxFiles.AssertClose(network.Name, output, actual);
                if (lacks.ContainsKey(network.Name)) faults.Add($"{network.Name}: {name} agrees, unlike listed");
            }
            catch (Exception fault) when (fault is Xunit.Sdk.XunitException)
            {
                if (!lacks.ContainsKey(network.Name)) faults.Add(fault.Message);
            }
        }
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    sealed class CustomLayer : Layer
    {
        public override Tensor Forward(Tensor x, ForwardContext context) => x;

        public override string ToString() => "Custom";
    }
}
