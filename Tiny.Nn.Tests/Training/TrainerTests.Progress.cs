using System.Diagnostics;
using Tiny.Nn.Data;
using Tiny.Nn.Layers;
using Tiny.Nn.Ops;
using Tiny.Nn.Training;

namespace Tiny.Nn.Tests.Training;

/// <summary>Tests of the throughput and the time left, on a network whose batches take a known time at least.</summary>
public partial class TrainerTests
{
    const int Examples = 25, BatchSize = 10, BatchMilliseconds = 5, ValidationMilliseconds = 40;

    [Fact]
    public void Samples_per_second_and_the_time_left_follow_from_the_examples_and_their_time()
    {
        var (run, clock) = (new List<(BatchProgress Progress, double Wall)>(), Stopwatch.StartNew());
        var trainer = SlowTrainer(progress => run.Add((progress, clock.Elapsed.TotalSeconds)));
        var result = Fit(trainer, epochs: 3);
        var wall = clock.Elapsed.TotalSeconds;
        int[] done = [10, 20, 25, 35, 45, 50, 60, 70, 75];
        Assert.Equal(done.Length, run.Count);
        for (var batch = 0; batch < done.Length; batch++)
        {
            var (progress, now) = run[batch];
            AssertTimeLeft(3 * Examples - done[batch], progress);
            var validations = batch / 3;
            Assert.InRange(done[batch] / progress.SamplesPerSecond, (batch + 1) * BatchMilliseconds / 1000.0,
                now - validations * ValidationMilliseconds / 1000.0);
        }
        var training = result.Epochs.Sum(epoch => epoch.Seconds);
        Assert.All(result.Epochs, epoch => Assert.Equal(Examples, epoch.Seconds * epoch.SamplesPerSecond, 1e-9));
        Assert.All(result.Epochs, epoch => Assert.True(epoch.Seconds >= 3 * BatchMilliseconds / 1000.0));
        Assert.Equal(3 * Examples, result.SamplesPerSecond * training, 1e-9);
        Assert.InRange(result.Seconds, training + 3 * ValidationMilliseconds / 1000.0, wall);
    }

    [Fact]
    public void A_run_that_continues_counts_the_examples_and_the_time_of_the_epochs_before()
    {
        using var folder = new Data.TemporaryFolder();
        var path = Path.Combine(folder.Path, "checkpoint.safetensors");
        var first = Fit(SlowTrainer(_ => { }, path), epochs: 2);
        var run = new List<BatchProgress>();
        var result = Fit(SlowTrainer(run.Add), epochs: 4, Checkpoint.Load(path));
        int[] done = [60, 70, 75, 85, 95, 100];
        var before = first.Epochs.Sum(epoch => epoch.Seconds);
        for (var batch = 0; batch < done.Length; batch++)
        {
            AssertTimeLeft(4 * Examples - done[batch], run[batch]);
            Assert.True(done[batch] / run[batch].SamplesPerSecond
                >= before + (batch + 1) * BatchMilliseconds / 1000.0);
        }
        Assert.Equal(4, result.Epochs.Count);
        Assert.Equal(4 * Examples, result.SamplesPerSecond * result.Epochs.Sum(epoch => epoch.Seconds), 1e-9);
        Assert.True(result.Seconds >= result.Epochs.Sum(epoch => epoch.Seconds)
            + 4 * ValidationMilliseconds / 1000.0);
    }

    /// <summary>The time left is the number of remaining examples over the throughput so far.</summary>
    static void AssertTimeLeft(int remaining, BatchProgress progress) =>
        Assert.Equal(remaining, progress.TimeLeft.TotalSeconds * progress.SamplesPerSecond, 0.01);

    Trainer SlowTrainer(Action<BatchProgress> observe, string? checkpoint = null) =>
        new(Initialized(new Dense(2, 1)), new SlowObjective(), new Sgd(0.01))
        {
            BatchCompleted = observe,
            SaveState = checkpoint is null ? null : state => Checkpoint.Save(checkpoint, state),
        };

    TrainingResult Fit(Trainer trainer, int epochs, Checkpoint? from = null) =>
        trainer.Fit(backend, new Batches(Marked(Examples, isValidation: false), BatchSize),
            Marked(4, isValidation: true), epochs, seed: 1, from: from);

    /// <summary>An objective whose batches take at least a given time.</summary>
    sealed class SlowObjective : Objective
    {
        public override Tensor Loss(Tensor output, Tensor input, Targets targets)
        {
            var clock = Stopwatch.StartNew();
            var duration = targets.Values[0] == 0 ? BatchMilliseconds : ValidationMilliseconds;
            while (clock.Elapsed.TotalMilliseconds < duration) Thread.Sleep(1);
            return output.Square().Mean();
        }
    }
}
