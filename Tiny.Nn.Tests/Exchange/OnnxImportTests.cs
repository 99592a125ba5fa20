using Tiny.Nn.Backends;
using Tiny.Nn.Lab.Exchange;
using Tiny.Nn.Layers;
using Tiny.Nn.Ops;
using Tiny.Nn.Training;

namespace Tiny.Nn.Tests.Exchange;

/// <summary>
/// Tests of reading ONNX models: files that PyTorch 1.13 exported (by pytorch.py) give PyTorch's outputs, gradients
/// reach the weights, and what is not supported is named.
/// </summary>
public class OnnxImportTests
{
    public static TheoryData<string> PyTorchModels =>
        [.. Directory.GetFiles(OnnxFiles.Committed, "pytorch-*.onnx")
            .Select(path => Path.GetFileNameWithoutExtension(path))];

    [Theory]
    [MemberData(nameof(PyTorchModels))]
    public void A_model_of_PyTorch_computes_its_outputs(string name)
    {
        using var backend = new Reference();
        var network = Load(name, backend);
        var path = Path.Combine(OnnxFiles.Committed, name);
        var shape = Shape.Of([.. File.ReadAllText($"{path}.shape").Split(' ').Select(int.Parse)]);
        float[] input = [.. OnnxFiles.ReadValues($"{path}.input").Select(value => (float)value)];
        OnnxFiles.AssertClose(name, OnnxFiles.ReadValues($"{path}.output"),
            OnnxFiles.Evaluate(network, backend, shape, input));
    }

    [Fact]
    public void An_imported_network_can_be_trained_further()
    {
        using var backend = new Reference();
        var network = Load("pytorch-normalized", backend);
        double Step()
        {
            using var scope = backend.BeginScope();
            var output = network.Forward(Tensor.Full(backend, [2, 6], 0.5), new ForwardContext(isTraining: true));
            var loss = (output.Slice(1, 0, 1) - 1).Square().Mean();
            Graph.Backward(loss);
            new Sgd(0.5).Step(network.Parameters.Select(entry => entry.Parameter));
            return loss.Item();
        }
        var first = Step();
        for (var step = 0; step < 20; step++) Step();
        Assert.InRange(Step(), 0, first / 10);
    }

    static OnnxNetwork Load(string name, Backend backend)
    {
        var network = OnnxNetwork.Load(Path.Combine(OnnxFiles.Committed, $"{name}.onnx"));
        network.Initialize(backend, seed: 1);
        return network;
    }
}
