using Tiny.Nn.Backends;
using Tiny.Nn.Data;
using Tiny.Nn.Layers;
using Tiny.Nn.Ops;
using Tiny.Nn.Training;

namespace Tiny.Nn.Tests.Training;

/// <summary>End-to-end tests of the training loop on small problems with known answers.</summary>
public partial class TrainerTests : IDisposable
{
    readonly Reference backend = new();

    public void Dispose() => backend.Dispose();

    [Fact]
    public void Two_separable_clusters_are_classified_without_an_error()
    {
        var network = Initialized(new Dense(2, 2));
        var (training, validation) = ToyDatasets.TwoClusters(200).Split(150);
        var result = new Trainer(network, Objective.Classification(), new Sgd(0.5))
            .Fit(backend, new Batches(training, 10, seed: 1), validation, 5, seed: 1);
        Assert.Equal(1, result.Epochs[^1].ValidationAccuracy);
        Assert.True(result.Epochs[^1].TrainLoss < result.Epochs[0].TrainLoss);
        var evaluation = Trainer.Evaluate(backend, network, Objective.Classification(), training, batch: 40);
        Assert.Equal(1, evaluation.Accuracy);
        Assert.Equal(training.Labels(), evaluation.Predictions!.Labels);
        Assert.Equal(150, evaluation.Confusion![0, 0] + evaluation.Confusion[1, 1]);
    }

    [Fact]
    public void Exclusive_or_is_learned_with_a_hidden_layer()
    {
        var network = Initialized(new Sequential(new Dense(2, 8), new Tanh(), new Dense(8, 2)));
        var xor = Dataset.FromArrays([0, 0, 0, 1, 1, 0, 1, 1], [2], [0, 1, 1, 0]);
        var result = new Trainer(network, Objective.Classification(), new Sgd(0.5, momentum: 0.9))
            .Fit(backend, new Batches(xor, 4), null, 200, seed: 1);
        Assert.True(result.Epochs[^1].TrainLoss < 0.05);
        var evaluation = Trainer.Evaluate(backend, network, Objective.Classification(), xor);
        Assert.Equal([0, 1, 1, 0], evaluation.Predictions!.Labels);
    }

    [Fact, Trait("Id", "AE-02")]
    public void An_autoencoder_is_evaluated_by_its_loss_and_has_no_accuracy()
    {
        var network = Initialized(new Sequential(new Dense(2, 2), new Dense(2, 2)));
        var (training, validation) = ToyDatasets.TwoClusters(100).Split(80);
        var result = new Trainer(network, Objective.Reconstruction, new Adam(0.02))
            .Fit(backend, new Batches(training, 10), validation, 30, seed: 1);
        Assert.All(result.Epochs, epoch => Assert.Equal((null, null), (epoch.TrainAccuracy, epoch.ValidationAccuracy)));
        Assert.True(result.Epochs[^1].ValidationLoss < 0.05);
        Assert.Equal(result.Epochs.MinBy(epoch => epoch.ValidationLoss)!.Epoch, result.BestEpoch);
        var evaluation = Trainer.Evaluate(backend, network, Objective.Reconstruction, validation);
        Assert.Equal((null, null, null), (evaluation.Accuracy, evaluation.Confusion, evaluation.Predictions));
        Assert.Equal(result.Epochs[result.BestEpoch - 1].ValidationLoss!.Value, evaluation.Loss, 1e-15);
    }

    [Fact]
    public void The_schedule_sets_the_rate_of_every_epoch_and_the_rate_of_the_optimizer_is_restored()
    {
        var optimizer = new Sgd(0.8);
        var trainer = new Trainer(Initialized(new Dense(2, 2)), Objective.Classification(), optimizer)
        {
            Schedule = new StepDecay(2, 0.5),
        };
        var result = trainer.Fit(backend, new Batches(ToyDatasets.TwoClusters(20), 5), null, 5, seed: 1);
        Assert.Equal([0.8, 0.8, 0.4, 0.4, 0.2], result.Epochs.Select(epoch => epoch.Rate));
        Assert.Equal(0.8, optimizer.Rate);
    }

    [Fact, Trait("Id", "RG-01")]
    public void A_penalty_of_strength_0_leaves_the_weights_of_a_training_run_unchanged()
    {
        Assert.Equal(TrainedParameters(null), TrainedParameters(new ElasticNet(0, 0)));
        Assert.NotEqual(TrainedParameters(null), TrainedParameters(new ElasticNet(0, 0.1)));

        double[] TrainedParameters(Regularizer? regularizer)
        {
            var network = Initialized(new Sequential(new Dense(2, 4), new Tanh(), new Dense(4, 2)));
            new Trainer(network, Objective.Classification(), new Sgd(0.5)) { Regularizer = regularizer }
                .Fit(backend, new Batches(ToyDatasets.TwoClusters(23), 5), null, 2, seed: 1);
            return ParameterValues(network);
        }
    }

    [Fact, Trait("Id", "RG-01")]
    public void The_reported_loss_is_the_mean_over_examples_plus_the_penalty()
    {
        // At rate 0 the epoch's running mean is the mean over the dataset. The last batch is short.
        var (network, data) = (Initialized(new Dense(2, 2)), ToyDatasets.TwoClusters(23));
        var result = new Trainer(network, Objective.Classification(), new Sgd(0)) { Regularizer = new L2(0.3) }
            .Fit(backend, new Batches(data, 5), data, 1, seed: 1);
        var penalty = 0.15 * network.Weight.Value.ToArray().Sum(w => w * w);
        Assert.Equal(result.Epochs[0].ValidationLoss!.Value + penalty, result.Epochs[0].TrainLoss, 1e-12);
    }

    [Fact]
    public void The_training_accuracy_counts_each_example_with_the_weights_before_its_step()
    {
        // At rate 0 the weights do not change: the accuracy is that of an evaluation. The last batch is short.
        var (network, data) = (Initialized(new Dense(2, 2)), ToyDatasets.TwoClusters(23));
        var result = new Trainer(network, Objective.Classification(), new Sgd(0))
            .Fit(backend, new Batches(data, 5), data, 2, seed: 1);
        var expected = Trainer.Evaluate(backend, network, Objective.Classification(), data).Accuracy;
        Assert.InRange(expected!.Value, 0.01, 0.99);
        Assert.All(result.Epochs, epoch => Assert.Equal(expected, epoch.TrainAccuracy));
        // One batch per epoch: the accuracy of epoch n + 1 is that of an evaluation after epoch n.
        result = new Trainer(network, Objective.Classification(), new Sgd(0.05))
            .Fit(backend, new Batches(data, 23), data, 6, seed: 1);
        Assert.Equal(result.Epochs.SkipLast(1).Select(epoch => epoch.ValidationAccuracy),
            result.Epochs.Skip(1).Select(epoch => epoch.TrainAccuracy));
        Assert.NotEqual(result.Epochs[0].TrainAccuracy, result.Epochs[^1].TrainAccuracy);
    }

    [Fact]
    public void The_gradient_is_clipped_if_a_norm_is_set()
    {
        var network = Initialized(new Dense(2, 2));
        var before = ParameterValues(network);
        new Trainer(network, Objective.Classification(), new Sgd(1)) { ClipNorm = 1e-3 }
            .Fit(backend, new Batches(ToyDatasets.TwoClusters(20), 20), null, 1, seed: 1);
        var change = ParameterValues(network).Zip(before, (after, old) => after - old);
        var moved = Math.Sqrt(change.Sum(each => each * each));
        Assert.Equal(1e-3, moved, 1e-8);
    }

    [Fact]
    public void Progress_is_reported_after_every_batch()
    {
        var reports = new List<BatchProgress>();
        new Trainer(Initialized(new Dense(2, 2)), Objective.Classification(), new Sgd(0.1))
            { BatchCompleted = reports.Add }
            .Fit(backend, new Batches(ToyDatasets.TwoClusters(20), 8), null, 2, seed: 1);
        Assert.Equal([(1, 1), (1, 2), (1, 3), (2, 1), (2, 2), (2, 3)],
            reports.Select(progress => (progress.Epoch, progress.Batch)));
        Assert.All(reports, progress => Assert.Equal((2, 3), (progress.Epochs, progress.Batches)));
        Assert.All(reports, progress => Assert.True(progress.Loss > 0 && progress.SamplesPerSecond > 0));
        Assert.Equal(TimeSpan.Zero, reports[^1].TimeLeft);
    }

    [Fact]
    public void Invalid_options_and_calls_throw_with_a_message_that_names_the_fix()
    {
        var (network, batches) = (Initialized(new Dense(2, 2)), new Batches(ToyDatasets.TwoClusters(4), 2));
        var trainer =
            new Trainer(network, Objective.Classification(), new Sgd(0.1)) { Stopping = new EarlyStopping(1) };
        AssertThrows("Trainer: trains for 1 epoch or more, got 0",
            () => trainer.Fit(backend, batches, null, 0, seed: 1));
        AssertThrows("Trainer: early stopping needs a validation set, got none; split one off the training set with " +
            "Dataset.Split",
            () => trainer.Fit(backend, batches, null, 1, seed: 1));
        using var other = new Reference();
        AssertThrows("Trainer: weight [2, 2] is on backend reference, not on the given reference; " +
            "call network.Initialize with the backend that trains it",
            () => trainer.Fit(other, batches, ToyDatasets.TwoClusters(4), 1, seed: 1));

        static void AssertThrows(string expected, Action act) =>
            Assert.Equal(expected, Assert.Throws<ArgumentException>(act).Message);
    }

    L Initialized<L>(L network) where L : Layer
    {
        network.Initialize(backend, seed: 1);
        return network;
    }

    static double[] ParameterValues(Layer network) =>
        [.. network.Parameters.SelectMany(entry => entry.Parameter.Value.ToArray())];

    /// <summary>Returns the gradient, with respect to each parameter, of the mean loss over some examples.</summary>
    List<double[]> Gradient(Layer network, Dataset data, params int[] examples)
    {
        using var scope = backend.BeginScope();
        var input = Tensor.From(backend, [examples.Length, 2], examples.SelectMany(data.Input).ToArray());
        Graph.Backward(network.Forward(input, ForwardContext.Evaluation)
            .CrossEntropy(examples.Select(data.Label).ToArray()));
        return [.. network.Parameters.Select(entry => entry.Parameter.Value.Gradient!.ToArray())];
    }

    /// <summary>An objective whose loss is NaN in the seventh batch.</summary>
    sealed class DivergingObjective : Objective
    {
        int batches;

        public override Tensor Loss(Tensor output, Tensor input, Targets targets) =>
            output.MeanSquaredError(input) * (++batches == 7 ? double.NaN : 1);
    }
}
