using Tiny.Nn.Data;
using Tiny.Nn.Layers;
using Tiny.Nn.Ops;
using Tiny.Nn.Tests.Transposition;

namespace Tiny.Nn.Tests.WorkedExamples;

/// <summary>
/// Tests of the worked examples of sparse parameters and representations, batch norm, dropout and the
/// three data splits.
/// </summary>
public sealed class RegularizationExampleTests : WorkedExampleTests
{
    [Fact]
    [Trait("Id", "RG-07")]
    public void A_product_with_a_sparse_matrix()
    {
        var layer = new Dense(6, 5, bias: false);
        layer.Initialize(Backend, seed: 1);
        layer.Weight.Value.Assign(
            [4, 0, 0, -2, 0, 0, 0, 0, -1, 0, 3, 0, 0, 5, 0, 0, 0, 0, 1, 0, 0, -1, 0, -4, 1, 0, 0, 0, -5, 0]);
        using var scope = Backend.BeginScope();
        Assert.Equal([18, 5, 15, -9, -3],
            layer.Forward(Leaf([1, 6], 2, 3, -2, -5, 1, 4), ForwardContext.Evaluation).ToArray());
    }

    [Fact]
    [Trait("Id", "RG-08")]
    public void A_product_with_a_sparse_representation()
    {
        using var scope = Backend.BeginScope();
        var b = Leaf([5, 6],
            3, -1, 2, -5, 4, 1, 4, 2, -3, -1, 1, 3, -1, 5, 4, 2, -3, -2, 3, 1, 2, -3, 0, -3, -5, 4, -2, 2, -5, -1);
        Assert.Equal([-14, 1, 19, 2, 23], Leaf([1, 6], 0, 2, 0, 0, -3, 0).MatMul(b, transposeB: true).ToArray());
    }

    [Fact]
    [Trait("Id", "RG-18")]
    public void Batch_norm_of_a_single_example_is_its_shift()
    {
        var layer = new BatchNorm(2);
        layer.Initialize(Backend, seed: 1);
        layer.Beta.Value.Assign([0.5, -1]);
        using var scope = Backend.BeginScope();
        Assert.Equal([0.5, -1], layer.Forward(Leaf([1, 2], 7, -3), new ForwardContext(isTraining: true)).ToArray());
    }

    [Fact]
    [Trait("Id", "RG-17")]
    public void Dropout_uses_one_mask_forward_and_backward_and_none_in_evaluation()
    {
        var layer = new Dropout(0.5);
        using var scope = Backend.BeginScope();
        var x = Leaf([1, 40], [.. Enumerable.Repeat(1.0, 40)]);
        var y = layer.Forward(x, new ForwardContext(isTraining: true, seed: 4, iteration: 2));
        Assert.Equal(y.ToArray(),
            layer.Forward(x, new ForwardContext(isTraining: true, seed: 4, iteration: 2)).ToArray());
        Assert.NotEqual(y.ToArray(),
            layer.Forward(x, new ForwardContext(isTraining: true, seed: 4, iteration: 3)).ToArray());
        Assert.Equal(y.ToArray(), Gradients(y.Sum(), x)[0]);
        Assert.Equal(x.ToArray(), layer.Forward(x, ForwardContext.Evaluation).ToArray());
        Assert.Equal(x.ToArray(), new Dropout(0).Forward(x, new ForwardContext(isTraining: true)).ToArray());
    }

    [Fact]
    [Trait("Id", "RG-22")]
    public void Train_validation_and_test_sets_share_no_example()
    {
        float[] own = [.. Enumerable.Range(0, 100).Select(n => (float)n)];
        var data = Dataset.FromArrays(own, [1], new int[100], classes: 2);
        var (held, rest) = data.Shuffled(seed: 1).Split(30);
        var (tested, validated) = held.Split(10);
        var (training, validation, test) = (Numbers(rest), Numbers(validated), Numbers(tested));
        Assert.Equal((70, 20, 10), (training.Length, validation.Length, test.Length));
        Assert.Equal(own, training.Concat(validation).Concat(test).Order());
        Assert.Equal(training, Numbers(data.Shuffled(seed: 1).Split(30).Second));

        static float[] Numbers(Dataset set) => [.. Enumerable.Range(0, set.Count).Select(n => set.Input(n)[0])];
    }

    /// <summary>The trainer selects the best epoch, so it takes only a train and a validation set.</summary>
    [Fact]
    [Trait("Id", "RG-22")]
    public void The_trainer_cannot_be_given_the_test_set()
    {
        var parameters = typeof(Tiny.Nn.Training.Trainer).GetMethods()
            .Where(method => method.Name == "Fit")
            .SelectMany(method => method.GetParameters()).ToList();
        var data = parameters.Where(p => p.ParameterType == typeof(Dataset) || p.ParameterType == typeof(Batches));
        Assert.Equal(["training", "validation"], data.Select(p => p.Name!));
        Assert.DoesNotContain(parameters, p => p.ParameterType == typeof(DigitSplits));
    }
}
