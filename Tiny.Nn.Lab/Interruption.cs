namespace Tiny.Nn.Lab;

/// <summary>
/// Stops a training run or an experiment when the process receives SIGINT (Ctrl-C) or SIGTERM. A signal that is
/// deferred lets the command end in order, after the current batch; another one terminates the process at once.
/// </summary>
/// <remarks>
/// A training run defers all signals, because the second need not come from the user: <c>dotnet run</c> forwards a
/// SIGTERM to the program, which a SIGTERM to the process group has reached already. SIGQUIT (Ctrl-\) always terminates
/// at once, and loses at most the epoch in progress.
/// </remarks>
public sealed class Interruption
{
    readonly CancellationTokenSource source = new();
    int signals;

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => source.Token;

    /// <summary>The number of signals that do not terminate the process.</summary>
    public int DeferredSignals { get; set; }

    /// <summary>Handles a signal. Returns whether it is deferred.</summary>
    public bool TryStop()
    {
        source.Cancel();
        return Interlocked.Increment(ref signals) <= DeferredSignals;
    }
}
