namespace Tiny.Nn.Backends;

/// <summary>
/// Pooling, line by line of the output plane: in the combed plane (<see cref="PolyphaseLayout{T}"/>) every tap is a whole vector, for every
/// stride and dilation. Lines are written one after another with room at the end, so that the last vector of a line may run into
/// the next one, which comes after it.
/// </summary>
public sealed unsafe partial class Cpu<T>
{
    readonly Dictionary<Windows, Pool<T>> pools = [];

    public override void MaxPool(PoolingShape shape, NumberBuffer x, NumberBuffer y, IndexBuffer switches)
    {
        if (y.Length == 0) return;
        if (x.Length == 0)
        {
            y.On<T>(this).Span.Clear();
            switches.On(this).Span.Fill(-1);
            return;
        }
        HostBuffer<T> xs = Elements(x), ys = Elements(y);
        var from = Elements(switches);
        var (pool, inputs, outputs) = (PoolFor(shape.Windows), shape.Windows.Inputs, shape.Windows.Outputs);
        workers.ForRanges(shape.Planes, PlanesPerTurn(shape), (first, end) =>
        {
            using Workspace<T> combed = workspaces.Rent(pool.Layout.Size + Lanes), room = workspaces.Rent(pool.Layout.Size), maxima = workspaces.Rent(outputs + Lanes);
            using var cells = tables.Rent(outputs + Lanes);
            fixed (T* allX = xs, allY = ys)
                for (var plane = first; plane < end; plane++)
                {
                    T* px = allX + (nint)plane * inputs, py = allY + (nint)plane * outputs;
                    if (!pool.Layout.IsPlain) pool.Layout.Pack(px, combed.Start, room.Start);
                    pool.Maxima(pool.Layout.IsPlain ? px : combed.Start, maxima.Start, cells.Start);
                    new Span<T>(maxima.Start, outputs).CopyTo(new(py, outputs));
                    new Span<int>(cells.Start, outputs).CopyTo(from.AsSpan(plane * outputs));
                }
        });
    }

    public override void SumPool(PoolingShape shape, NumberBuffer x, NumberBuffer y)
    {
        if (x.Length == 0) y.On<T>(this).Span.Clear();
        if (x.Length == 0 || y.Length == 0) return;
        HostBuffer<T> xs = Elements(x), ys = Elements(y);
        var (pool, inputs, outputs) = (PoolFor(shape.Windows), shape.Windows.Inputs, shape.Windows.Outputs);
        workers.ForRanges(shape.Planes, PlanesPerTurn(shape), (first, end) =>
        {
            using Workspace<T> combed = workspaces.Rent(pool.Layout.Size + Lanes), room = workspaces.Rent(pool.Layout.Size), sums = workspaces.Rent(outputs + Lanes);
            fixed (T* allX = xs, allY = ys)
                for (var plane = first; plane < end; plane++)
                {
                    T* px = allX + (nint)plane * inputs, py = allY + (nint)plane * outputs;
                    if (!pool.Layout.IsPlain) pool.Layout.Pack(px, combed.Start, room.Start);
                    pool.Sums(pool.Layout.IsPlain ? px : combed.Start, sums.Start);
                    new Span<T>(sums.Start, outputs).CopyTo(new(py, outputs));
                }
        });
    }

    public override void Spread(PoolingShape shape, NumberBuffer y, NumberBuffer x)
    {
        if (y.Length == 0) x.On<T>(this).Span.Clear();
        if (x.Length == 0 || y.Length == 0) return;
        HostBuffer<T> xs = Elements(x), ys = Elements(y);
        var (pool, inputs, outputs) = (PoolFor(shape.Windows), shape.Windows.Inputs, shape.Windows.Outputs);
        workers.ForRanges(shape.Planes, PlanesPerTurn(shape), (first, end) =>
        {
            using Workspace<T> combed = workspaces.Rent(pool.Layout.Size + Lanes), room = workspaces.Rent(pool.Layout.Size);
            fixed (T* allX = xs, allY = ys)
                for (var plane = first; plane < end; plane++)
                {
                    T* px = allX + (nint)plane * inputs, py = allY + (nint)plane * outputs;
                    pool.Spread(py, combed.Start);
                    pool.Layout.Unpack(combed.Start, px, room.Start);
                }
        });
    }

    static int PlanesPerTurn(PoolingShape shape) => (int)(Grain / ((long)shape.Windows.Outputs * shape.Windows.Taps + 1)) + 1;

    Pool<T> PoolFor(Windows windows)
    {
        if (pools.TryGetValue(windows, out var pool)) return pool;
        if (pools.Count == PlanLimit) pools.Clear();
        return pools[windows] = new(windows);
    }
}
