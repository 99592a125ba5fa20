using Tiny.Nn.Data;

namespace Tiny.Nn.Training;

/// <summary>The result of one epoch of a training run.</summary>
/// <param name="Epoch">The number of the epoch, from 1.</param>
/// <param name="TrainLoss">The mean loss over the examples, including the regularizer's penalty. Each example counts
/// with the weights before its step.</param>
/// <param name="TrainAccuracy">The fraction of the training examples classified correctly, each in training mode and
/// with the weights before its step; null unless the objective predicts one class per example.</param>
/// <param name="ValidationLoss">The loss on the validation set after the epoch, without penalty; null without a
/// validation set.</param>
/// <param name="ValidationAccuracy">The accuracy on the validation set; null unless the objective is
/// a classification.</param>
/// <param name="Rate">The learning rate of the epoch's last step.</param>
/// <param name="Seconds">The duration of the epoch's training, without the validation.</param>
/// <param name="SamplesPerSecond">The number of examples trained on, divided by that duration.</param>
public sealed record EpochResult(
    int Epoch, double TrainLoss, double? TrainAccuracy, double? ValidationLoss, double? ValidationAccuracy, double Rate,
    double Seconds, double SamplesPerSecond)
{
    /// <summary>
    /// Returns one line: <c>epoch 3: loss 0.1234, accuracy 96.10 %, validation loss 0.13, validation accuracy
    /// 95.80 %</c>.
    /// </summary>
    public override string ToString() => MetricsText.Join($"epoch {Epoch}: ", ("loss {0:G4}", TrainLoss),
        ("accuracy {0:P2}", TrainAccuracy), ("validation loss {0:G4}", ValidationLoss),
        ("validation accuracy {0:P2}", ValidationAccuracy));
}

/// <summary>The progress of a training run after a batch; epochs and batches are counted from 1.</summary>
/// <param name="Loss">The mean loss over the epoch's examples so far.</param>
/// <param name="SamplesPerSecond">The number of examples trained on in the run so far, divided by the time spent
/// on them.</param>
/// <param name="TimeLeft">The estimated time for the remaining batches of all epochs, without validation.</param>
public sealed record BatchProgress(
    int Epoch, int Epochs, int Batch, int Batches, double Loss, double SamplesPerSecond, TimeSpan TimeLeft);

/// <summary>The result of a training run.</summary>
/// <param name="Epochs">The completed epochs.</param>
/// <param name="BestEpoch">The epoch whose weights the network now has; 0 if the run was cancelled within the
/// first epoch.</param>
/// <param name="WasCancelled">Whether the run was cancelled before its end.</param>
/// <param name="Seconds">The duration of the run, validations and the part before a checkpoint included.</param>
/// <param name="SamplesPerSecond">The number of examples trained on, divided by the time spent on them.</param>
public sealed record TrainingResult(
    IReadOnlyList<EpochResult> Epochs, int BestEpoch, bool WasCancelled, double Seconds, double SamplesPerSecond)
{
    /// <summary>
    /// Returns one line: <c>20 epochs in 12.3 s, 50,000 examples/s; epoch 18: loss …</c>, with the best epoch.
    /// </summary>
    public override string ToString() =>
        $"{Epochs.Count} epochs in {Seconds:F1} s, {SamplesPerSecond:N0} examples/s"
        + (WasCancelled ? ", cancelled" : "") + (BestEpoch == 0 ? "" : $"; {Epochs[BestEpoch - 1]}");
}

/// <summary>
/// Evaluation of a network on a dataset: mean loss, predictions, and the metrics that the predictions allow.
/// </summary>
/// <param name="Loss">The mean over the examples.</param>
/// <param name="Predictions">The prediction for each example, in the order of the dataset; null if the objective
/// defines none (<see cref="Objective.Predict"/>).</param>
/// <param name="Targets">The targets of the dataset.</param>
public sealed record Evaluation(double Loss, Targets? Predictions, Targets Targets)
{
    /// <summary>
    /// The fraction of labels predicted correctly: of examples, or of elements for one class per element (pixel
    /// accuracy); null without predicted classes.
    /// </summary>
    public double? Accuracy { get; } =
        Predictions is { Classes: > 0 } ? Metrics.Accuracy(Predictions.Labels, Targets.Labels) : null;

    /// <summary>
    /// The confusion matrix; null without predicted classes, and for more than
    /// <see cref="ConfusionMatrix.MaximumClasses"/> classes.
    /// </summary>
    public ConfusionMatrix? Confusion { get; } =
        Predictions is { Classes: > 0 and <= ConfusionMatrix.MaximumClasses }
        ? new(Predictions.Classes, Predictions.Labels, Targets.Labels)
        : null;

    /// <summary>
    /// R², the mean over the outputs (<see cref="Metrics.RSquared"/>); null without predicted values.
    /// </summary>
    public double? RSquared { get; } = 
        Predictions is { Classes: 0 } ? Metrics.RSquared(Predictions, Targets) : null;

    /// <summary>The mean of |prediction − target| over all values; null without predicted values.</summary>
    public double? MeanAbsoluteError { get; } =
        Predictions is { Classes: 0 } ? Metrics.MeanAbsoluteError(Predictions, Targets) : null;

    /// <summary>Returns the metrics in one line: <c>loss 0.0312, accuracy 99.10 %</c>.</summary>
    public override string ToString() => MetricsText.Join("", ("loss {0:G4}", Loss), ("accuracy {0:P2}", Accuracy),
        ("R² {0:F4}", RSquared), ("mean absolute error {0:G4}", MeanAbsoluteError));
}

/// <summary>Metrics in one line.</summary>
static class MetricsText
{
    /// <summary>Returns the metrics that have a value, after a prefix and with commas between them.</summary>
    public static string Join(string prefix, params (string Format, double? Value)[] metrics) => prefix
        + string.Join(", ", from metric in metrics where metric.Value is not null
                            select string.Format(metric.Format, metric.Value));
}

/// <summary>
/// The error that the loss is not finite, so training cannot continue. The message says where this happened, and what
/// to try.
/// </summary>
public sealed class DivergedException(string message) : Exception(message);
