using Tiny.Nn.Backends;
using Tiny.Nn.Layers;

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
    public void Value_and_gradients_agree_with_PyTorch(string operation, string name) => Agrees(
        TorchFixture.Cases.Single(entry => entry.Operation == operation && entry.Name == name), TorchOperations.All[operation]);

    [Fact]
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
