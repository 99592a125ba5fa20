namespace Tiny.Nn.Backends;

/// <summary>
/// Max pooling of single planes without padding and without indices. Each thread uses its own pooler, because a pooler
/// holds workspaces.
/// </summary>
sealed unsafe class PlanePooler<T>(PoolingPlan<T> plan, WorkspacePool<T> pool) : IDisposable
    where T : unmanaged, IFloatingPointIeee754<T>
{
    readonly Workspace<T> packed = pool.Rent(plan.Layout.Size + Vector<T>.Count);
    readonly Workspace<T> columns = pool.Rent(plan.Layout.Size + Vector<T>.Count);
    readonly Workspace<T> maxima = pool.Rent(plan.OutputCount + Vector<T>.Count);

    /// <summary>The number of windows of a plane.</summary>
    public int Outputs => plan.OutputCount;

    /// <summary>Computes y[j], the largest element of each window.</summary>
    public void Maxima(T* plane, T* y)
    {
        plan.Layout.Pack(plane, packed.Start, columns.Start);
        plan.Maxima(packed.Start, columns.Start, maxima.Start);
        new Span<T>(maxima.Start, Outputs).CopyTo(new(y, Outputs));
    }

    public void Dispose()
    {
        packed.Dispose();
        columns.Dispose();
        maxima.Dispose();
    }
}
