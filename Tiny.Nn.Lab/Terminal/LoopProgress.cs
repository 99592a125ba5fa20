using System.Diagnostics;
using Spectre.Console;
using Tiny.Nn.Training;

namespace Tiny.Nn.Lab.Terminal;

/// <summary>
/// Shows the progress of an experiment or a comparison: its nested loops, the training run in them, and the time left
/// of the outermost loop. A terminal shows one line that changes; redirected output has a line every ten seconds.
/// </summary>
/// <param name="interval">The time between two reports; null for the usual one.</param>
public sealed class LoopProgress(string title, ConsoleOutput output, TimeSpan? interval = null)
{
    static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(10), StatusInterval = TimeSpan.FromMilliseconds(100);

    readonly Stopwatch sinceReport = Stopwatch.StartNew();
    readonly List<Loop> loops = [];
    StatusContext? status;
    double earlier;      // the part of the outermost loop that runs which were continued had done before

    /// <summary>Runs an action while its progress is shown.</summary>
    public void Run(Action body)
    {
        if (!output.IsInteractive)
        {
            body();
            return;
        }
        output.Console.Status().Start(Markup.Escape(title), context =>
        {
            status = context;
            body();
        });
    }

    /// <summary>Writes one line.</summary>
    public void WriteLine(string line) => output.WriteLine($"{title}: {line}");

    /// <summary>Enumerates items and shows which one is computed.</summary>
    public IEnumerable<T> Track<T>(string item, IReadOnlyList<T> items, CancellationToken stop)
    {
        if (loops.Count == 0) earlier = 0;
        var loop = new Loop(item, items.Count);
        loops.Add(loop);
        foreach (var one in items)
        {
            stop.ThrowIfCancellationRequested();
            Report();
            yield return one;
            loop.Completed++;
        }
        loops.Remove(loop);
    }

    /// <summary>Runs a training run as the innermost loop.</summary>
    public TrainingResult InTraining(Func<TrainingResult> train)
    {
        var loop = new Loop("training", 1);
        loops.Add(loop);
        try
        {
            return train();
        }
        finally
        {
            loops.Remove(loop);
        }
    }

    /// <summary>Returns a display that shows training runs as the innermost loop.</summary>
    public TrainingProgressDisplay CreateTrainingDisplay() => new InnermostDisplay(this);

    /// <summary>Shows the progress after a batch of the training run.</summary>
    public void OnBatchCompleted(BatchProgress batch)
    {
        if (loops[^1].Fraction == 0)
            earlier += FractionOf(batch, batch.Batch - 1) / loops.Aggregate(1.0, (all, loop) => all * loop.Count);
        loops[^1].Fraction = FractionOf(batch, batch.Batch);
        Report();
    }

    void Report()
    {
        if (sinceReport.Elapsed < (interval ?? (status is null ? LineInterval : StatusInterval))) return;
        sinceReport.Restart();
        if (status is null) WriteLine(Describe());
        else status.Status = Markup.Escape($"{title}: {Describe()}");
    }

    string Describe()
    {
        var fraction = 0.0;
        foreach (var loop in Enumerable.Reverse(loops))
            fraction = loop.Title == "training" ? loop.Fraction : (loop.Completed + fraction) / loop.Count;
        var left = fraction > earlier
            ? $", {TimeText.Describe(loops[0].Elapsed.Elapsed * ((1 - fraction) / (fraction - earlier)))} left" : "";
        return string.Join(", ", loops.Select(loop => loop.ToString())) + left;
    }

    static double FractionOf(BatchProgress progress, int batches) =>
        (progress.Epoch - 1 + (double)batches / progress.Batches) / progress.Epochs;

    sealed class InnermostDisplay(LoopProgress progress) : TrainingProgressDisplay
    {
        public override void OnBatchCompleted(BatchProgress batch) => progress.OnBatchCompleted(batch);

        public override TrainingResult Run(Func<TrainingResult> training) => progress.InTraining(training);
    }

    /// <summary>One loop.</summary>
    sealed class Loop(string title, int count)
    {
        public string Title => title;

        public int Count => count;

        public int Completed { get; set; }

        /// <summary>The completed part of a training run.</summary>
        public double Fraction { get; set; }

        public Stopwatch Elapsed { get; } = Stopwatch.StartNew();

        public override string ToString() =>
            title == "training" ? $"training {Fraction:P0}" : $"{title} {Completed + 1} of {count}";
    }
}
