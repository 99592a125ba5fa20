namespace Tiny.Nn.Backends;

/// <summary>
/// y ← α·x + β·y is what an optimizer asks for once for each parameter: small commands in a row, none of which needs another's result.
/// They are gathered, and launched together before any other command, or before one that does need a result.
/// </summary>
public sealed partial class OpenCl
{
    /// <summary>As many as the kernel has room for.</summary>
    const int MostGathered = 16;

    readonly List<(int Count, float Alpha, ValueBuffer X, float Beta, ValueBuffer Y)> gathered = [];

    public override void AddScaled(double alpha, ValueBuffer x, double beta, ValueBuffer y)
    {
        (_, _) = (Memory(x), Memory(y));                 // refuses the numbers of another machine now, not later
        if (y.Length == 0) return;
        if (gathered.Count == MostGathered || gathered.Exists(other => other.Y == x || other.Y == y || other.X == y)) LaunchGathered();
        gathered.Add((y.Length, (float)alpha, x, (float)beta, y));
    }

    /// <summary>Launches what is gathered: before any other command, and before one of the buffers is let go.</summary>
    internal void LaunchGathered()
    {
        if (gathered.Count == 0) return;
        var kernel = Kernel("Movement.cl", "combine");
        var items = 0L;
        for (var place = 0; place < MostGathered; place++)
        {
            var (count, alpha, x, beta, y) = place < gathered.Count ? gathered[place] : default;
            kernel.With(count).With(alpha).With(x).With(beta).With(y);
            items += DivideUp(count, Run);
        }
        gathered.Clear();
        kernel.Run(items, groupX: wide ? 1 : 256);
    }
}
