namespace Tiny.Nn.Backends;

/// <summary>
/// Matrix products. C is cut into blocks, each computed by one thread, tile by tile, from a packed B. Where packing would cost more than
/// it saves, B is read where it lies; and A·Bᵀ with few long rows is made of inner products.
/// </summary>
public sealed unsafe partial class Cpu<T>
{
    /// <summary>Up to so many rows or so small a depth, B is read in place.</summary>
    const int Few = 16;

    /// <summary>Rows of B at once where it is read in place: more streams than this the processor does not foresee.</summary>
    const int InPlaceDepth = 32;

    /// <summary>Vectors of a row that one thread computes where the columns are dealt out.</summary>
    const int BlockVectors = 16;

    /// <summary>Rows and columns of a block at most: 192 rows of A and 256 columns of B of one depth fit the second-level cache.</summary>
    const int RowLimit = 192, ColumnLimit = 256;

    public override void Product(ProductShape shape, NumberBuffer a, NumberBuffer b, NumberBuffer? bias, NumberBuffer c)
    {
        HostBuffer<T> left = Cells(a), right = Cells(b), result = Cells(c);
        if (shape.Depth == 0 || c.Length == 0) c.On<T>(this).Span.Clear();
        else if (shape.TransposeB && !shape.TransposeA && IsShort(shape)) ProductOfRows(shape, left, right, result);
        else if (!shape.TransposeB && (shape.Rows <= Few || shape.Depth <= Few)) ProductInPlace(shape, left, right, result);
        else ProductInBlocks(shape, left, right, result);
        AddBias(bias, 1, c);
    }

    /// <summary>Whether A·Bᵀ is computed as inner products: if the rows are long, and so few that packing B would take longer.</summary>
    static bool IsShort(ProductShape shape) => shape.Depth >= 4 * Kernel<T>.Lanes && shape.Rows <= Few;

    static long Work(ProductShape shape) => (long)shape.Batch * shape.Rows * shape.Columns * shape.Depth;

    /// <summary>
    /// B is packed, once for all threads; A is read where it lies if its rows do, since the six numbers that a tile wants next are then
    /// the next in six rows. Each turn makes a block of C, part by part of the depth.
    /// </summary>
    void ProductInBlocks(ProductShape shape, HostBuffer<T> a, HostBuffer<T> b, HostBuffer<T> c)
    {
        var (batch, rows, columns, depth, transposeA, transposeB) = shape;
        int width = Kernel<T>.Width, part = Panels<T>.DepthPart(depth), room = Panels<T>.RoundUp(columns, width);
        int blockColumns = Panels<T>.Part(columns, ColumnLimit, width), across = (columns - 1) / blockColumns + 1;
        int blockRows = Panels<T>.Part(rows, (int)Math.Clamp((long)rows * across * batch / FewTurns, Kernel<T>.Height, RowLimit), Kernel<T>.Height);
        int down = (rows - 1) / blockRows + 1;
        var (stepB, depthStepB) = transposeB ? (depth, 1) : (1, columns);
        using Workspace<int> steps = Steps(part, width), vectors = Steps(2, Kernel<T>.Lanes);
        using var left = PackTransposed(shape, part, a);
        using var right = workspaces.Rent((long)batch * room * depth);
        workers.ForEach(batch * (room / width), (long)batch * room * depth * 4, turn =>
        {
            var (g, j) = (turn / (room / width), turn % (room / width) * width);
            fixed (T* pb = b)
                for (var k = 0; k < depth; k += part)
                {
                    var count = Math.Min(part, depth - k);
                    Panels<T>.Pack(pb + (nint)g * depth * columns + (nint)j * stepB + (nint)k * depthStepB, depthStepB, stepB, count,
                        Math.Min(width, columns - j), width, right.Start + ((nint)g * depth + k) * room + (nint)j * count);
                }
        });
        workers.ForEach(batch * down * across, Work(shape), turn =>
        {
            int g = turn / (down * across), i = turn / across % down * blockRows, first = turn % across * blockColumns;
            fixed (T* pa = a, pc = c)
                for (var k = 0; k < depth; k += part)
                    for (var j = first; j < Math.Min(first + blockColumns, columns); j += width)
                    {
                        var count = Math.Min(part, depth - k);
                        var panels = transposeA
                            ? Rows<T>.Packed(left.Start + ((nint)g * depth + k) * Panels<T>.RoundUp(rows, Kernel<T>.Height) + i * count)
                            : new((nint)(pa + ((nint)g * rows + i) * depth + k), Kernel<T>.Height, depth, 1);
                        Panels<T>.Multiply(count, Math.Min(blockRows, rows - i), Math.Min(width, columns - j), panels,
                            Kernel<T>.Height * (transposeA ? count : depth), steps.Start, right.Start + ((nint)g * depth + k) * room + (nint)j * count,
                            vectors.Start, 2, pc + ((nint)g * rows + i) * columns + j, columns, add: k > 0);
                    }
        });
    }

    /// <summary>
    /// B where it lies, some rows at a time, since memory is read fastest in order. Either the columns of C are dealt out, or, if there are
    /// many of them, its rows.
    /// </summary>
    void ProductInPlace(ProductShape shape, HostBuffer<T> a, HostBuffer<T> b, HostBuffer<T> c)
    {
        var (batch, rows, columns, depth, transposeA, _) = shape;
        int height = Kernel<T>.Height, part = Panels<T>.Part(depth, InPlaceDepth, 1), count = (columns - 1) / Kernel<T>.Lanes + 1;
        int blockRows = rows <= Few ? rows : 4 * height, down = (rows - 1) / blockRows + 1;
        // The last block of columns is the longer one: a vector that overlaps with another is to be in one tile with it.
        int across = rows <= Few ? Math.Max(1, count / BlockVectors) : 1;
        var (stepA, depthStepA) = transposeA ? (1, rows) : (depth, 1);
        using Workspace<int> steps = Steps(part, columns), vectors = Vectors(columns);
        workers.ForEach(batch * down * across, Work(shape), turn =>
        {
            int g = turn / (down * across), i = turn / across % down * blockRows, first = turn % across * BlockVectors;
            var end = turn % across == across - 1 ? count : first + BlockVectors;
            fixed (T* pa = a, pb = b, pc = c)
                for (var k = 0; k < depth; k += part)
                    Panels<T>.Multiply(Math.Min(part, depth - k), Math.Min(blockRows, rows - i), columns,
                        new((nint)(pa + (nint)g * rows * depth + (nint)i * stepA + (nint)k * depthStepA), height, stepA, depthStepA), height * stepA,
                        steps.Start, pb + ((nint)g * depth + k) * columns, vectors.Start + first, end - first,
                        pc + ((nint)g * rows + i) * columns, columns, add: k > 0);
        });
    }

    /// <summary>Where the vectors of a row begin. The last one ends with the row, and overlaps with the one before it.</summary>
    Workspace<int> Vectors(int columns)
    {
        var (count, lanes) = ((columns - 1) / Kernel<T>.Lanes + 1, Kernel<T>.Lanes);
        var vectors = Steps(count, lanes);
        if (count > 1) vectors.Start[count - 1] = columns - lanes;
        return vectors;
    }

    /// <summary>A transposed A as panels of six rows, one part of the depth after another; nothing if A is not transposed.</summary>
    Workspace<T> PackTransposed(ProductShape shape, int part, HostBuffer<T> a)
    {
        var (batch, rows, _, depth, transposeA, _) = shape;
        var room = Panels<T>.RoundUp(rows, Kernel<T>.Height);
        var packed = workspaces.Rent(transposeA ? (long)batch * room * depth : 0);
        if (!transposeA) return packed;
        fixed (T* pa = a)
            for (var g = 0; g < batch; g++)
                for (var k = 0; k < depth; k += part)
                    Panels<T>.Pack(pa + ((nint)g * depth + k) * rows, rows, 1, Math.Min(part, depth - k), rows, Kernel<T>.Height,
                        packed.Start + ((nint)g * depth + k) * room);
        return packed;
    }

    /// <summary>A·Bᵀ as inner products of rows of A with rows of B.</summary>
    void ProductOfRows(ProductShape shape, HostBuffer<T> a, HostBuffer<T> b, HostBuffer<T> c)
    {
        var (batch, rows, columns, depth, _, _) = shape;
        var strips = (columns - 1) / Kernel<T>.DotWidth + 1;
        var vectors = depth / Kernel<T>.Lanes;
        using Workspace<int> places = Steps(vectors, Kernel<T>.Lanes), steps = Steps(Kernel<T>.DotWidth, depth);
        workers.ForEach(batch * strips, Work(shape), turn =>
        {
            int g = turn / strips, j = turn % strips * Kernel<T>.DotWidth;
            fixed (T* pa = a, pb = b, pc = c)
                DotStrip(vectors, places.Start, rows, pa + (nint)g * rows * depth, depth, Math.Min(Kernel<T>.DotWidth, columns - j),
                    pb + ((nint)g * columns + j) * depth, steps.Start, pc + (nint)g * rows * columns + j, columns);
        });
    }

    /// <summary>Up to three columns of C: the inner products of all rows of A with that many rows of B.</summary>
    static void DotStrip(int vectors, int* places, int rows, T* a, int depth, int columns, T* b, int* steps, T* c, nint stepC)
    {
        var whole = vectors * Kernel<T>.Lanes;
        for (var i = 0; i < rows; i += Kernel<T>.DotHeight)
        {
            var height = Math.Min(Kernel<T>.DotHeight, rows - i);
            Kernel<T>.Dot(vectors, places, height, a + (nint)i * depth, depth, columns, b, steps, c + i * stepC, stepC, add: false);
            for (var r = 0; r < height && whole < depth; r++)
                for (var j = 0; j < columns; j++)
                    c[(i + r) * stepC + j] += DotRest(a + (nint)(i + r) * depth + whole, b + steps[j] + whole, depth - whole);
        }
    }

    /// <summary>The end of an inner product that is shorter than a vector of the kernel.</summary>
    static T DotRest(T* a, T* b, int count)
    {
        var sum = System.Numerics.Vector<T>.Zero;
        for (var k = 0; k < count; k += Lanes)
            sum += First(count - k, System.Numerics.Vector.Load(a + k) * System.Numerics.Vector.Load(b + k), System.Numerics.Vector<T>.Zero);
        return System.Numerics.Vector.Sum(sum);
    }

    /// <summary>0, step, 2·step, …: where the rows of a matrix begin.</summary>
    Workspace<int> Steps(int count, int step)
    {
        var sheet = tables.Rent(count);
        for (var k = 0; k < count; k++) sheet.Start[k] = checked(k * step);
        return sheet;
    }
}
