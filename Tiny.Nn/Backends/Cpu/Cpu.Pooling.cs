namespace Tiny.Nn.Backends;

/// <summary>
/// Pooling, line by line of the output plane: in the combed plane (<see cref="Comb{T}"/>) every tap is a whole vector, for every
/// stride and dilation. Lines are written one after another with room at the end, so that the last vector of a line may run into
/// the next one, which comes after it.
/// </summary>
public sealed unsafe partial class Cpu<T>
{
    readonly Dictionary<SpatialWindow, Pool<T>> pools = [];

    public override void MaxPool(PoolingShape shape, ValueBuffer x, ValueBuffer y, IndexBuffer indices)
    {
        if (y.Length == 0) return;
        if (x.Length == 0)
        {
            y.On<T>(this).Span.Clear();
            indices.On(this).Span.Fill(-1);
            return;
        }
        HostBuffer<T> xs = Cells(x), ys = Cells(y);
        var from = Cells(indices);
        var (pool, inputs, outputs) = (PoolFor(shape.Window), shape.Window.InputCount, shape.Window.OutputCount);
        workers.Ranges(shape.Planes, PlanesPerTurn(shape), (first, end) =>
        {
            using Sheet<T> combed = scratch.Rent(pool.Comb.Size + Lanes), room = scratch.Rent(pool.Comb.Size), maxima = scratch.Rent(outputs + Lanes);
            using var cells = places.Rent(outputs + Lanes);
            fixed (T* allX = xs, allY = ys)
                for (var plane = first; plane < end; plane++)
                {
                    T* px = allX + (nint)plane * inputs, py = allY + (nint)plane * outputs;
                    if (!pool.Comb.IsPlain) pool.Comb.Lay(px, combed.Cells, T.Zero, room.Cells);
                    pool.Maxima(pool.Comb.IsPlain ? px : combed.Cells, maxima.Cells, cells.Cells);
                    new Span<T>(maxima.Cells, outputs).CopyTo(new(py, outputs));
                    new Span<int>(cells.Cells, outputs).CopyTo(from.AsSpan(plane * outputs));
                }
        });
    }

    public override void SumPool(PoolingShape shape, ValueBuffer x, ValueBuffer y)
    {
        if (x.Length == 0) y.On<T>(this).Span.Clear();
        if (x.Length == 0 || y.Length == 0) return;
        HostBuffer<T> xs = Cells(x), ys = Cells(y);
        var (pool, inputs, outputs) = (PoolFor(shape.Window), shape.Window.InputCount, shape.Window.OutputCount);
        workers.Ranges(shape.Planes, PlanesPerTurn(shape), (first, end) =>
        {
            using Sheet<T> combed = scratch.Rent(pool.Comb.Size + Lanes), room = scratch.Rent(pool.Comb.Size), sums = scratch.Rent(outputs + Lanes);
            fixed (T* allX = xs, allY = ys)
                for (var plane = first; plane < end; plane++)
                {
                    T* px = allX + (nint)plane * inputs, py = allY + (nint)plane * outputs;
                    if (!pool.Comb.IsPlain) pool.Comb.Lay(px, combed.Cells, T.Zero, room.Cells);
                    pool.Sums(pool.Comb.IsPlain ? px : combed.Cells, sums.Cells);
                    new Span<T>(sums.Cells, outputs).CopyTo(new(py, outputs));
                }
        });
    }

    public override void SumPoolBackward(PoolingShape shape, ValueBuffer y, ValueBuffer x)
    {
        if (y.Length == 0) x.On<T>(this).Span.Clear();
        if (x.Length == 0 || y.Length == 0) return;
        HostBuffer<T> xs = Cells(x), ys = Cells(y);
        var (pool, inputs, outputs) = (PoolFor(shape.Window), shape.Window.InputCount, shape.Window.OutputCount);
        workers.Ranges(shape.Planes, PlanesPerTurn(shape), (first, end) =>
        {
            using Sheet<T> combed = scratch.Rent(pool.Comb.Size + Lanes), room = scratch.Rent(pool.Comb.Size);
            fixed (T* allX = xs, allY = ys)
                for (var plane = first; plane < end; plane++)
                {
                    T* px = allX + (nint)plane * inputs, py = allY + (nint)plane * outputs;
                    pool.Spread(py, combed.Cells);
                    pool.Comb.Take(combed.Cells, px, room.Cells);
                }
        });
    }

    static int PlanesPerTurn(PoolingShape shape) => (int)(Grain / ((long)shape.Window.OutputCount * shape.Window.TapCount + 1)) + 1;

    Pool<T> PoolFor(SpatialWindow windows)
    {
        if (pools.TryGetValue(windows, out var pool)) return pool;
        if (pools.Count == PlanLimit) pools.Clear();
        return pools[windows] = new(windows);
    }
}
