using Tiny.Nn.Data;
using Tiny.Nn.Lab.Experiments.Support;

namespace Tiny.Nn.Tests.Lab;

public sealed partial class ExperimentSupportTests
{
    /// <summary>AND by hand: the first pass corrects only (1, 1), the second (0, 0) and (0, 1) and (1, 1).</summary>
    [Fact]
    public void A_perceptron_adds_misclassified_examples_of_class_1_and_subtracts_those_of_class_0()
    {
        var data = Dataset.FromArrays([0, 0, 0, 1, 1, 0, 1, 1], [2], [0, 0, 0, 1]);
        var perceptron = new Perceptron(2);
        Assert.Equal((0, 1), (perceptron.Predict([1, 1]), perceptron.Errors(data)));
        Assert.Equal(1, perceptron.Pass(data));
        Assert.Equal([1, 1], perceptron.Weights);
        Assert.Equal(1, perceptron.Bias);
        Assert.Equal(3, perceptron.Pass(data));
        Assert.Equal([2, 1], perceptron.Weights);
        Assert.Equal(0, perceptron.Bias);
        Assert.Equal(2, perceptron.Errors(data));
    }

    [Fact]
    public void Characters_are_A_and_B_in_turn_and_wrong_only_where_there_is_noise()
    {
        var clean = Characters.Create(4, seed: 1, noise: 0, shift: 0);
        Assert.Equal([0, 1, 0, 1], clean.Labels());
        Assert.Equal(clean.Input(0), clean.Input(2));
        Assert.Equal([4 * 16, 4 * 20], [clean.Input(0).Sum(), clean.Input(1).Sum()]);
        Assert.Equal(clean.Input(0).Sum(), Characters.Create(1, seed: 1, noise: 0).Input(0).Sum());
        var noisy = Characters.Create(100, seed: 2, noise: 0.1, shift: 0);
        var wrong = Enumerable.Range(0, 100).Average(i =>
            noisy.Input(i).Zip(clean.Input(i % 2), (a, b) => Math.Abs(a - b)).Average());
        Assert.InRange(wrong, 0.09, 0.11);
        Assert.Equal(noisy.Input(99), Characters.Create(100, seed: 2, noise: 0.1, shift: 0).Input(99));
    }
}
