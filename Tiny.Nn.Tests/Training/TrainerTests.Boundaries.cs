using Tiny.Nn.Data;
using Tiny.Nn.Layers;
using Tiny.Nn.Ops;
using Tiny.Nn.Training;

namespace Tiny.Nn.Tests.Training;

/// <summary>Tests of runs without a best epoch, of cancellation between epochs, and of evaluation.</summary>
public partial class TrainerTests
{
    [Fact]
    public void A_run_that_is_cancelled_before_it_begins_trains_no_batch()
    {
        var (network, data, updates) = (Initialized(new Dense(2, 2)), ToyDatasets.TwoClusters(20), 0);
        var initial = ParameterValues(network);
        var result = new Trainer(network, Objective.Classification(), new Sgd(0.5)) { BatchCompleted = _ => updates++ }
            .Fit(backend, new Batches(data, 5), data, 3, seed: 1, new CancellationToken(canceled: true));
        Assert.Equal((0, true, 0, 0), (updates, result.WasCancelled, result.Epochs.Count, result.BestEpoch));
        Assert.Equal(initial, ParameterValues(network));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Cancellation_at_the_end_of_an_epoch_completes_it_and_begins_no_other(bool inLastBatch)
    {
        var (network, data, updates) = (Initialized(new Dense(2, 2)), ToyDatasets.TwoClusters(20), 0);
        using var stop = new CancellationTokenSource();
        var trainer = new Trainer(network, Objective.Classification(), new Sgd(0.5))
        {
            BatchCompleted = progress =>
            {
                updates++;
                if (inLastBatch && progress.Batch == progress.Batches) stop.Cancel();
            },
            EpochCompleted = _ => stop.Cancel(),
        };
        var result = trainer.Fit(backend, new Batches(data, 5), data, 3, seed: 1, stop.Token);
        Assert.Equal((4, true, 1, 1), (updates, result.WasCancelled, result.Epochs.Count, result.BestEpoch));
    }

    [Fact]
    public void Without_a_validation_set_the_best_epoch_is_the_last()
    {
        var weights = new List<double[]>();
        var network = Initialized(new Dense(2, 2));
        var result = new Trainer(network, Objective.Classification(), new Sgd(0.5))
            { EpochCompleted = _ => weights.Add(ParameterValues(network)) }
            .Fit(backend, new Batches(ToyDatasets.TwoClusters(20), 5), null, 4, seed: 1);
        Assert.Equal((4, false), (result.BestEpoch, result.WasCancelled));
        Assert.Equal(weights[3], ParameterValues(network));
        Assert.All(result.Epochs,
            epoch => Assert.Equal((null, null), (epoch.ValidationLoss, epoch.ValidationAccuracy)));
    }

    [Theory]
    [InlineData(false, 3)]
    [InlineData(true, 0)]
    public void A_run_shorter_than_the_interval_of_early_stopping_ends_with_its_last_weights(bool cancel, int best)
    {
        var (network, data) = (Initialized(new Dense(2, 2)), ToyDatasets.TwoClusters(20));
        var initial = ParameterValues(network);
        using var stop = new CancellationTokenSource();
        var last = initial;
        var trainer = new Trainer(network, Objective.Classification(), new Sgd(0.5))
        {
            Stopping = new EarlyStopping(patience: 1, interval: 5),
            BatchCompleted = progress =>
            {
                last = ParameterValues(network);
                if (cancel && progress is { Epoch: 3, Batch: 2 }) stop.Cancel();
            },
        };
        var result = trainer.Fit(backend, new Batches(data, 5), data, 3, seed: 1, stop.Token);
        Assert.Equal((best, cancel), (result.BestEpoch, result.WasCancelled));
        Assert.NotEqual(initial, last);
        Assert.Equal(last, ParameterValues(network));
    }

    [Fact]
    public void Early_stopping_in_the_last_epoch_is_no_cancellation()
    {
        var (network, data) = (Initialized(new Dense(2, 2)), ToyDatasets.TwoClusters(20));
        var trainer = new Trainer(network, Objective.Classification(), new Sgd(0))
            { Stopping = new EarlyStopping(patience: 2) };
        foreach (var epochs in new[] { 2, 3, 4 })
        {
            var result = trainer.Fit(backend, new Batches(data, 5), data, epochs, seed: 1);
            Assert.Equal((Math.Min(epochs, 3), false), (result.Epochs.Count, result.WasCancelled));
        }
    }

    [Fact]
    public void The_best_epoch_is_the_first_with_the_highest_validation_accuracy()
    {
        var (network, data) = (Initialized(new Dense(2, 2)), Dataset.FromArrays([1, 2, 3, 4], [2], [0, 0], 2));
        var weights = new List<double[]>();
        var result = new Trainer(network, new ScriptedAccuracy([0, 2, 1, 2, 0]), new Sgd(0.1))
            { EpochCompleted = _ => weights.Add(ParameterValues(network)) }
            .Fit(backend, new Batches(data, 1), data, 5, seed: 1);
        Assert.Equal([0, 1, 0.5, 1, 0], result.Epochs.Select(epoch => epoch.ValidationAccuracy!.Value));
        Assert.Equal(2, result.BestEpoch);
        Assert.Equal(weights[1], ParameterValues(network));
    }

    [Fact]
    public void A_validation_loss_that_is_not_finite_throws()
    {
        // Six training batches; the seventh batch is the validation set's.
        var (network, data) = (Initialized(new Dense(2, 2)), ToyDatasets.TwoClusters(24));
        var trainer = new Trainer(network, new DivergingObjective(), new Sgd(0.25));
        var error = Assert.Throws<DivergedException>(() =>
            trainer.Fit(backend, new Batches(data, 4), data, 3, seed: 1));
        Assert.StartsWith("Training diverged: the validation loss after epoch 1 is NaN at rate 0.25; ", error.Message);
    }

    [Fact]
    public void The_loss_of_an_evaluation_is_the_mean_over_the_examples_for_every_batch_size()
    {
        var (network, data) = (Initialized(new Dense(2, 2)), ToyDatasets.TwoClusters(23));
        using var scope = backend.BeginScope();
        var x = Tensor.From(backend, [23, 2], Enumerable.Range(0, 23).SelectMany(data.Input).ToArray());
        var y = network.Forward(x, ForwardContext.Evaluation);
        var (loss, labels) = (y.CrossEntropy(data.Labels()).Item(), y.ArgMax());
        scope.Dispose();
        foreach (var batch in new[] { 1, 5, 22, 23, 500 })
        {
            var evaluation = Trainer.Evaluate(backend, network, Objective.Classification(), data, batch);
            Assert.Equal(loss, evaluation.Loss, 1e-14);
            Assert.Equal(labels, evaluation.Predictions!.Labels);
        }
    }

    [Fact]
    public void Training_records_a_graph_and_evaluation_records_none()
    {
        var recorded = new List<(bool IsTraining, bool IsRecorded)>();
        var network = Initialized(new ForwardObserver(new Dense(2, 2), (y, isTraining) =>
            recorded.Add((isTraining, y.RequiresGradient))));
        var data = ToyDatasets.TwoClusters(5);
        new Trainer(network, Objective.Classification(), new Sgd(0.5))
            .Fit(backend, new Batches(data, 5), data, 1, seed: 1);
        Assert.Equal([(true, true), (false, false)], recorded);
    }

    /// <summary>
    /// Classification of examples of class 0. Evaluation n predicts the first <paramref name="correct"/>[n] of them
    /// correctly, whatever the network's output is.
    /// </summary>
    sealed class ScriptedAccuracy(int[] correct) : Objective
    {
        int evaluations;

        public override Tensor Loss(Tensor output, Tensor input, Targets targets) =>
            output.CrossEntropy(targets.Labels);

        public override Targets Predict(Tensor output)
        {
            var right = output.RequiresGradient ? 0 : correct[evaluations++];
            return Targets.FromLabels([.. Enumerable.Range(0, output.Shape[0]).Select(n => n < right ? 0 : 1)], 2);
        }
    }

    /// <summary>A layer that reports each output of another layer, and whether it is computed for training.</summary>
    sealed class ForwardObserver(Layer layer, Action<Tensor, bool> observe) : Layer
    {
        public override IEnumerable<(string Name, Layer Layer)> Children => [("0", layer)];

        public override Tensor Forward(Tensor x, ForwardContext context)
        {
            var y = layer.Forward(x, context);
            observe(y, context.IsTraining);
            return y;
        }
    }
}
