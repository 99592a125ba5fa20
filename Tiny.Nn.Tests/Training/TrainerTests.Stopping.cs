using Tiny.Nn.Backends;
using Tiny.Nn.Data;
using Tiny.Nn.Layers;
using Tiny.Nn.Ops;
using Tiny.Nn.Training;

namespace Tiny.Nn.Tests.Training;

/// <summary>Tests of the best epoch, early stopping, cancellation and divergence.</summary>
public partial class TrainerTests
{
    [Fact]
    public void The_network_keeps_the_weights_of_its_first_best_epoch()
    {
        // Flipped validation labels: the better the fit to the training data, the lower the validation accuracy.
        var (network, data) = (Initialized(new Dense(2, 2, weights: Initializer.Zero, biases: Initializer.Zero)),
            ToyDatasets.TwoClusters(60));
        var flipped = Dataset.FromArrays([.. Enumerable.Range(0, 60).SelectMany(data.Input)], [2],
            [.. data.Labels().Select(label => 1 - label)]);
        var weights = new List<double[]>();
        var trainer = new Trainer(network, Objective.Reconstruction, new Sgd(0.1))
        {
            EpochCompleted = _ => weights.Add(ParameterValues(network)),
        };
        var improving = trainer.Fit(backend, new Batches(data, 10), data, 3, seed: 1);
        Assert.Equal(3, improving.BestEpoch);
        Assert.Equal(weights[2], ParameterValues(network));
        weights.Clear();
        trainer = new Trainer(network, Objective.Classification(), new Sgd(0.5))
        {
            EpochCompleted = _ => weights.Add(ParameterValues(network)),
        };
        var worsening = trainer.Fit(backend, new Batches(data, 10), flipped, 4, seed: 1);
        Assert.Equal(worsening.Epochs.MaxBy(epoch => epoch.ValidationAccuracy)!.Epoch, worsening.BestEpoch);
        Assert.Equal(weights[worsening.BestEpoch - 1], ParameterValues(network));
        Assert.NotEqual(weights[3], ParameterValues(network));
    }

    [Fact, Trait("Id", "RG-15")]
    public void Early_stopping_ends_the_training_run_after_the_patience()
    {
        var (network, data) = (Initialized(new Dense(2, 2)), ToyDatasets.TwoClusters(60));
        var trainer = new Trainer(network, Objective.Classification(), new Sgd(0.5))
        {
            Stopping = new EarlyStopping(patience: 2),
        };
        var result = trainer.Fit(backend, new Batches(data, 10), ToyDatasets.TwoClusters(30, seed: 8), 50, seed: 1);
        Assert.Equal(result.BestEpoch + 2, result.Epochs.Count);
        Assert.False(result.WasCancelled);
    }

    [Fact]
    public void Cancellation_takes_effect_after_the_current_batch_and_keeps_the_weights()
    {
        var (network, data) = (Initialized(new Dense(2, 2)), ToyDatasets.TwoClusters(60));
        var (initial, updates) = (ParameterValues(network), 0);
        using var stop = new CancellationTokenSource();
        var trainer = new Trainer(network, Objective.Classification(), new Sgd(0.5))
        {
            BatchCompleted = progress =>
            {
                updates++;
                if (progress is { Epoch: 1, Batch: 3 }) stop.Cancel();
            },
        };
        var result = trainer.Fit(backend, new Batches(data, 10), data, 5, seed: 1, stop.Token);
        Assert.Equal((3, true, 0, 0), (updates, result.WasCancelled, result.Epochs.Count, result.BestEpoch));
        Assert.NotEqual(initial, ParameterValues(network));
    }

    [Fact]
    public void A_run_that_is_cancelled_before_its_first_batch_trains_nothing()
    {
        var network = Initialized(new Dense(2, 2));
        var initial = ParameterValues(network);
        var result = new Trainer(network, Objective.Classification(), new Sgd(0.5)).Fit(backend,
            new Batches(ToyDatasets.TwoClusters(60), 10), null, 5, seed: 1, new CancellationToken(canceled: true));
        Assert.Equal((true, 0, 0.0), (result.WasCancelled, result.Epochs.Count, result.SamplesPerSecond));
        Assert.Equal(initial, ParameterValues(network));
    }

    [Fact]
    public void Cancellation_in_a_later_epoch_restores_the_best_epoch()
    {
        var (network, data) = (Initialized(new Dense(2, 2)), ToyDatasets.TwoClusters(60));
        double[] afterFirst = [];
        using var stop = new CancellationTokenSource();
        var trainer = new Trainer(network, Objective.Classification(), new Sgd(0.5))
        {
            EpochCompleted = _ => afterFirst = ParameterValues(network),
            BatchCompleted = progress => { if (progress.Epoch == 2) stop.Cancel(); },
        };
        var result = trainer.Fit(backend, new Batches(data, 10), data, 5, seed: 1, stop.Token);
        Assert.Equal((true, 1, 1), (result.WasCancelled, result.Epochs.Count, result.BestEpoch));
        Assert.Equal(afterFirst, ParameterValues(network));
    }

    [Fact]
    public void A_loss_that_is_not_finite_throws_with_a_message_that_names_remedies()
    {
        var network = Initialized(new Dense(2, 2));
        var optimizer = new Sgd(0.5);
        var trainer = new Trainer(network, new DivergingObjective(), optimizer) { Schedule = new StepDecay(1, 0.5) };
        var error = Assert.Throws<DivergedException>(() =>
            trainer.Fit(backend, new Batches(ToyDatasets.TwoClusters(20), 5), null, 3, seed: 1));
        Assert.Equal(
            "Training diverged: the loss of batch 3 in epoch 2 is NaN at rate 0.25; " +
            "try a rate ten times smaller, clip the gradient's norm, or scale the inputs to about 1",
            error.Message);
        Assert.Null(backend.CurrentScope);
        Assert.Equal(0.5, optimizer.Rate);
        Assert.DoesNotContain(ParameterValues(network), double.IsNaN);
    }

    [Fact]
    public void A_rate_that_is_far_too_high_throws()
    {
        var network = Initialized(new Sequential(new Dense(2, 4), new Dense(4, 2)));
        var trainer = new Trainer(network, Objective.Reconstruction, new Sgd(1e6));
        Assert.Throws<DivergedException>(() =>
            trainer.Fit(backend, new Batches(ToyDatasets.TwoClusters(40), 5), null, 50, seed: 1));
    }
}
