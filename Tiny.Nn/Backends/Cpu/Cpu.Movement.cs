namespace Tiny.Nn.Backends;

/// <summary>Moving and gathering.</summary>
public sealed partial class Cpu<T>
{
    public override void Copy(Shape shape, NumberBuffer x, View from, NumberBuffer y, View to)
    {
        if (shape.Count == 0) return;
        var nest = new LoopNest(shape, from, to);
        T[] xs = Cells(x), ys = Cells(y);
        workers.Ranges(nest.Rows, Grain / nest.RowLength + 1, (first, end) =>
        {
            for (var row = first; row < end; row++)
                CopyRow(xs, nest.Start(0, row), nest.RowStrides[0], ys, nest.Start(1, row), nest.RowStrides[1], nest.RowLength);
        });
    }

    static void CopyRow(T[] x, int atX, int stepX, T[] y, int atY, int stepY, int length)
    {
        if (stepX == 1 && stepY == 1)
            x.AsSpan(atX, length).CopyTo(y.AsSpan(atY, length));
        else if (stepX == 0 && stepY == 1)
            y.AsSpan(atY, length).Fill(x[atX]);
        else
            for (var j = 0; j < length; j++) y[atY + j * stepY] = x[atX + j * stepX];
    }

    public override void Gather(int planes, int size, int count, NumberBuffer x, IndexBuffer index, NumberBuffer y)
    {
        T[] xs = Cells(x), ys = Cells(y);
        var from = Cells(index);
        workers.Ranges(planes, Grain / (count + 1) + 1, (first, end) =>
        {
            for (var plane = first; plane < end; plane++)
            {
                var source = xs.AsSpan(plane * size, size);
                for (var j = plane * count; j < (plane + 1) * count; j++)
                    ys[j] = from[j] < 0 ? T.Zero : source[from[j]];
            }
        });
    }

    public override void ScatterAdd(int planes, int size, int count, NumberBuffer y, IndexBuffer index, NumberBuffer x)
    {
        T[] xs = Cells(x), ys = Cells(y);
        var to = Cells(index);
        workers.Ranges(planes, Grain / (size + count + 1) + 1, (first, end) =>
        {
            for (var plane = first; plane < end; plane++)
            {
                var target = xs.AsSpan(plane * size, size);
                target.Clear();
                for (var j = plane * count; j < (plane + 1) * count; j++)
                    if (to[j] >= 0) target[to[j]] += ys[j];
            }
        });
    }
}
