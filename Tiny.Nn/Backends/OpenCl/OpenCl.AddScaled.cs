namespace Tiny.Nn.Backends;

/// <summary>The batched launch of y ← α·x + β·y.</summary>
/// <remarks>
/// An optimizer calls it once per parameter: many small commands, of which none needs another's result. They are
/// collected, and launched together before any other command, or before an update that does need a result.
/// </remarks>
public sealed partial class OpenCl
{
    /// <summary>The number of updates that the kernel takes.</summary>
    const int MaximumPending = 16;

    readonly List<(int Count, float Alpha, ValueBuffer X, float Beta, ValueBuffer Y)> pending = [];

    protected override void AddScaledCore(double alpha, ValueBuffer x, double beta, ValueBuffer y)
    {
        if (y.Length == 0) return;
        if (pending.Count == MaximumPending
            || pending.Exists(other => other.Y == x || other.Y == y || other.X == y)) LaunchPendingUpdates();
        pending.Add((y.Length, (float)alpha, x, (float)beta, y));
    }

    /// <summary>
    /// Launches the pending updates: before any other command, and before one of their buffers is released.
    /// </summary>
    internal void LaunchPendingUpdates()
    {
        if (pending.Count == 0) return;
        var kernel = Kernel("Movement.cl", "add_scaled");
        var items = 0L;
        for (var index = 0; index < MaximumPending; index++)
        {
            var (count, alpha, x, beta, y) = index < pending.Count ? pending[index] : default;
            kernel.With(count).With(alpha).With(x).With(beta).With(y);
            items += DivideUp(count, RunLength);
        }
        pending.Clear();
        kernel.Launch(items, groupX: isCpu ? 1 : 256);
    }
}
