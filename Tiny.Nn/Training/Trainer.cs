using Tiny.Nn.Backends;
using Tiny.Nn.Data;
using Tiny.Nn.Layers;
using Tiny.Nn.Ops;

namespace Tiny.Nn.Training;

/// <summary>
/// The training loop: for each epoch, for each batch: forward, loss, backward, step. After each epoch the validation set is asked, and
/// the best epoch's weights are in the network at the end. It never sees a test set, prints nothing, and uses no chance but that of
/// the seed: the same seed gives the same bits.
/// </summary>
public sealed class Trainer(Layer network, Objective objective, Optimizer optimizer)
{
    /// <summary>How the optimizer's rate changes; by default not at all.</summary>
    public Schedule Schedule { get; init; } = Schedule.Constant;

    /// <summary>A penalty on the weights that is added to the loss.</summary>
    public Regularizer? Regularizer { get; init; }

    /// <summary>The norm that the gradients are clipped to (<see cref="Gradients.Clip"/>); null for none.</summary>
    public double? ClipNorm { get; init; }

    /// <summary>Ends the training once the validation set sees no more improvement; n and p count epochs.</summary>
    public EarlyStopping? Stopping { get; init; }

    /// <summary>Called after every batch.</summary>
    public Action<BatchProgress>? BatchCompleted { get; init; }

    /// <summary>Called after every epoch.</summary>
    public Action<EpochResult>? EpochCompleted { get; init; }

    /// <summary>
    /// Trains the network. The best epoch is the one with the highest validation accuracy, or the lowest validation loss where nothing
    /// is classified; of equals the first; without a validation set it is the last.
    /// </summary>
    /// <param name="backend">The machine that the network was initialised on.</param>
    /// <param name="training">What to train on.</param>
    /// <param name="validation">Examples that are not trained on; or null.</param>
    /// <param name="epochs">How often every example is seen; 1 or more.</param>
    /// <param name="seed">For the network's own chance, such as dropout.</param>
    /// <param name="stop">Ends the training after the current batch; the result says so.</param>
    /// <exception cref="ArgumentException">
    /// There is no epoch to train, the network lives on another machine, or early stopping has no validation set to ask.
    /// </exception>
    /// <exception cref="DivergedException">The loss is not finite.</exception>
    public TrainingResult Fit(
        Backend backend, Batches training, Dataset? validation, int epochs, ulong seed, CancellationToken stop = default)
    {
        var parameters = network.Parameters.Select(entry => entry.Parameter).ToArray();
        Check(backend, parameters, validation, epochs);
        var initialRate = optimizer.Rate;
        try
        {
            return Train(backend, parameters, training, validation, epochs, seed, stop);
        }
        finally
        {
            optimizer.Rate = initialRate;
        }
    }

    /// <summary>What the network is worth on a dataset, as it is now.</summary>
    /// <param name="batch">Examples at a time; the result depends on it in rounding only.</param>
    /// <exception cref="ArgumentException">The dataset is empty, or a classifier's output is not [N, K].</exception>
    public static Evaluation Evaluate(Backend backend, Layer network, Objective objective, Dataset data, int batch = 500)
    {
        var (loss, classes, predictions) = (0.0, 0, new List<int>(data.Count));
        foreach (var part in new Batches(data, batch, shuffle: false).Epoch(0))
        {
            using var scope = backend.BeginScope(recording: false);
            var input = Tensor.From(backend, part.Shape, part.Inputs);
            var output = network.Forward(input, ForwardContext.Evaluation);
            loss += objective.Loss(output, input, part.Labels).Item() * part.Count;
            if (!objective.IsClassification) continue;
            if (output.Shape.Rank != 2) throw new ArgumentException($"Evaluate: expects a classifier's output [N, K], got {output.Shape}");
            classes = output.Shape[1];
            predictions.AddRange(output.ArgMax());
        }
        loss /= data.Count;
        return objective.IsClassification
            ? new(loss, Metrics.Accuracy(predictions.ToArray(), data.Labels()), Confusion(data, predictions, classes), [.. predictions])
            : new(loss, null, null, []);
    }

    TrainingResult Train(
        Backend backend, Parameter[] parameters, Batches training, Dataset? validation, int epochs, ulong seed, CancellationToken stop)
    {
        var (initialRate, steps) = (optimizer.Rate, 0L);
        var (results, progress) = (new List<EpochResult>(), new TrainingProgress(training, epochs));
        var best = (Stopping ?? EarlyStopping.Never).Begin(parameters);
        for (var epoch = 1; epoch <= epochs && !best.IsOver && !stop.IsCancellationRequested; epoch++)
        {
            progress.BeginEpoch(epoch);
            foreach (var batch in training.Epoch(epoch - 1))
            {
                optimizer.Rate = Schedule.Rate(initialRate, steps, training.Count, epochs);
                var loss = TrainBatch(backend, batch, parameters, new ForwardContext(isTraining: true, seed, steps++));
                if (!double.IsFinite(loss)) throw Diverged(loss, $"the loss of batch {batch.Index + 1} in epoch {epoch}");
                progress.EndBatch(loss, batch.Count);
                BatchCompleted?.Invoke(progress.Progress());
                if (stop.IsCancellationRequested) break;
            }
            if (!progress.EpochIsComplete) break;
            results.Add(Validate(backend, validation, progress, best));
            EpochCompleted?.Invoke(results[^1]);
        }
        if (best.BestSteps > 0) best.Restore();
        var bestEpoch = best.BestSteps > 0 ? (int)best.BestSteps : progress.EpochIsComplete ? results.Count : 0;
        return new(results, bestEpoch, results.Count < epochs && !best.IsOver, progress.TotalSeconds, progress.SamplesPerSecond);
    }

    /// <summary>One batch: forward, loss, backward, step. Gives the loss; where it is not finite, the weights are left alone.</summary>
    double TrainBatch(Backend backend, Batch batch, Parameter[] parameters, ForwardContext context)
    {
        using var scope = backend.BeginScope();
        var input = Tensor.From(backend, batch.Shape, batch.Inputs);
        var output = network.Forward(input, context);
        var loss = objective.Loss(output, input, batch.Labels);
        if (Regularizer is not null) loss += Regularizer.Penalty(parameters);
        var value = loss.Item();
        if (!double.IsFinite(value)) return value;
        Graph.Backward(loss);
        if (ClipNorm is { } norm) Gradients.Clip(parameters, norm);
        optimizer.Step(parameters);
        return value;
    }

    EpochResult Validate(Backend backend, Dataset? validation, TrainingProgress progress, EarlyStoppingState best)
    {
        var asked = validation is null ? null : Evaluate(backend, network, objective, validation);
        if (asked is not null)
        {
            if (!double.IsFinite(asked.Loss)) throw Diverged(asked.Loss, $"the validation loss after epoch {progress.Epoch}");
            var interval = Stopping?.Interval ?? 1;
            if (progress.Epoch % interval == 0) best.Observe(asked.Accuracy is { } accuracy ? 1 - accuracy : asked.Loss);
        }
        return new(progress.Epoch, progress.Loss, asked?.Loss, asked?.Accuracy, optimizer.Rate, progress.EpochSeconds, progress.EpochSamplesPerSecond);
    }

    DivergedException Diverged(double loss, string which) => new(
        $"Training diverged: {which} is {loss} at rate {optimizer.Rate}; try a rate ten times smaller, clip the gradient's norm, " +
        "or bring the inputs to the size of 1");

    void Check(Backend backend, Parameter[] parameters, Dataset? validation, int epochs)
    {
        if (epochs < 1) throw new ArgumentException($"Trainer: trains for 1 epoch or more, got {epochs}");
        if (Stopping is not null && validation is null)
            throw new ArgumentException(
                "Trainer: early stopping asks a validation set, got none; hold some examples back with Dataset.Split");
        if (Array.Find(parameters, parameter => parameter.Value.Backend != backend) is { } stranger)
            throw new ArgumentException(
                $"Trainer: {stranger.Value} is on backend {stranger.Value.Backend.Name}, another machine than the given {backend.Name}; " +
                "call network.Initialize with the backend that trains it");
    }

    static ConfusionMatrix? Confusion(Dataset data, List<int> predictions, int classes)
    {
        if (classes > ConfusionMatrix.MaximumClasses) return null;
        var confusion = new ConfusionMatrix(classes);
        for (var n = 0; n < predictions.Count; n++) confusion.Add(data.Label(n), predictions[n]);
        return confusion;
    }
}
