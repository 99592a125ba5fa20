using Tiny.Nn.Backends;
using Tiny.Nn.Data;
using Tiny.Nn.Layers;
using Tiny.Nn.Ops;

namespace Tiny.Nn.Training;

/// <summary>
/// The training loop. For each batch of each epoch, it performs forward pass, loss, backward pass and step. After each
/// epoch the network is evaluated on the validation set; at the end it has the weights of the best epoch. Training uses
/// no test set. The seed determines all randomness: the same seed gives the same bits.
/// </summary>
public sealed class Trainer(Layer network, Objective objective, Optimizer optimizer)
{
    /// <summary>The schedule of the learning rate; constant by default.</summary>
    public Schedule Schedule { get; init; } = Schedule.Constant;

    /// <summary>A penalty on the weights that is added to the loss, or null.</summary>
    public Regularizer? Regularizer { get; init; }

    /// <summary>The norm to which the gradients are clipped (<see cref="Gradients.Clip"/>), or null.</summary>
    public double? ClipNorm { get; init; }

    /// <summary>Early stopping on the validation set, or null; n and p count epochs.</summary>
    public EarlyStopping? Stopping { get; init; }

    /// <summary>Called after every batch.</summary>
    public Action<BatchProgress>? BatchCompleted { get; init; }

    /// <summary>
    /// Called before the first epoch and after every epoch, with the state that <see cref="Checkpoint.Save"/> writes
    /// and from which <see cref="Fit"/> can continue.
    /// </summary>
    public Action<TrainingState>? SaveState { get; init; }

    /// <summary>Called after every epoch, once its state is saved.</summary>
    public Action<EpochResult>? EpochCompleted { get; init; }

    /// <summary>
    /// Trains the network. The best epoch is the first with the highest validation accuracy, or with the lowest
    /// validation loss unless the objective is a classification; without a validation set it is the last. A run that
    /// continues from a checkpoint ends with the same bits as one that was not interrupted.
    /// </summary>
    /// <param name="backend">The backend that the network is initialized on.</param>
    /// <param name="training">The training set, in batches.</param>
    /// <param name="validation">The validation set, or null.</param>
    /// <param name="epochs">The number of epochs, 1 or more.</param>
    /// <param name="seed">The random seed of the network's forward passes, which dropout uses.</param>
    /// <param name="stop">Ends training after the current batch; the result then states that the run
    /// was cancelled.</param>
    /// <param name="from">The checkpoint to continue from, of a run with the same settings, data and seed.
    /// The number of epochs may be another unless the <see cref="Schedule"/> depends on it.</param>
    /// <exception cref="ArgumentException">
    /// The number of epochs is below 1, the network is on another backend, early stopping has no validation set, or the
    /// checkpoint belongs to a run with another optimizer or number of batches.
    /// </exception>
    /// <exception cref="InvalidDataException">The checkpoint belongs to another network.</exception>
    /// <exception cref="DivergedException">The loss is not finite.</exception>
    public TrainingResult Fit(
        Backend backend, Batches training, Dataset? validation, int epochs, ulong seed,
        CancellationToken stop = default, Checkpoint? from = null)
    {
        var parameters = network.Parameters.Select(entry => entry.Parameter).ToArray();
        Check(NotNull(backend), parameters, validation, epochs);
        // Without Stopping, the run never stops early but still keeps the best parameters.
        var state = new TrainingState(network, optimizer, Stopping ?? new(int.MaxValue));
        from?.CopyTo(state, training.Count);
        var (initialRate, progress) = (optimizer.Rate, new TrainingProgress(state, NotNull(training), epochs));
        try
        {
            SaveState?.Invoke(state);
            while (state.Epoch < epochs && !state.Best.IsOver && !stop.IsCancellationRequested)
            {
                progress.BeginEpoch(state.Epoch + 1);
                foreach (var batch in training.Epoch(state.Epoch))
                {
                    optimizer.Rate = Schedule.Rate(initialRate, state.Iteration, training.Count, epochs);
                    var context = new ForwardContext(isTraining: true, seed, state.Iteration++);
                    var (loss, correct) = TrainBatch(backend, batch, parameters, context);
                    CheckFinite(loss, $"the loss of batch {batch.Index + 1} in epoch {progress.Epoch}");
                    progress.EndBatch(loss, correct, batch.Count);
                    BatchCompleted?.Invoke(progress.Report());
                    if (stop.IsCancellationRequested) break;
                }
                if (!progress.EpochIsComplete) break;
                state.Complete(Validate(backend, validation, progress, state.Best), progress.TotalSeconds);
                SaveState?.Invoke(state);
                EpochCompleted?.Invoke(state.Epochs[^1]);
            }
        }
        finally
        {
            optimizer.Rate = initialRate;
        }
        if (state.Best.BestSteps > 0) state.Best.Restore();
        var isWithinEpoch = state.Iteration > (long)state.Epoch * training.Count;
        var bestEpoch = state.Best.BestSteps > 0 ? (int)state.Best.BestSteps : isWithinEpoch ? 0 : state.Epoch;
        return new(state.Epochs, bestEpoch, state.Epoch < epochs && !state.Best.IsOver, progress.TotalSeconds,
            progress.SamplesPerSecond);
    }

    /// <summary>Evaluates a network on a dataset.</summary>
    /// <param name="batch">The number of examples per batch; it affects the result only by rounding.</param>
    /// <exception cref="ArgumentException">The dataset is empty, or the outputs do not fit its targets.</exception>
    public static Evaluation Evaluate(
        Backend backend, Layer network, Objective objective, Dataset data, int batch = 500)
    {
        var (loss, predictions) = (0.0, (Targets?)null);
        foreach (var part in new Batches(data, batch, shuffle: false).Epoch(0))
        {
            using var scope = NotNull(backend).BeginScope(recording: false);
            var input = Tensor.From(backend, part.Shape, part.Inputs);
            var output = NotNull(network).Forward(input, ForwardContext.Evaluation);
            loss += NotNull(objective).Loss(output, input, part.Targets).Item() * part.Count;
            if (objective.Predict(output) is not { } predicted) continue;
            predictions ??= predicted.Allocate(data.Count);
            predicted.CopyTo(predictions, part.Examples[0], 0, part.Count);
        }
        return new(loss / data.Count, predictions, data.Targets);
    }

    /// <summary>
    /// Performs one iteration: forward pass, loss, backward pass, step. If the returned loss is not finite, the weights
    /// are unchanged. The number of correct predictions is null unless each example has one class, because larger
    /// predictions would be large objects.
    /// </summary>
    (double Loss, int? Correct) TrainBatch(Backend backend, Batch batch, Parameter[] parameters, ForwardContext context)
    {
        using var scope = backend.BeginScope();
        var input = Tensor.From(backend, batch.Shape, batch.Inputs);
        var output = network.Forward(input, context);
        var loss = objective.Loss(output, input, batch.Targets);
        if (Regularizer is not null) loss += Regularizer.Penalty(parameters);
        var value = loss.Item();
        int? correct = batch.Targets is { Classes: > 0, ExampleShape.Rank: 0 } targets
            ? objective.Predict(output)?.Labels.Zip(targets.Labels).Count(pair => pair.First == pair.Second)
            : null;
        if (!double.IsFinite(value)) return (value, correct);
        Graph.Backward(loss);
        if (ClipNorm is { } norm) Gradients.Clip(parameters, norm);
        optimizer.Step(parameters);
        return (value, correct);
    }

    EpochResult Validate(Backend backend, Dataset? validation, TrainingProgress progress, EarlyStoppingState best)
    {
        var evaluation = validation is null ? null : Evaluate(backend, network, objective, validation);
        if (evaluation is not null)
            CheckFinite(evaluation.Loss, $"the validation loss after epoch {progress.Epoch}");
        // Without a validation set, an error that decreases makes the last complete epoch the best.
        if (progress.Epoch % (Stopping?.Interval ?? 1) == 0)
            best.Observe(evaluation is null ? -progress.Epoch : 1 - evaluation.Accuracy ?? evaluation.Loss);
        return new(progress.Epoch, progress.Loss, progress.Accuracy, evaluation?.Loss, evaluation?.Accuracy,
            optimizer.Rate, progress.EpochSeconds, progress.EpochSamplesPerSecond);
    }

    void CheckFinite(double loss, string which)
    {
        if (!double.IsFinite(loss))
            throw new DivergedException($"Training diverged: {which} is {loss} at rate {optimizer.Rate}; " +
                "try a rate ten times smaller, clip the gradient's norm, or scale the inputs to about 1");
    }

    void Check(Backend backend, Parameter[] parameters, Dataset? validation, int epochs)
    {
        if (epochs < 1) throw new ArgumentException($"Trainer: trains for 1 epoch or more, got {epochs}");
        if (Stopping is not null && validation is null)
            throw new ArgumentException(
                "Trainer: early stopping needs a validation set, got none; split one off the training set with " +
                "Dataset.Split");
        if (Array.Find(parameters, parameter => parameter.Value.Backend != backend) is { } other)
            throw new ArgumentException(
                $"Trainer: {other.Value.Description} is on backend {other.Value.Backend.Name}, not on the given " +
                $"{backend.Name}; " +
                "call network.Initialize with the backend that trains it");
    }
}
