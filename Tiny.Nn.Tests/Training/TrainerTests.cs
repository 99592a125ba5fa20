using Tiny.Nn.Backends;
using Tiny.Nn.Data;
using Tiny.Nn.Layers;
using Tiny.Nn.Training;

namespace Tiny.Nn.Tests.Training;

/// <summary>The training loop from end to end on problems small enough to know the answer.</summary>
public class TrainerTests
{
    [Fact]
    public void Two_separable_clouds_are_learned_without_an_error()
    {
        using var backend = new Reference();
        var network = new Dense(2, 2);
        network.Initialize(backend, seed: 1);
        var (training, validation) = Problems.Clouds(200).Split(150);
        var result = new Trainer(network, Objective.Classification(), new Sgd(0.5)).Fit(backend, new Batches(training, 10, seed: 1), validation, 5, seed: 1);
        Assert.Equal(1, result.Epochs[^1].ValidationAccuracy);
        Assert.True(result.Epochs[^1].TrainLoss < result.Epochs[0].TrainLoss);
        var evaluation = Trainer.Evaluate(backend, network, Objective.Classification(), training);
        Assert.Equal(1, evaluation.Accuracy);
        Assert.Equal(evaluation.Predictions, training.Labels());
        Assert.Equal(150, evaluation.Confusion![0, 0] + evaluation.Confusion[1, 1]);
    }

    [Fact]
    public void Exclusive_or_is_learned_with_a_hidden_layer()
    {
        using var backend = new Reference();
        var network = new Sequential(new Dense(2, 8), new Tanh(), new Dense(8, 2));
        network.Initialize(backend, seed: 1);
        var xor = Dataset.FromArrays([0, 0, 0, 1, 1, 0, 1, 1], [2], [0, 1, 1, 0]);
        var result = new Trainer(network, Objective.Classification(), new Sgd(0.5, momentum: 0.9)).Fit(backend, new Batches(xor, 4), null, 200, seed: 1);
        Assert.True(result.Epochs[^1].TrainLoss < 0.05);
        Assert.Equal([0, 1, 1, 0], Trainer.Evaluate(backend, network, Objective.Classification(), xor).Predictions);
    }
}
