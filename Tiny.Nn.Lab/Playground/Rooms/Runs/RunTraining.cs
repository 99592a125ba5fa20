using System.Diagnostics;
using System.Text;
using Tiny.Nn.Lab.Terminal;
using Tiny.Nn.Layers;
using Tiny.Nn.Training;

namespace Tiny.Nn.Lab.Playground.Rooms.Runs;

/// <summary>
/// A training run of the command <c>train</c> on a thread of its own, with a copy of its progress for the page.
/// Disposing it stops the run after the current batch; the complete epochs are kept, with weights and report. A
/// continued run has its folder to itself until it ends.
/// </summary>
sealed class RunTraining : TrainingProgressDisplay, IDisposable
{
    static readonly TimeSpan filterInterval = TimeSpan.FromMilliseconds(200);

    readonly TrainingRunSettings settings;
    readonly Interruption interruption = new() { DeferredSignals = int.MaxValue };
    readonly SharedText lines = new();
    readonly Thread thread;
    readonly Lock updating = new();
    readonly List<EpochResult> epochs;
    BatchProgress? batch;
    Sequential? network;
    BinaryReply filters = new(new FirstLayerFilters(0, 0, 0, 0), []);
    long filtersAt;
    string? failure;

    public RunTraining(TrainingRunSettings settings)
    {
        this.settings = settings;
        epochs = [.. settings.Earlier?.Checkpoint.Epochs ?? []];
        thread = new Thread(Run) { IsBackground = true, Name = $"training run {settings.OutputFolder}" };
        thread.Start();
    }

    public string Folder => settings.Earlier?.Folder.Name ?? settings.OutputFolder!;

    public bool IsRunning => thread.IsAlive;

    /// <summary>Asks the run to stop after the current batch.</summary>
    public void Stop() => interruption.TryStop();

    /// <summary>Returns a copy of the progress, with the planes of the first layer's filters.</summary>
    public BinaryReply Progress(string name)
    {
        lock (updating)
            return new(new RunProgress(name, IsRunning, interruption.Token.IsCancellationRequested, failure,
                settings.Recipe.Epochs, batch is null ? null : new(batch), [.. epochs],
                (FirstLayerFilters)filters.Body, lines.ToString()), filters.Bytes);
    }

    public override void OnStarting(Sequential network)
    {
        this.network = network;
        CopyFilters();
    }

    public override void OnBatchCompleted(BatchProgress progress)
    {
        lock (updating) batch = progress;
        if (Stopwatch.GetElapsedTime(filtersAt) >= filterInterval) CopyFilters();
    }

    public override void OnEpochCompleted(EpochResult result)
    {
        lock (updating) epochs.Add(result);
    }

    public void Dispose()
    {
        Stop();
        thread.Join();
    }

    void CopyFilters()
    {
        var copy = FirstLayerFilters.Of(network!, NetworkDefinition.InputShape);
        lock (updating) filters = copy;
        filtersAt = Stopwatch.GetTimestamp();
    }

    void Run()
    {
        try
        {
            new TrainingRun(settings, ConsoleOutput.PlainText(lines, lines), this).Run(interruption);
        }
        catch (Exception error)
        {
            var isExplained = error is ArgumentException or InvalidDataException or IOException or DivergedException
                or LabException or UsageException or UnauthorizedAccessException;
            lock (updating) failure = isExplained ? error.Message : error.ToString();
        }
        finally
        {
            settings.Earlier?.Folder.Dispose();
        }
    }

    /// <summary>Text that one thread writes while another one reads it.</summary>
    sealed class SharedText : TextWriter
    {
        readonly StringBuilder text = new();

        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value)
        {
            lock (text) text.Append(value);
        }

        public override string ToString()
        {
            lock (text) return text.ToString();
        }
    }
}

/// <summary>The state of a training run for the page.</summary>
/// <param name="IsStopping">Whether the run was asked to stop.</param>
/// <param name="Failure">The sentence with which the run failed, or null.</param>
/// <param name="Planned">The number of epochs of the whole run.</param>
/// <param name="Batch">The progress after the last batch; null before the first.</param>
/// <param name="Epochs">The complete epochs.</param>
/// <param name="Lines">What <c>train</c> prints.</param>
sealed record RunProgress(
    string Name, bool IsRunning, bool IsStopping, string? Failure, int Planned, BatchState? Batch,
    EpochResult[] Epochs, FirstLayerFilters Filters, string Lines);

/// <summary>The progress after a batch.</summary>
sealed record BatchState(
    int Epoch, int Batch, int Batches, double Loss, double SamplesPerSecond, double SecondsLeft)
{
    public BatchState(BatchProgress progress)
        : this(progress.Epoch, progress.Batch, progress.Batches, progress.Loss, progress.SamplesPerSecond,
            progress.TimeLeft.TotalSeconds)
    {
    }
}
