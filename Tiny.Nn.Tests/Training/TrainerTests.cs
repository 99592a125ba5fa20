using Tiny.Nn.Backends;
using Tiny.Nn.Data;
using Tiny.Nn.Layers;
using Tiny.Nn.Ops;
using Tiny.Nn.Training;

namespace Tiny.Nn.Tests.Training;

/// <summary>The training loop from end to end on problems small enough to know the answer.</summary>
public class TrainerTests : IDisposable
{
    readonly Reference backend = new();

    public void Dispose() => backend.Dispose();

    [Fact]
    public void Two_separable_clouds_are_learned_without_an_error()
    {
        var network = Ready(new Dense(2, 2));
        var (training, validation) = Problems.Clouds(200).Split(150);
        var result = new Trainer(network, Objective.Classification(), new Sgd(0.5))
            .Fit(backend, new Batches(training, 10, seed: 1), validation, 5, seed: 1);
        Assert.Equal(1, result.Epochs[^1].ValidationAccuracy);
        Assert.True(result.Epochs[^1].TrainLoss < result.Epochs[0].TrainLoss);
        var evaluation = Trainer.Evaluate(backend, network, Objective.Classification(), training, batch: 40);
        Assert.Equal(1, evaluation.Accuracy);
        Assert.Equal(training.Labels(), evaluation.Predictions);
        Assert.Equal(150, evaluation.Confusion![0, 0] + evaluation.Confusion[1, 1]);
    }

    [Fact]
    public void Exclusive_or_is_learned_with_a_hidden_layer()
    {
        var network = Ready(new Sequential(new Dense(2, 8), new Tanh(), new Dense(8, 2)));
        var xor = Dataset.FromArrays([0, 0, 0, 1, 1, 0, 1, 1], [2], [0, 1, 1, 0]);
        var result = new Trainer(network, Objective.Classification(), new Sgd(0.5, momentum: 0.9))
            .Fit(backend, new Batches(xor, 4), null, 200, seed: 1);
        Assert.True(result.Epochs[^1].TrainLoss < 0.05);
        Assert.Equal([0, 1, 1, 0], Trainer.Evaluate(backend, network, Objective.Classification(), xor).Predictions);
    }

    [Fact, Trait("Id", "AE-02")]
    public void An_autoencoder_is_judged_by_its_loss_and_has_no_accuracy()
    {
        var network = Ready(new Sequential(new Dense(2, 2), new Dense(2, 2)));
        var (training, validation) = Problems.Clouds(100).Split(80);
        var result = new Trainer(network, Objective.Reconstruction, new Adam(0.02))
            .Fit(backend, new Batches(training, 10), validation, 30, seed: 1);
        Assert.All(result.Epochs, epoch => Assert.Null(epoch.ValidationAccuracy));
        Assert.True(result.Epochs[^1].ValidationLoss < 0.05);
        Assert.Equal(result.Epochs.MinBy(epoch => epoch.ValidationLoss)!.Epoch, result.BestEpoch);
        var evaluation = Trainer.Evaluate(backend, network, Objective.Reconstruction, validation);
        Assert.Equal((null, null, 0), (evaluation.Accuracy, evaluation.Confusion, evaluation.Predictions.Length));
        Assert.Equal(result.Epochs[result.BestEpoch - 1].ValidationLoss!.Value, evaluation.Loss, 1e-15);
    }

    [Fact, Trait("Id", "OP-02")]
    public void One_example_per_batch_means_one_update_along_its_own_gradient_for_each()
    {
        var network = Ready(new Dense(2, 2));
        var (data, mine) = (Problems.Clouds(5), Ready(new Dense(2, 2)));
        var batches = new Batches(data, 1, seed: 4);
        var updates = 0;
        new Trainer(network, Objective.Classification(), new Sgd(0.3)) { BatchCompleted = _ => updates++ }.Fit(backend, batches, null, 1, seed: 1);
        foreach (var batch in batches.Epoch(0))
        {
            var gradients = Gradient(mine, data, batch.Examples);
            foreach (var (w, g) in mine.Parameters.Zip(gradients))
                w.Parameter.Value.Assign([.. w.Parameter.Value.ToArray().Zip(g, (weight, slope) => weight - 0.3 * slope)]);
        }
        Assert.Equal(5, updates);
        foreach (var (a, b) in Numbers(network).Zip(Numbers(mine))) Assert.Equal(a, b, 1e-14);
    }

    [Fact, Trait("Id", "OP-03")]
    public void Batches_cover_every_example_once_and_their_sum_is_the_mean_times_their_size()
    {
        var (data, network) = (Problems.Clouds(23), Ready(new Dense(2, 2)));
        var batches = new Batches(data, 5, seed: 2).Epoch(0).Select(batch => (int[])batch.Examples.Clone()).ToList();
        Assert.Equal([5, 5, 5, 5, 3], batches.Select(batch => batch.Length));
        Assert.Equal(Enumerable.Range(0, 23), batches.SelectMany(batch => batch).Order());
        foreach (var batch in batches)
        {
            var single = batch.Select(n => Gradient(network, data, n)).ToList();
            var mean = Gradient(network, data, batch);
            for (var parameter = 0; parameter < mean.Count; parameter++)
                for (var j = 0; j < mean[parameter].Length; j++)
                    Assert.Equal(single.Sum(gradient => gradient[parameter][j]),
                        batch.Length * mean[parameter][j], 1e-13);
        }
    }

    [Fact, Trait("Id", "OP-06")]
    public void The_gradient_of_a_random_batch_is_the_full_gradient_on_average()
    {
        var (data, network) = (Problems.Clouds(6), Ready(new Dense(2, 2)));
        var full = Gradient(network, data, 0, 1, 2, 3, 4, 5)[0];
        for (var k = 1; k <= 6; k++)
        {
            var subsets = Enumerable.Range(0, 64).Where(bits => int.PopCount(bits) == k)
                .Select(bits => Gradient(network, data, [.. Enumerable.Range(0, 6).Where(n => (bits >> n & 1) == 1)])[0]).ToList();
            for (var j = 0; j < full.Length; j++) Assert.Equal(full[j], subsets.Average(gradient => gradient[j]), 1e-12);
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits_and_another_seed_others()
    {
        Assert.Equal(Trained(seed: 1), Trained(seed: 1));
        Assert.NotEqual(Trained(seed: 1), Trained(seed: 2));

        double[] Trained(ulong seed)
        {
            var network = Ready(new Sequential(new Dense(2, 8), new Relu(), new Dropout(0.5), new Dense(8, 2)));
            new Trainer(network, Objective.Classification(), new Adam()).Fit(backend, new Batches(Problems.Clouds(40), 8), null, 3, seed);
            return Numbers(network);
        }
    }

    [Fact]
    public void The_bits_do_not_depend_on_the_number_of_threads()
    {
        Assert.Equal(Trained(threads: 1), Trained(threads: 2));
        Assert.Equal(Trained(threads: 1), Trained(threads: 3));

        static double[] Trained(int threads)
        {
            using var machine = new Cpu<float>(threads);
            var network = new Sequential(new Dense(2, 300), new Relu(), new Dense(300, 100), new Relu(), new Dense(100, 2));
            network.Initialize(machine, seed: 1);
            new Trainer(network, Objective.Classification(), new Adam()) { Regularizer = new ElasticNet(1e-4, 1e-3), ClipNorm = 0.5 }
                .Fit(machine, new Batches(Problems.Clouds(150), 64), null, 2, seed: 1);
            return Numbers(network);
        }
    }

    [Fact]
    public void The_network_ends_with_the_weights_of_its_best_epoch_and_of_equals_the_first()
    {
        // Labels of the validation set are turned round: the better the network learns, the worse it does there.
        var (network, data) = (Ready(new Dense(2, 2, weights: Initializer.Zero, biases: Initializer.Zero)), Problems.Clouds(60));
        var turned = Dataset.FromArrays([.. Enumerable.Range(0, 60).SelectMany(data.Input)], [2], [.. data.Labels().Select(label => 1 - label)]);
        var weights = new List<double[]>();
        var trainer = new Trainer(network, Objective.Reconstruction, new Sgd(0.1)) { EpochCompleted = _ => weights.Add(Numbers(network)) };
        var improving = trainer.Fit(backend, new Batches(data, 10), data, 3, seed: 1);
        Assert.Equal(3, improving.BestEpoch);
        Assert.Equal(weights[2], Numbers(network));
        weights.Clear();
        trainer = new Trainer(network, Objective.Classification(), new Sgd(0.5)) { EpochCompleted = _ => weights.Add(Numbers(network)) };
        var worsening = trainer.Fit(backend, new Batches(data, 10), turned, 4, seed: 1);
        Assert.Equal(worsening.Epochs.MaxBy(epoch => epoch.ValidationAccuracy)!.Epoch, worsening.BestEpoch);
        Assert.Equal(weights[worsening.BestEpoch - 1], Numbers(network));
        Assert.NotEqual(weights[3], Numbers(network));
    }

    [Fact, Trait("Id", "RG-15")]
    public void Early_stopping_ends_the_training_and_keeps_the_best()
    {
        var (network, data) = (Ready(new Dense(2, 2)), Problems.Clouds(60));
        var trainer = new Trainer(network, Objective.Classification(), new Sgd(0.5)) { Stopping = new EarlyStopping(patience: 2) };
        var result = trainer.Fit(backend, new Batches(data, 10), Problems.Clouds(30, seed: 8), 50, seed: 1);
        Assert.Equal(result.BestEpoch + 2, result.Epochs.Count);
        Assert.False(result.WasCancelled);
    }

    [Fact]
    public void Cancellation_ends_after_the_current_batch_and_keeps_what_was_learned()
    {
        var (network, data) = (Ready(new Dense(2, 2)), Problems.Clouds(60));
        var (first, updates) = (Numbers(network), 0);
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
        Assert.NotEqual(first, Numbers(network));
    }

    [Fact]
    public void Cancellation_in_a_later_epoch_leaves_the_best_epoch_so_far()
    {
        var (network, data) = (Ready(new Dense(2, 2)), Problems.Clouds(60));
        double[] afterFirst = [];
        using var stop = new CancellationTokenSource();
        var trainer = new Trainer(network, Objective.Classification(), new Sgd(0.5))
        {
            EpochCompleted = _ => afterFirst = Numbers(network),
            BatchCompleted = progress => { if (progress.Epoch == 2) stop.Cancel(); },
        };
        var result = trainer.Fit(backend, new Batches(data, 10), data, 5, seed: 1, stop.Token);
        Assert.Equal((true, 1, 1), (result.WasCancelled, result.Epochs.Count, result.BestEpoch));
        Assert.Equal(afterFirst, Numbers(network));
    }

    [Fact]
    public void A_loss_that_is_not_finite_stops_with_one_line_that_says_what_to_try()
    {
        var network = Ready(new Dense(2, 2));
        var optimizer = new Sgd(0.5);
        var trainer = new Trainer(network, new Broken(), optimizer) { Schedule = new StepDecay(1, 0.5) };
        var error = Assert.Throws<DivergedException>(() => trainer.Fit(backend, new Batches(Problems.Clouds(20), 5), null, 3, seed: 1));
        Assert.Equal(
            "Training diverged: the loss of batch 3 in epoch 2 is NaN at rate 0.25; " +
            "try a rate ten times smaller, clip the gradient's norm, or scale the inputs to about 1", error.Message);
        Assert.Null(backend.CurrentScope);
        Assert.Equal(0.5, optimizer.Rate);
        Assert.DoesNotContain(Numbers(network), double.IsNaN);
    }

    [Fact]
    public void A_rate_that_is_far_too_high_is_noticed()
    {
        var network = Ready(new Sequential(new Dense(2, 4), new Dense(4, 2)));
        var trainer = new Trainer(network, Objective.Reconstruction, new Sgd(1e6));
        Assert.Throws<DivergedException>(() => trainer.Fit(backend, new Batches(Problems.Clouds(40), 5), null, 50, seed: 1));
    }

    [Fact]
    public void The_schedule_sets_the_rate_of_every_epoch_and_the_optimizer_gets_its_own_back()
    {
        var optimizer = new Sgd(0.8);
        var trainer = new Trainer(Ready(new Dense(2, 2)), Objective.Classification(), optimizer) { Schedule = new StepDecay(2, 0.5) };
        var result = trainer.Fit(backend, new Batches(Problems.Clouds(20), 5), null, 5, seed: 1);
        Assert.Equal([0.8, 0.8, 0.4, 0.4, 0.2], result.Epochs.Select(epoch => epoch.Rate));
        Assert.Equal(0.8, optimizer.Rate);
    }

    [Fact, Trait("Id", "RG-01")]
    public void A_penalty_of_strength_0_leaves_the_weights_of_a_training_run_alone()
    {
        Assert.Equal(Trained(null), Trained(new ElasticNet(0, 0)));
        Assert.NotEqual(Trained(null), Trained(new ElasticNet(0, 0.1)));

        double[] Trained(Regularizer? regularizer)
        {
            var network = Ready(new Sequential(new Dense(2, 4), new Tanh(), new Dense(4, 2)));
            new Trainer(network, Objective.Classification(), new Sgd(0.5)) { Regularizer = regularizer }
                .Fit(backend, new Batches(Problems.Clouds(23), 5), null, 2, seed: 1);
            return Numbers(network);
        }
    }

    [Fact, Trait("Id", "RG-01")]
    public void The_reported_loss_is_the_mean_over_examples_with_the_penalty()
    {
        // A rate of 0 changes nothing, so the epoch's running mean is the mean over the dataset; the last batch is short.
        var (network, data) = (Ready(new Dense(2, 2)), Problems.Clouds(23));
        var result = new Trainer(network, Objective.Classification(), new Sgd(0)) { Regularizer = new L2(0.3) }
            .Fit(backend, new Batches(data, 5), data, 1, seed: 1);
        var penalty = 0.15 * network.Weight.Value.ToArray().Sum(w => w * w);
        Assert.Equal(result.Epochs[0].ValidationLoss!.Value + penalty, result.Epochs[0].TrainLoss, 1e-12);
    }

    [Fact]
    public void The_gradient_is_clipped_where_a_norm_is_given()
    {
        var network = Ready(new Dense(2, 2));
        var before = Numbers(network);
        new Trainer(network, Objective.Classification(), new Sgd(1)) { ClipNorm = 1e-3 }
            .Fit(backend, new Batches(Problems.Clouds(20), 20), null, 1, seed: 1);
        var moved = Math.Sqrt(Numbers(network).Zip(before, (after, was) => (after - was) * (after - was)).Sum());
        Assert.Equal(1e-3, moved, 1e-8);
    }

    [Fact]
    public void Progress_is_told_after_every_batch()
    {
        var told = new List<BatchProgress>();
        new Trainer(Ready(new Dense(2, 2)), Objective.Classification(), new Sgd(0.1)) { BatchCompleted = told.Add }
            .Fit(backend, new Batches(Problems.Clouds(20), 8), null, 2, seed: 1);
        Assert.Equal([(1, 1), (1, 2), (1, 3), (2, 1), (2, 2), (2, 3)], told.Select(progress => (progress.Epoch, progress.Batch)));
        Assert.All(told, progress => Assert.Equal((2, 3), (progress.Epochs, progress.Batches)));
        Assert.All(told, progress => Assert.True(progress.Loss > 0 && progress.SamplesPerSecond > 0));
        Assert.Equal(TimeSpan.Zero, told[^1].TimeLeft);
    }

    [Fact]
    public void Errors_say_how_to_mend_them()
    {
        var (network, batches) = (Ready(new Dense(2, 2)), new Batches(Problems.Clouds(4), 2));
        var trainer = new Trainer(network, Objective.Classification(), new Sgd(0.1)) { Stopping = new EarlyStopping(1) };
        Text("Trainer: trains for 1 epoch or more, got 0", () => trainer.Fit(backend, batches, null, 0, seed: 1));
        Text("Trainer: early stopping needs a validation set, got none; split one off the training set with Dataset.Split",
            () => trainer.Fit(backend, batches, null, 1, seed: 1));
        using var other = new Reference();
        Text("Trainer: weight [2, 2] is on backend reference, not on the given reference; " +
             "call network.Initialize with the backend that trains it", () => trainer.Fit(other, batches, Problems.Clouds(4), 1, seed: 1));

        static void Text(string expected, Action act) => Assert.Equal(expected, Assert.Throws<ArgumentException>(act).Message);
    }

    L Ready<L>(L network) where L : Layer
    {
        network.Initialize(backend, seed: 1);
        return network;
    }

    static double[] Numbers(Layer network) => [.. network.Parameters.SelectMany(entry => entry.Parameter.Value.ToArray())];

    /// <summary>The gradient of the mean loss over some examples, for each parameter.</summary>
    List<double[]> Gradient(Layer network, Dataset data, params int[] examples)
    {
        using var scope = backend.BeginScope();
        var input = Tensor.From(backend, [examples.Length, 2], examples.SelectMany(data.Input).ToArray());
        Graph.Backward(network.Forward(input, ForwardContext.Evaluation).CrossEntropy(examples.Select(data.Label).ToArray()));
        return [.. network.Parameters.Select(entry => entry.Parameter.Value.Gradient!.ToArray())];
    }

    /// <summary>A loss that is lost in its seventh batch.</summary>
    sealed class Broken : Objective
    {
        int batches;

        public override bool IsClassification => false;

        public override Tensor Loss(Tensor output, Tensor input, ReadOnlySpan<int> labels) =>
            output.MeanSquaredError(input) * (++batches == 7 ? double.NaN : 1);
    }
}
