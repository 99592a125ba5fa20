using Tiny.Nn.Data;
using Tiny.Nn.Lab.Report;
using Tiny.Nn.Layers;
using Tiny.Nn.Ops;
using Tiny.Nn.Training;

namespace Tiny.Nn.Lab.Experiments;

/// <summary>
/// Little data and many epochs: the training loss falls to zero, the validation loss turns upward. Early stopping keeps
/// the weights of the minimum i*; a final stage then uses the validation set for training as well.
/// </summary>
/// <remarks>
/// 2,000 images, one hidden layer of 100 units, 250 epochs as in the figure. The final stage starts again with exactly
/// i* updates, with i* epochs, or continues from the stopped weights. Source: RG-14, RG-16, VZ-02.
/// </remarks>
sealed class EarlyStoppingExperiment : Experiment
{
    static readonly TrainingRecipe recipe = new() { Optimizer = "sgd", Rate = 0.1, BatchSize = 20, Epochs = 250 };

    public override string Name => "early-stopping";

    public override string Shows => "Training for too long overfits, and the validation set says when to stop";

    public override string LookFor => "The training loss falls until the end. The validation loss has its minimum "
        + "early, at the marker, and rises afterwards.";

    public override IReadOnlyList<string> Ids => ["RG-14", "RG-16", "VZ-02"];

    public override double Minutes => 0.5;

    public override void Run(ExperimentRun run)
    {
        var count = run.Choose(500, 2_000);
        var digits = run.Digits(count, count, run.Choose(1_000, 10_000));
        var length = recipe with { Epochs = run.Choose(120, 250) };
        List<double> minima = [], rises = [], falls = [];
        List<FinalStages> stages = [];
        foreach (var seed in run.Track("seed", run.Seeds))
        {
            var result = run.Train(Network(), length, digits.Training, digits.Validation, seed);
            var validation = result.Epochs.Select(epoch => epoch.ValidationLoss!.Value).ToArray();
            var best = Array.IndexOf(validation, validation.Min()) + 1;
            if (seed == 1) Show(run, result, best);
            minima.Add(best);
            rises.Add(validation[^1] / validation[best - 1]);
            falls.Add(result.Epochs[^1].TrainLoss / result.Epochs[0].TrainLoss);
            stages.Add(TrainFinalStages(run, digits, best, seed));
        }
        JudgeCurves(run, new(minima), new(rises), new(falls), length.Epochs);
        JudgeFinalStages(run, stages);
    }

    /// <summary>Accuracies on the test set after early stopping and after each final stage.</summary>
    /// <param name="Stopped">The network at i*.</param>
    /// <param name="SameUpdates">Started again on all data, with exactly as many updates.</param>
    /// <param name="SameEpochs">Started again on all data, with as many epochs.</param>
    /// <param name="Continued">The stopped network, trained on all data until the loss on the former validation set
    /// is as low as the training loss at i*.</param>
    sealed record FinalStages(
        double Stopped, double SameUpdates, double SameEpochs, double Continued, long Wanted, long Done);

    static FinalStages TrainFinalStages(ExperimentRun run, DigitSplits digits, int best, ulong seed)
    {
        var all = Joined(digits.Training, digits.Validation!);
        var (stopped, sameUpdates, sameEpochs) = (Network(), Network(), Network());
        var result = run.Train(stopped, recipe with { Epochs = best }, digits.Training, validation: null, seed);
        var accuracy = run.Accuracy(stopped, digits.Test);
        var wanted = (long)best * new Batches(digits.Training, recipe.BatchSize).Count;

        sameUpdates.Initialize(run.Backend, seed);
        var done = TrainUpdates(run, sameUpdates, all, wanted, seed);
        run.Train(sameEpochs, recipe with { Epochs = best }, all, validation: null, seed);
        for (var pass = 0; pass < recipe.Epochs; pass++)
        {
            TrainUpdates(run, stopped, all, new Batches(all, recipe.BatchSize).Count, seed + (ulong)pass);
            var loss = Trainer.Evaluate(run.Backend, stopped, recipe.Objective, digits.Validation!).Loss;
            if (loss <= result.Epochs[^1].TrainLoss) break;
        }
        return new(accuracy, run.Accuracy(sameUpdates, digits.Test), run.Accuracy(sameEpochs, digits.Test),
            run.Accuracy(stopped, digits.Test), wanted, done);
    }

    static Sequential Network() => new(new Flatten(), new Dense(784, 100), new Relu(), new Dense(100, 10));

    static void Show(ExperimentRun run, TrainingResult result, int best)
    {
        run.Section("Learning curves", "Negative log-likelihood per epoch, seed 1.");
        Series Curve(string name, int color, Func<EpochResult, double> value) => new(
            name, [.. result.Epochs.Select(epoch => ((double)epoch.Epoch, value(epoch)))], color, SeriesStyle.Line);
        Series[] curves =
        [
            Curve("training", 0, epoch => epoch.TrainLoss),
            Curve("validation", 1, epoch => epoch.ValidationLoss!.Value),
        ];
        var epochs = new ChartAxis("epoch", IsWhole: true);
        run.Show(
            new Chart("Loss", epochs, new("negative log-likelihood", From: 0, To: 0.8), curves)
            {
                Markers = [new(best, $"stop: i* = {best} epochs")],
            },
            new Chart("Loss, logarithmic", epochs, new("", IsLogarithmic: true), curves));
    }

    /// <summary>Performs that many steps of SGD and returns the number of steps that the optimizer counted.</summary>
    static long TrainUpdates(ExperimentRun run, Sequential network, Dataset data, long updates, ulong seed)
    {
        var (batches, optimizer, done) = (new Batches(data, recipe.BatchSize, seed), recipe.CreateOptimizer(), 0L);
        var parameters = network.Parameters.Select(entry => entry.Parameter).ToArray();
        for (var epoch = 0; done < updates; epoch++)
            foreach (var batch in batches.Epoch(epoch).TakeWhile(_ => done < updates))
            {
                using var scope = run.Backend.BeginScope();
                var input = Tensor.From(run.Backend, batch.Shape, batch.Inputs);
                var output = network.Forward(input, new ForwardContext(isTraining: true, seed, done++));
                Graph.Backward(output.CrossEntropy(batch.Targets.Labels));
                optimizer.Step(parameters);
            }
        return optimizer.StateOf(parameters[0]).StepCount;
    }

    static Dataset Joined(Dataset first, Dataset second)
    {
        var inputs = new[] { first, second }.SelectMany(data => Enumerable.Range(0, data.Count).SelectMany(data.Input));
        return Dataset.FromArrays(
            [.. inputs], first.ExampleShape, [.. first.Labels(), .. second.Labels()], first.Classes, first.Name);
    }

    static void JudgeCurves(ExperimentRun run, Sample minima, Sample rises, Sample falls, int epochs)
    {
        run.Judge("RG-14", "The training loss falls steadily", "last < 0.2 × first", $"{falls:F4} × first",
            falls.Maximum < 0.2, Needs.Length);
        run.Judge("RG-14", "The validation loss has a minimum inside the run", "epoch 3 to 150",
            $"epoch {minima:F1} of {epochs}", minima is { Minimum: >= 3, Maximum: <= 150 }, Needs.Length);
        run.Judge("RG-14", "After its minimum the validation loss rises", "end ≥ 1.2 × minimum",
            $"{rises:F2} × minimum", rises.Mean >= 1.2, Needs.Length);
        var chart = run.Sections[0].Figures[0];
        var points = chart.Split("<polyline points=\"")[1].Split('"')[0].Split(' ').Length;
        var marker = $"i* = {minima.Values[0]} epochs";
        run.Judge("VZ-02", "The chart has one point per epoch and a marker where training stops",
            $"{epochs} points; {marker}", $"{points} points; {(chart.Contains(marker) ? marker : "no marker")}",
            points == epochs && chart.Contains(marker));
    }

    static void JudgeFinalStages(ExperimentRun run, List<FinalStages> stages)
    {
        Sample Of(Func<FinalStages, double> value) => new(stages.Select(value));
        run.Section("The final stage", "Accuracy on the test set, in percent: after early stopping, and after training "
            + "on all data.");
        run.ShowTable(["training", "accuracy"],
        [
            ["stopped at i*, training set only", $"{Of(stage => stage.Stopped):F2}"],
            ["started again on all data, i* in updates", $"{Of(stage => stage.SameUpdates):F2}"],
            ["started again on all data, i* in epochs", $"{Of(stage => stage.SameEpochs):F2}"],
            ["continued on all data", $"{Of(stage => stage.Continued):F2}"],
        ]);
        run.Judge("RG-16", "The final stage starts again and takes i* steps on all data", "exactly i* updates",
            string.Join(", ", stages.Select(stage => $"{stage.Done} of {stage.Wanted}")),
            stages.TrueForAll(stage => stage.Done == stage.Wanted));
        (string Name, Func<FinalStages, double> Accuracy)[] variants =
        [
            ("i* updates", stage => stage.SameUpdates), ("i* epochs", stage => stage.SameEpochs),
            ("continuing", stage => stage.Continued),
        ];
        foreach (var (name, accuracy) in variants)
            run.Judge("RG-16", $"All data serve the final network: {name}", "≥ stopped network − 0.3 points",
                $"{Of(accuracy) - Of(stage => stage.Stopped):F2} points",
                (Of(accuracy) - Of(stage => stage.Stopped)).Mean >= -0.3, Needs.Length);
    }
}
