namespace Tiny.Nn.Backends;

/// <summary>
/// Matrix products. C is cut into blocks, each computed by one thread: for one part of the depth after another it packs its
/// rows of A and its columns of B and multiplies them tile by tile. With few rows packing would cost more than it saves, and
/// the matrices are read where they lie.
/// </summary>
public sealed unsafe partial class Cpu<T>
{
    /// <summary>Up to so many rows the matrices are read in place.</summary>
    const int FewRows = 16;

    /// <summary>Rows and columns of a block: 192 rows of A and 256 columns of B of one depth fit the second-level cache.</summary>
    const int RowLimit = 192, ColumnLimit = 256;

    public override void Product(ProductShape shape, NumberBuffer a, NumberBuffer b, NumberBuffer? bias, NumberBuffer c)
    {
        T[] left = Cells(a), right = Cells(b), result = Cells(c);
        if (shape.Depth == 0) c.On<T>(this).Span.Clear();
        else if (shape.TransposeB && !shape.TransposeA && IsShort(shape)) ProductOfRows(shape, left, right, result);
        else if (shape.Rows > FewRows || shape.TransposeB) ProductInBlocks(shape, left, right, result);
        else ProductInPlace(shape, left, right, result);
        AddBias(bias, 1, c);
    }

    /// <summary>
    /// Whether A·Bᵀ is computed as inner products of rows: with few rows always, and with more if B stays in the second-level cache
    /// and its rows are long, because packing a transposed matrix takes longer than that.
    /// </summary>
    static bool IsShort(ProductShape shape) =>
        shape.Rows <= FewRows || (shape.Depth >= 64 && (long)shape.Columns * shape.Depth <= 1 << 17);

    static long Work(ProductShape shape) => (long)shape.Batch * shape.Rows * shape.Columns * shape.Depth;

    void ProductInBlocks(ProductShape shape, T[] a, T[] b, T[] c)
    {
        if (shape.Rows == 0 || shape.Columns == 0) return;
        int blockRows = Panels<T>.Part(shape.Rows, RowLimit, Kernel<T>.Height);
        int blockColumns = Panels<T>.Part(shape.Columns, ColumnLimit, Kernel<T>.Width);
        int down = (shape.Rows - 1) / blockRows + 1, across = (shape.Columns - 1) / blockColumns + 1;
        workers.ForEach(shape.Batch * down * across, Work(shape), turn =>
        {
            int g = turn / (down * across), i = turn / across % down * blockRows, j = turn % across * blockColumns;
            int rows = Math.Min(blockRows, shape.Rows - i), columns = Math.Min(blockColumns, shape.Columns - j);
            fixed (T* pa = a, pb = b, pc = c)
                ProductBlock(shape, i, rows, j, columns, pa + (nint)g * shape.Rows * shape.Depth, pb + (nint)g * shape.Depth * shape.Columns,
                    pc + (nint)g * shape.Rows * shape.Columns);
        });
    }

    /// <summary>The block of C that starts at row <paramref name="i"/> and column <paramref name="j"/>.</summary>
    void ProductBlock(ProductShape shape, int i, int rows, int j, int columns, T* a, T* b, T* c)
    {
        int height = Kernel<T>.Height, width = Kernel<T>.Width, part = Panels<T>.DepthPart(shape.Depth);
        var (stepA, depthStepA) = shape.TransposeA ? (1, shape.Rows) : (shape.Depth, 1);
        var (stepB, depthStepB) = shape.TransposeB ? (shape.Depth, 1) : (1, shape.Columns);
        var panelsA = scratch.Rent(Panels<T>.RoundUp(rows, height) * part);
        var panelsB = scratch.Rent(Panels<T>.RoundUp(columns, width) * part);
        fixed (T* left = panelsA, right = panelsB)
            for (var k = 0; k < shape.Depth; k += part)
            {
                var depth = Math.Min(part, shape.Depth - k);
                Panels<T>.Pack(a + (nint)i * stepA + (nint)k * depthStepA, depthStepA, stepA, depth, rows, height, left);
                Panels<T>.Pack(b + (nint)j * stepB + (nint)k * depthStepB, depthStepB, stepB, depth, columns, width, right);
                Panels<T>.Multiply(depth, rows, columns, left, right, c + (nint)i * shape.Columns + j, shape.Columns, add: k > 0);
            }
        scratch.Return(panelsA);
        scratch.Return(panelsB);
    }

    /// <summary>Few rows times a matrix in its natural layout: strips of B, read row by row.</summary>
    void ProductInPlace(ProductShape shape, T[] a, T[] b, T[] c)
    {
        var (batch, rows, columns, depth, transposeA, _) = shape;
        var (stepA, depthStepA) = transposeA ? (1, rows) : (depth, 1);
        int width = Kernel<T>.Width, strips = (columns + width - 1) / width;
        workers.ForEach(batch * strips, Work(shape), turn =>
        {
            int g = turn / strips, j = turn % strips * width, used = Math.Min(width, columns - j);
            var tile = stackalloc T[Kernel<T>.Height * width];
            fixed (T* pa = &a[g * rows * depth], pb = &b[g * depth * columns + j], pc = &c[g * rows * columns + j])
                for (var i = 0; i < rows; i += Kernel<T>.Height)
                {
                    var height = Math.Min(Kernel<T>.Height, rows - i);
                    Kernel<T>.Direct(depth, height, pa + i * stepA, stepA, depthStepA, pb, columns, tile, width);
                    Panels<T>.Place(tile, width, height, used, pc + i * columns, columns, add: false);
                }
        });
    }

    /// <summary>Few rows times a transposed matrix: inner products of rows of A with rows of B.</summary>
    void ProductOfRows(ProductShape shape, T[] a, T[] b, T[] c)
    {
        var (batch, rows, columns, depth, _, _) = shape;
        var strips = (columns + Kernel<T>.DotWidth - 1) / Kernel<T>.DotWidth;
        workers.ForEach(batch * strips, Work(shape), turn =>
        {
            int g = turn / strips, j = turn % strips * Kernel<T>.DotWidth;
            fixed (T* pa = &a[g * rows * depth], pb = &b[(g * columns + j) * depth], pc = &c[g * rows * columns + j])
                DotStrip(depth, rows, pa, depth, Math.Min(Kernel<T>.DotWidth, columns - j), pb, depth, pc, columns, add: false);
        });
    }

    /// <summary>Up to three columns of C: the inner products of all rows of A with that many rows of B.</summary>
    static void DotStrip(int depth, int rows, T* a, nint stepA, int columns, T* b, nint stepB, T* c, nint stepC, bool add)
    {
        var tile = stackalloc T[Kernel<T>.DotHeight * Kernel<T>.DotWidth];
        var whole = depth - depth % Lanes;
        for (var i = 0; i < rows; i += Kernel<T>.DotHeight)
        {
            var height = Math.Min(Kernel<T>.DotHeight, rows - i);
            Kernel<T>.Dot(whole, height, a + i * stepA, stepA, columns, b, stepB, tile);
            Panels<T>.Place(tile, Kernel<T>.DotWidth, height, columns, c + i * stepC, stepC, add);
            if (whole == depth) continue;
            DotRest(depth - whole, height, a + i * stepA + whole, stepA, columns, b + whole, stepB, tile);
            Panels<T>.Place(tile, Kernel<T>.DotWidth, height, columns, c + i * stepC, stepC, add: true);
        }
    }

    /// <summary>The end of inner products that is shorter than a vector, from copies filled up with 0.</summary>
    static void DotRest(int depth, int rows, T* a, nint stepA, int columns, T* b, nint stepB, T* tile)
    {
        T* left = stackalloc T[Kernel<T>.DotHeight * Lanes], right = stackalloc T[Kernel<T>.DotWidth * Lanes];
        for (var i = 0; i < rows; i++) new Span<T>(a + i * stepA, depth).CopyTo(new Span<T>(left + i * Lanes, depth));
        for (var j = 0; j < columns; j++) new Span<T>(b + j * stepB, depth).CopyTo(new Span<T>(right + j * Lanes, depth));
        Kernel<T>.Dot(Lanes, rows, left, Lanes, columns, right, Lanes, tile);
    }
}
