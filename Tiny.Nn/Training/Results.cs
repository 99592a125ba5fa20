namespace Tiny.Nn.Training;

/// <summary>One epoch of a training.</summary>
/// <param name="Epoch">Its number, from 1 on.</param>
/// <param name="TrainLoss">The mean over the examples of the loss, with the regularizer's penalty, just before each was trained on.</param>
/// <param name="ValidationLoss">The loss on the validation set after the epoch, without penalty; null without a validation set.</param>
/// <param name="ValidationAccuracy">The share of the validation set that is classified rightly; null where nothing is classified.</param>
/// <param name="Rate">The learning rate of the epoch's last step.</param>
/// <param name="Seconds">The time of its training, without the validation.</param>
/// <param name="SamplesPerSecond">Examples trained on, by that time.</param>
public sealed record EpochResult(
    int Epoch, double TrainLoss, double? ValidationLoss, double? ValidationAccuracy, double Rate, double Seconds, double SamplesPerSecond);

/// <summary>Where a training stands after a batch; epochs and batches are counted from 1 on.</summary>
/// <param name="Loss">The mean loss over the epoch's examples so far.</param>
/// <param name="SamplesPerSecond">Examples trained on since the training began, by the time spent on them.</param>
/// <param name="TimeLeft">The time that the remaining batches of all epochs take at that speed, without validation.</param>
public sealed record BatchProgress(int Epoch, int Epochs, int Batch, int Batches, double Loss, double SamplesPerSecond, TimeSpan TimeLeft);

/// <summary>A whole training.</summary>
/// <param name="Epochs">The epochs that were completed.</param>
/// <param name="BestEpoch">The epoch whose weights the network now has; 0 where they are of none, as when cut short in the first.</param>
/// <param name="WasCancelled">Whether it was cut short from outside.</param>
/// <param name="Seconds">The time of all, with the validations.</param>
/// <param name="SamplesPerSecond">Examples trained on, by the time spent on them alone.</param>
public sealed record TrainingResult(
    IReadOnlyList<EpochResult> Epochs, int BestEpoch, bool WasCancelled, double Seconds, double SamplesPerSecond);

/// <summary>What a network is worth on a dataset.</summary>
/// <param name="Loss">The mean over the examples.</param>
/// <param name="Accuracy">The share of examples classified rightly; null where nothing is classified.</param>
/// <param name="Confusion">Which class was taken for which; null too for more than <see cref="ConfusionMatrix.MaximumClasses"/>.</param>
/// <param name="Predictions">The class of each example in the order of the dataset; empty where nothing is classified.</param>
public sealed record Evaluation(double Loss, double? Accuracy, ConfusionMatrix? Confusion, int[] Predictions);

/// <summary>The loss is no longer a finite number: the training cannot go on. The message says where, and what to try.</summary>
public sealed class DivergedException(string message) : Exception(message);
