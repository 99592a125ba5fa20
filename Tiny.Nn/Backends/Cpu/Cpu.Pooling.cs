namespace Tiny.Nn.Backends;

/// <summary>
/// The pooling primitives, which compute the output plane row by row. In the packed plane
/// (<see cref="PolyphaseLayout{T}"/>) the elements of a tap are whole vectors, for every stride and dilation. Rows are
/// written in order into memory with spare elements at the end, because the last vector of a row may overrun into the
/// next row, which is written later.
/// </summary>
public sealed unsafe partial class Cpu<T>
{
    readonly Dictionary<SpatialWindow, PoolingPlan<T>> poolings = [];

    protected override void MaxPoolCore(PoolingShape shape, ValueBuffer x, ValueBuffer y, IndexBuffer indices)
    {
        if (x.Length == 0) Elements(indices).AsSpan().Fill(-1);
        var (outputs, to) = (shape.Window.OutputCount, Elements(indices));
        Pool(shape, x, y, (plan, plane, maxima, n) =>
        {
            int* indices = (int*)(maxima + outputs + Lanes);
            plan.Maxima(plane, maxima, indices);
            new Span<int>(indices, outputs).CopyTo(to.AsSpan(n * outputs));
        });
    }

    protected override void SumPoolCore(PoolingShape shape, ValueBuffer x, ValueBuffer y) =>
        Pool(shape, x, y, (plan, plane, sums, _) => plan.Sums(plane, sums));

    protected override void SumPoolBackwardCore(PoolingShape shape, ValueBuffer y, ValueBuffer x)
    {
        if (y.Length == 0) Elements(x).Span.Clear();
        if (x.Length == 0 || y.Length == 0) return;
        var (plan, inputs, outputs) = (PlanFor(shape.Window), shape.Window.InputCount, shape.Window.OutputCount);
        ForRanges(shape.Planes, PlanesPerItem(shape), x, y, (px, py, first, end) =>
        {
            using var packed = workspaces.Rent(plan.Layout.Size + Lanes);
            using var workspace = workspaces.Rent(plan.Layout.Size);
            for (var n = first; n < end; n++)
            {
                plan.Spread(py + (nint)n * outputs, packed.Start);
                plan.Layout.Unpack(packed.Start, px + (nint)n * inputs, workspace.Start);
            }
        });
    }

    /// <summary>
    /// A method that pools one packed plane. The memory of the results holds twice the outputs and two more vectors.
    /// </summary>
    delegate void PlanePooling(PoolingPlan<T> plan, T* plane, T* results, int index);

    /// <summary>
    /// Packs each plane of x, pools it, and copies the results to y. If x is empty, all results are 0.
    /// </summary>
    void Pool(PoolingShape shape, ValueBuffer x, ValueBuffer y, PlanePooling pool)
    {
        if (x.Length == 0) Elements(y).Span.Clear();
        if (x.Length == 0 || y.Length == 0) return;
        var (plan, inputs, outputs) = (PlanFor(shape.Window), shape.Window.InputCount, shape.Window.OutputCount);
        ForRanges(shape.Planes, PlanesPerItem(shape), x, y, (px, py, first, end) =>
        {
            using var packed = workspaces.Rent(plan.Layout.Size + Lanes);
            using var workspace = workspaces.Rent(plan.Layout.Size);
            using var results = workspaces.Rent(2L * (outputs + Lanes));
            for (var n = first; n < end; n++)
            {
                T* plane = px + (nint)n * inputs;
                if (!plan.Layout.IsPlain) plan.Layout.Pack(plane, packed.Start, workspace.Start);
                pool(plan, plan.Layout.IsPlain ? plane : packed.Start, results.Start, n);
                new Span<T>(results.Start, outputs).CopyTo(new(py + (nint)n * outputs, outputs));
            }
        });
    }

    static int PlanesPerItem(PoolingShape shape) =>
        (int)(Grain / ((long)shape.Window.OutputCount * shape.Window.TapCount + 1)) + 1;

    PoolingPlan<T> PlanFor(SpatialWindow windows)
    {
        if (poolings.TryGetValue(windows, out var plan)) return plan;
        if (poolings.Count == PlanLimit) poolings.Clear();
        return poolings[windows] = new(windows);
    }
}
