using Tiny.Nn.Backends;
using Tiny.Nn.Layers;
using Tiny.Nn.Ops;
using Tiny.Nn.Tests.Transposition;

namespace Tiny.Nn.Tests.Torch;

/// <summary>
/// Compares values and gradients with PyTorch's, an independent reference, to 1e-9 on every case of
/// <c>fixture.json</c>. Python is needed only to write the fixture.
/// </summary>
public sealed class TorchTests
{
    public static TheoryData<string, string> Cases
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var entry in TorchFixture.Cases) data.Add(entry.Operation, entry.Name);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    [Trait("Id", "CV-21")]
    [Trait("Id", "TC-08")]
    [Trait("Id", "RG-20")]
    public void Value_and_gradients_agree_with_PyTorch(string operation, string name) => AssertMatchesPyTorch(
        TorchFixture.Cases.Single(entry => entry.Operation == operation && entry.Name == name),
        TorchOperations.All[operation]);

    /// <summary>
    /// PyTorch's defaults are stride 1, no padding, no dilation, one group and a bias; zeros are the only padding mode.
    /// A layer with default options matches the fixture's plain case. In two dimensions, it matches the convolution
    /// with explicit default options.
    /// </summary>
    [Fact]
    [Trait("Id", "CV-21")]
    public void The_defaults_of_a_convolution_layer_are_those_of_PyTorch()
    {
        var plain = TorchFixture.Cases.Single(entry => entry.Operation == "convolve"
            && entry.Name == "1-D, kernel [3], stride [1], padding [(0, 0)], dilation [1], groups 1");
        using var backend = new Reference();
        Conv1d conv1d = new(2, 3, 3);
        Conv2d conv2d = new(2, 3, 3);
        new Sequential(conv1d, conv2d).Initialize(backend, seed: 1);
        conv1d.Weight.Value.Assign(plain.Inputs[1].Values);
        conv1d.Bias!.Value.Assign([0, 0, 0]);
        using var scope = backend.BeginScope();
        var x = Tensor.From(backend, plain.Inputs[0].Shape, plain.Inputs[0].Values, requiresGradient: true);
        var y = conv1d.Forward(x, ForwardContext.Evaluation);
        AssertClose("value", plain.Output.Values, y.ToArray());
        Graph.Backward(y, Tensor.From(backend, y.Shape, plain.Incoming));
        AssertClose("gradient of the input", plain.Gradients[0]!, x.Gradient!.ToArray());
        AssertClose("gradient of the weight", plain.Gradients[1]!, conv1d.Weight.Value.Gradient!.ToArray());

        var image = RandomTensors.Normal(backend, [2, 2, 5, 4], "image");
        var (w, b) = (conv2d.Weight.Value, conv2d.Bias!.Value);
        TensorAssert.Close(image.Convolve(w, stride: 1, padding: 0, dilation: 1, groups: 1) + b.Reshape(3, 1, 1),
            conv2d.Forward(image, ForwardContext.Evaluation));
    }

    [Theory]
    [InlineData(typeof(Conv1d))]
    [InlineData(typeof(Conv2d))]
    [InlineData(typeof(Conv3d))]
    [Trait("Id", "CV-21")]
    public void A_convolution_layer_requires_only_its_channels_and_its_kernel(Type type)
    {
        var parameters = type.GetConstructors().Single().GetParameters();
        Assert.Equal(["inputs", "outputs", "kernel"], parameters.Where(p => !p.HasDefaultValue).Select(p => p.Name!));
        var defaults = parameters.Where(p => p.HasDefaultValue).ToDictionary(p => p.Name!, p => p.DefaultValue);
        Assert.Equal((1, true), (defaults["groups"], defaults["bias"]));
        foreach (var option in new[] { "stride", "padding", "dilation" }) Assert.Null(defaults[option]);
    }

    [Fact]
    [Trait("Id", "RG-19")]
    public void The_running_statistics_of_batch_norm_agree_with_PyTorch()
    {
        var trainingCases =
            TorchFixture.Cases.Where(entry => entry.Operation == "batch_norm" && entry.Flag("training")).ToList();
        Assert.NotEmpty(trainingCases);
        foreach (var expected in trainingCases)
        {
            using var backend = new Reference();
            var layer = new BatchNorm(expected.Inputs[0].Shape[1]);
            layer.Initialize(backend, seed: 1);
            layer.RunningMean.Value.Assign(expected.Doubles("runningMean"));
            layer.RunningVariance.Value.Assign(expected.Doubles("runningVariance"));
            using var scope = backend.BeginScope();
            layer.Forward(Tensor.From(backend, expected.Inputs[0].Shape, expected.Inputs[0].Values),
                new ForwardContext(isTraining: true));
            AssertClose("running mean", expected.Entry.GetProperty("runningMeanAfter").Doubles(),
                layer.RunningMean.Value.ToArray());
            AssertClose("running variance", expected.Entry.GetProperty("runningVarianceAfter").Doubles(),
                layer.RunningVariance.Value.ToArray());
        }
    }

    /// <summary>
    /// Asserts that the value and the gradients of an operation match PyTorch's on one case. A mutant passes a
    /// wrong operation.
    /// </summary>
    internal static void AssertMatchesPyTorch(TorchCase expected, Func<TorchCase, Tensor[], Tensor> operation)
    {
        using var backend = new Reference();
        using var scope = backend.BeginScope();
        var inputs = expected.Inputs
            .Select((input, index) => Tensor.From(backend, input.Shape, input.Values,
                requiresGradient: expected.Gradients[index] is not null)).ToArray();

        var output = operation(expected, inputs);
        Assert.Equal(expected.Output.Shape, output.Shape);
        AssertClose("value", expected.Output.Values, output.ToArray());

        Graph.Backward(output, Tensor.From(backend, output.Shape, expected.Incoming));
        for (var index = 0; index < inputs.Length; index++)
            if (expected.Gradients[index] is { } gradient)
                AssertClose($"gradient of input {index}", gradient, inputs[index].Gradient!.ToArray());
    }

    /// <summary>Asserts |actual − expected| ≤ 1e-9 · max(1, |expected|) for each element.</summary>
    internal static void AssertClose(string name, double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var index = 0; index < expected.Length; index++)
            Assert.True(Math.Abs(actual[index] - expected[index]) <= 1e-9 * Math.Max(1, Math.Abs(expected[index])),
                $"{name}, element {index}: PyTorch gives {expected[index]:R}, Tiny.Nn gives {actual[index]:R}");
    }
}
