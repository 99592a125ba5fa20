using System.Diagnostics;
using Spectre.Console;
using Tiny.Nn.Training;

namespace Tiny.Nn.Lab.Terminal;

/// <summary>
/// Shows a training while it runs: a moving bar on a terminal, now and then a line in a pipe, or nothing. It only listens.
/// </summary>
public abstract class TrainingProgressDisplay
{
    /// <summary>The display that suits the screen.</summary>
    public static TrainingProgressDisplay For(ConsoleOutput screen, bool quiet) =>
        quiet ? new NoProgressDisplay() : screen.IsInteractive ? new ProgressBarDisplay(screen) : new ProgressLinesDisplay(screen);

    /// <summary>Called after every batch.</summary>
    public virtual void OnBatchCompleted(BatchProgress progress) { }

    /// <summary>Called after every epoch.</summary>
    public virtual void OnEpochCompleted(EpochResult result) { }

    /// <summary>Runs the training with the display open.</summary>
    public virtual TrainingResult Run(Func<TrainingResult> training) => training();

    static string Describe(BatchProgress now) =>
        $"epoch {now.Epoch}/{now.Epochs}  batch {now.Batch}/{now.Batches}  loss {now.Loss:F4}  "
        + $"{now.SamplesPerSecond:N0} samples/s  {FormatDuration(now.TimeLeft)} left";

    static string Describe(EpochResult epoch)
    {
        var validation = epoch switch
        {
            { ValidationAccuracy: { } accuracy } => $"  validation {accuracy:P2}",
            { ValidationLoss: { } loss } => $"  validation loss {loss:F5}",
            _ => "",
        };
        return $"epoch {epoch.Epoch,3}  loss {epoch.TrainLoss:F4}{validation}  {epoch.Seconds:F1} s  {epoch.SamplesPerSecond:N0} samples/s";
    }

    static string FormatDuration(TimeSpan time) => time.TotalHours >= 1
        ? $"{(int)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}"
        : $"{time.Minutes}:{time.Seconds:00}";

    sealed class NoProgressDisplay : TrainingProgressDisplay;

    /// <summary>A line for every epoch, and one every ten seconds within it.</summary>
    sealed class ProgressLinesDisplay(ConsoleOutput screen) : TrainingProgressDisplay
    {
        static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

        readonly Stopwatch sinceLine = Stopwatch.StartNew();

        public override void OnBatchCompleted(BatchProgress progress)
        {
            if (sinceLine.Elapsed < Interval) return;
            sinceLine.Restart();
            screen.WriteLine(Describe(progress));
        }

        public override void OnEpochCompleted(EpochResult result)
        {
            sinceLine.Restart();
            screen.WriteLine(Describe(result));
        }
    }

    /// <summary>A bar over all batches of all epochs; finished epochs scroll away above it.</summary>
    sealed class ProgressBarDisplay(ConsoleOutput screen) : TrainingProgressDisplay
    {
        static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(80);

        readonly Stopwatch sinceUpdate = Stopwatch.StartNew();
        ProgressTask? task;

        public override TrainingResult Run(Func<TrainingResult> training) => screen.Console.Progress()
            .AutoClear(true)
            .Columns(new ProgressBarColumn { Width = 24 }, new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .Start(context =>
            {
                task = context.AddTask("warming up");
                return training();
            });

        public override void OnBatchCompleted(BatchProgress progress)
        {
            if (task is null || (sinceUpdate.Elapsed < Interval && progress.Batch < progress.Batches)) return;
            sinceUpdate.Restart();
            task.MaxValue = (double)progress.Epochs * progress.Batches;
            task.Value = (progress.Epoch - 1.0) * progress.Batches + progress.Batch;
            task.Description = Markup.Escape(Describe(progress));
        }

        public override void OnEpochCompleted(EpochResult result) => screen.WriteLine(Describe(result));
    }
}
