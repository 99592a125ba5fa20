using Tiny.Nn.Backends;
using Tiny.Nn.Layers;
using Tiny.Nn.Ops;
using Tiny.Nn.Tests.Transposition;

namespace Tiny.Nn.Tests.Torch;

/// <summary>
/// An independent reference: our values and gradients agree with PyTorch's to 1e-9, on every case of <c>fixture.json</c>.
/// Python is needed to write the fixture, not to read it.
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
    public void Value_and_gradients_agree_with_PyTorch(string operation, string name) => Agrees(
        TorchFixture.Cases.Single(entry => entry.Operation == operation && entry.Name == name), TorchOperations.All[operation]);

    /// <summary>
    /// PyTorch's defaults: stride 1, no padding, no dilation, one group, a bias; zeros are the only padding mode. A
    /// layer made from its sizes alone does on the fixture's plain case what PyTorch did, and in two dimensions what
    /// the explicit options do.
    /// </summary>
    [Fact]
    [Trait("Id", "CV-21")]
    public void The_defaults_of_a_convolution_layer_are_those_of_PyTorch()
    {
        var plain = TorchFixture.Cases.Single(entry => entry.Operation == "convolve"
            && entry.Name == "1-D, kernel [3], stride [1], padding [(0, 0)], dilation [1], groups 1");
        using var machine = new Reference();
        Conv1d line = new(2, 3, 3);
        Conv2d plane = new(2, 3, 3);
        new Sequential(line, plane).Initialize(machine, seed: 1);
        line.Weight.Value.Assign(plain.Inputs[1].Values);
        line.Bias!.Value.Assign([0, 0, 0]);
        using var scope = machine.BeginScope();
        var x = Tensor.From(machine, plain.Inputs[0].Shape, plain.Inputs[0].Values, requiresGradient: true);
        var y = line.Forward(x, ForwardContext.Evaluation);
        Agree("value", plain.Output.Values, y.ToArray());
        Graph.Backward(y, Tensor.From(machine, y.Shape, plain.Incoming));
        Agree("gradient of the input", plain.Gradients[0]!, x.Gradient!.ToArray());
        Agree("gradient of the weight", plain.Gradients[1]!, line.Weight.Value.Gradient!.ToArray());

        var image = RandomTensors.Normal(machine, [2, 2, 5, 4], "image");
        var (w, b) = (plane.Weight.Value, plane.Bias!.Value);
        TensorAssert.Close(image.Convolve(w, stride: 1, padding: 0, dilation: 1, groups: 1) + b.Reshape(3, 1, 1),
            plane.Forward(image, ForwardContext.Evaluation));
    }

    [Theory]
    [InlineData(typeof(Conv1d))]
    [InlineData(typeof(Conv2d))]
    [InlineData(typeof(Conv3d))]
    [Trait("Id", "CV-21")]
    public void A_convolution_layer_needs_its_channels_and_its_kernel_only(Type type)
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
        var trainings = TorchFixture.Cases.Where(entry => entry.Operation == "batch_norm" && entry.Flag("training")).ToList();
        Assert.NotEmpty(trainings);
        foreach (var expected in trainings)
        {
            using var machine = new Reference();
            var layer = new BatchNorm(expected.Inputs[0].Shape[1]);
            layer.Initialize(machine, seed: 1);
            layer.RunningMean.Value.Assign(expected.Doubles("runningMean"));
            layer.RunningVariance.Value.Assign(expected.Doubles("runningVariance"));
            using var scope = machine.BeginScope();
            layer.Forward(Tensor.From(machine, expected.Inputs[0].Shape, expected.Inputs[0].Values), new ForwardContext(isTraining: true));
            Agree("running mean", expected.Entry.GetProperty("runningMeanAfter").Doubles(), layer.RunningMean.Value.ToArray());
            Agree("running variance", expected.Entry.GetProperty("runningVarianceAfter").Doubles(), layer.RunningVariance.Value.ToArray());
        }
    }

    /// <summary>An operation, given as a parameter so that a wrong one can be held to it, does on one case what PyTorch did.</summary>
    internal static void Agrees(TorchCase expected, Func<TorchCase, Tensor[], Tensor> operation)
    {
        using var machine = new Reference();
        using var scope = machine.BeginScope();
        var inputs = expected.Inputs
            .Select((input, place) => Tensor.From(machine, input.Shape, input.Values, requiresGradient: expected.Gradients[place] is not null)).ToArray();

        var output = operation(expected, inputs);
        Assert.Equal(expected.Output.Shape, output.Shape);
        Agree("value", expected.Output.Values, output.ToArray());

        Graph.Backward(output, Tensor.From(machine, output.Shape, expected.Incoming));
        for (var place = 0; place < inputs.Length; place++)
            if (expected.Gradients[place] is { } gradient) Agree($"gradient of input {place}", gradient, inputs[place].Gradient!.ToArray());
    }

    /// <summary>|actual − expected| ≤ 1e-9 · max(1, |expected|), element by element.</summary>
    internal static void Agree(string what, double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var place = 0; place < expected.Length; place++)
            Assert.True(Math.Abs(actual[place] - expected[place]) <= 1e-9 * Math.Max(1, Math.Abs(expected[place])),
                $"{what}, element {place}: PyTorch has {expected[place]:R}, we have {actual[place]:R}");
    }
}
