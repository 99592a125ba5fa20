using System.Diagnostics;
using Spectre.Console;
using Tiny.Nn.Layers;
using Tiny.Nn.Training;

namespace Tiny.Nn.Lab.Terminal;

/// <summary>
/// Shows the progress of a training run: a progress bar in a terminal, lines in redirected output, or nothing.
/// </summary>
public abstract class TrainingProgressDisplay
{
    static readonly TimeSpan LeastMeasured = TimeSpan.FromSeconds(1);

    /// <summary>Returns the display for an output.</summary>
    public static TrainingProgressDisplay For(ConsoleOutput output, bool quiet) =>
        quiet ? new NoProgressDisplay()
        : output.IsInteractive ? new ProgressBarDisplay(output)
        : new ProgressLinesDisplay(output);

    /// <summary>Called with the network before the first batch.</summary>
    public virtual void OnStarting(Sequential network) { }

    /// <summary>Shows the progress after a batch.</summary>
    public virtual void OnBatchCompleted(BatchProgress progress) { }

    /// <summary>Shows the result of an epoch.</summary>
    public virtual void OnEpochCompleted(EpochResult result) { }

    /// <summary>Runs a training run while the display is active.</summary>
    public virtual TrainingResult Run(Func<TrainingResult> training) => training();

    /// <summary>Returns the state of a training run; speed and time left only after a second of measurement.</summary>
    /// <param name="measured">The time since the first batch.</param>
    public static string Describe(BatchProgress progress, TimeSpan measured) =>
        $"epoch {progress.Epoch}/{progress.Epochs}  batch {progress.Batch:N0}/{progress.Batches:N0}  "
        + $"loss {NumberText.Fixed(progress.Loss, 4)}"
        + (measured < LeastMeasured ? ""
            : $"  {progress.SamplesPerSecond:N0} samples/s  {TimeText.Describe(progress.TimeLeft)} left");

    static string Describe(EpochResult epoch)
    {
        var validation = epoch switch
        {
            { ValidationAccuracy: { } accuracy } => $"  validation accuracy {accuracy:P2}",
            { ValidationLoss: { } loss } => $"  validation loss {NumberText.Fixed(loss, 5)}",
            _ => "",
        };
        return $"epoch {epoch.Epoch,3}  loss {NumberText.Fixed(epoch.TrainLoss, 4)}{validation}  {epoch.Seconds:F1} s  "
            + $"{epoch.SamplesPerSecond:N0} samples/s";
    }

    sealed class NoProgressDisplay : TrainingProgressDisplay;

    /// <summary>Prints one line per epoch, and within an epoch one line every ten seconds.</summary>
    sealed class ProgressLinesDisplay(ConsoleOutput output) : TrainingProgressDisplay
    {
        static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

        readonly Stopwatch sinceLine = Stopwatch.StartNew(), measured = Stopwatch.StartNew();

        public override void OnBatchCompleted(BatchProgress progress)
        {
            if (sinceLine.Elapsed < Interval) return;
            sinceLine.Restart();
            output.WriteLine(Describe(progress, measured.Elapsed));
        }

        public override void OnEpochCompleted(EpochResult result)
        {
            sinceLine.Restart();
            output.WriteLine(Describe(result));
        }
    }

    /// <summary>
    /// Shows a progress bar over all batches of all epochs, and one line above it per completed epoch.
    /// </summary>
    sealed class ProgressBarDisplay(ConsoleOutput output) : TrainingProgressDisplay
    {
        static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(80);

        readonly Stopwatch sinceUpdate = Stopwatch.StartNew(), measured = new();
        ProgressTask? task;

        public override TrainingResult Run(Func<TrainingResult> training) => output.Console.Progress()
            .AutoClear(true)
            .Columns(
                new ProgressBarColumn { Width = 24 }, new TaskDescriptionColumn { Alignment = Justify.Left })
            .Start(context =>
            {
                task = context.AddTask("starting");
                return training();
            });

        public override void OnBatchCompleted(BatchProgress progress)
        {
            measured.Start();
            if (task is null || (sinceUpdate.Elapsed < Interval && progress.Batch < progress.Batches)) return;
            sinceUpdate.Restart();
            task.MaxValue = (double)progress.Epochs * progress.Batches;
            task.Value = (progress.Epoch - 1.0) * progress.Batches + progress.Batch;
            task.Description = Markup.Escape(
                $"{task.Value / task.MaxValue,5:P0}  {Describe(progress, measured.Elapsed)}");
        }

        public override void OnEpochCompleted(EpochResult result) => output.WriteLine(Describe(result));
    }
}
