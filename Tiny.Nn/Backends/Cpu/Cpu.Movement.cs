namespace Tiny.Nn.Backends;

/// <summary>The primitives that copy, gather and scatter elements.</summary>
public sealed unsafe partial class Cpu<T>
{
    protected override void CopyCore(Shape shape, ValueBuffer x, StridedView from, ValueBuffer y, StridedView to)
    {
        if (shape.Count == 0) return;
        var nest = new LoopNest(shape, from, to);
        ForRanges(nest.Rows, Grain / nest.RowLength + 1, x, y, (px, py, first, end) =>
        {
            for (var row = first; row < end; row++)
                CopyRow(px + nest.Start(0, row), nest.RowStrides[0],
                    py + nest.Start(1, row), nest.RowStrides[1], nest.RowLength);
        });
    }

    static void CopyRow(T* x, int stepX, T* y, int stepY, int length)
    {
        if (stepX == 1 && stepY == 1)
            new Span<T>(x, length).CopyTo(new(y, length));
        else if (stepX == 0 && stepY == 1)
            new Span<T>(y, length).Fill(*x);
        else
            for (var j = 0; j < length; j++) y[j * stepY] = x[j * stepX];
    }

    protected override void GatherCore(int planes, int size, int count, ValueBuffer x, IndexBuffer index, ValueBuffer y)
    {
        var from = Elements(index);
        workers.ForRanges(planes, Grain / (count + 1) + 1, (first, end) =>
        {
            Span<T> source = Elements(x).Span, target = Elements(y).Span;
            for (var plane = first; plane < end; plane++)
                for (var j = plane * count; j < (plane + 1) * count; j++)
                    target[j] = from[j] < 0 ? T.Zero : source[plane * size + from[j]];
        });
    }

    protected override void ScatterAddCore(int planes, int size, int count, ValueBuffer y, IndexBuffer index,
        ValueBuffer x)
    {
        var to = Elements(index);
        workers.ForRanges(planes, Grain / (size + count + 1) + 1, (first, end) =>
        {
            Span<T> source = Elements(y).Span, target = Elements(x).Span;
            for (var plane = first; plane < end; plane++)
            {
                target.Slice(plane * size, size).Clear();
                for (var j = plane * count; j < (plane + 1) * count; j++)
                    if (to[j] >= 0) target[plane * size + to[j]] += source[j];
            }
        });
    }
}
