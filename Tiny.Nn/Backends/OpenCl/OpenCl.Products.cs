namespace Tiny.Nn.Backends;

/// <summary>
/// The matrix product, for dense layers and for the convolutions, which read images as matrices
/// (<see cref="OpenClOffsetTables"/>).
/// </summary>
public sealed partial class OpenCl
{
    /// <summary>The maximum number of values in the intermediate result of a transposed convolution: 256 MiB.</summary>
    const int MaximumUnfolded = 1 << 26;

    readonly Dictionary<ConvolutionShape, OpenClOffsetTables> tables = [];
    ValueBuffer? padded, unfolded, partial;

    protected override void ProductCore(ProductShape shape, ValueBuffer a, ValueBuffer b, ValueBuffer? bias,
        ValueBuffer c)
    {
        var (batch, rows, columns, depth, transposeA, transposeB) = shape;
        Multiply(batch, rows, columns, depth, "",
            new(a, rows * depth, transposeA ? 1 : depth, transposeA ? rows : 1),
            new(b, depth * columns, transposeB ? 1 : columns, transposeB ? depth : 1),
            new(bias, Batch: 0, Row: 0, Column: 1),
            new(c, rows * columns, columns, 1));
    }

    protected override void ConvolveCore(ConvolutionShape shape, ValueBuffer x, ValueBuffer w, ValueBuffer? bias,
        ValueBuffer y)
    {
        if (y.Length == 0) return;
        var table = TablesFor(shape);
        Multiply(shape.Groups, shape.OutputChannelsPerGroup, table.Positions, table.Elements, "#define TABLES",
            new(w, table.FilterGroup, table.Filter, table.Element),
            new(Padded(shape, table, x), table.ImageGroup, table.Tap, table.Window),
            new(bias, Batch: shape.OutputChannelsPerGroup, Row: 1, Column: 0),
            new(y, table.ResultGroup, table.Channel, table.Position));
    }

    protected override void ConvolveFilterCore(ConvolutionShape shape, ValueBuffer x, ValueBuffer y, ValueBuffer w)
    {
        if (w.Length == 0) return;
        var table = TablesFor(shape);
        Multiply(shape.Groups, table.Elements, shape.OutputChannelsPerGroup, table.Positions, "#define TABLES",
            new(Padded(shape, table, x), table.ImageGroup, table.Tap, table.Window),
            new(y, table.ResultGroup, table.Position, table.Channel),
            default,
            new(w, table.FilterGroup, table.Element, table.Filter));
    }

    /// <inheritdoc/>
    /// <remarks>
    /// A product u[n, (c, t), j] = Σ_o w[o, c, t] · y[n, o, j], then a fold x[n, c, i] = Σ u over the (t, j) with at(j,
    /// t) = i. If u would be too large, the batch is processed in parts.
    /// </remarks>
    protected override void ConvolveTransposedCore(ConvolutionShape shape, ValueBuffer y, ValueBuffer w,
        ValueBuffer? bias,
        ValueBuffer x)
    {
        if (x.Length == 0) return;
        var outputs = shape.Window.OutputCount;
        var unfoldedCount = (double)shape.InputChannels * shape.Window.TapCount * outputs;
        SpatialWindow.CheckMemory(
            "transposed convolution", unfoldedCount, shape.ElementCount / shape.Batch, MaximumUnfolded);
        var perExample = (int)unfoldedCount;
        var most = Math.Clamp(MaximumUnfolded / Math.Max(perExample, 1), 1, shape.Batch);
        for (var n = 0; n < shape.Batch; n += most)
        {
            var part = shape with { Batch = Math.Min(most, shape.Batch - n) };
            var table = TablesFor(part);
            var images = Workspace(ref unfolded, part.Batch * perExample);
            Multiply(shape.Groups, table.Elements, table.Positions, shape.OutputChannelsPerGroup, "#define TABLES",
                new(w, table.FilterGroup, table.Element, table.Filter),
                new(y, table.ResultGroup, table.Channel, table.Position, Start: n * shape.OutputChannels * outputs),
                default,
                new(images, table.Elements * outputs, table.UnfoldedElement, table.UnfoldedPosition));
            Fold(part.Batch * shape.InputChannels, shape.Window, images, planeStride: shape.Window.TapCount * outputs,
                tapStride: outputs,
                bias, x, start: n * shape.InputChannels * shape.Window.InputCount);
        }
    }

    /// <summary>
    /// A batch of matrices in memory: the start, the stride of the batch, and the offsets of rows and columns.
    /// </summary>
    readonly record struct Operand(ValueBuffer Buffer, int Batch, Offsets Row, Offsets Column, int Start = 0);

    /// <summary>A broadcast matrix D[g][i, j] = buffer[g·Batch + i·Row + j·Column]; 0 without a buffer.</summary>
    readonly record struct BiasOperand(ValueBuffer? Buffer, int Batch, int Row, int Column);

    /// <summary>The offsets along one axis: index i times a stride, or entry i of a table.</summary>
    readonly record struct Offsets(int Stride, IndexBuffer? Table = null)
    {
        public static implicit operator Offsets(int stride) => new(stride);

        public static implicit operator Offsets(IndexBuffer table) => new(0, table);

        public OpenClKernel AddTo(OpenClKernel kernel) => Table is null ? kernel.With(Stride) : kernel.With(Table);
    }

    /// <summary>C[g] = A[g]·B[g] + D[g].</summary>
    /// <remarks>
    /// If C has too few blocks to occupy the device and the depth is large, the depth is split into parts, whose
    /// products are added afterwards. The split depends on the sizes and the device alone.
    /// </remarks>
    void Multiply(int batch, int rows, int columns, int depth, string definitions, Operand a, Operand b, BiasOperand d,
        Operand c)
    {
        if (c.Buffer.Length == 0 || batch == 0 || rows == 0 || columns == 0) return;
        var (tile, height) = Blocking(batch, rows, columns);
        var (across, down) = isCpu
            ? (DivideUp(columns, 16), DivideUp(rows, height)) : (DivideUp(columns, tile), DivideUp(rows, tile));
        var parts = (int)Math.Max(1, Math.Min(DivideUp(4L * Device.ComputeUnits, batch * across * down), depth / 512));
        var target = parts == 1 ? c.Buffer : Workspace(ref partial, checked(parts * c.Buffer.Length));

        var kernel = isCpu
            ? Kernel("ProductWide.cl", "product", $"{definitions}\n#define ROWS {RowsInRegisters(rows)}")
            : Kernel("ProductTiled.cl", "product", $"{definitions}\n#define TILE {tile}");
        kernel.With(rows, columns, depth, parts, (int)DivideUp(depth, parts));
        if (isCpu) kernel.With(height);
        // whether the depth is contiguous in memory
        else kernel.With(a.Column.Stride == 1
            ? 1 : 0, b.Row.Stride == 1 ? 1 : 0);
        a.Column.AddTo(a.Row.AddTo(kernel.With(a.Buffer).With(a.Batch)));
        b.Column.AddTo(b.Row.AddTo(kernel.With(b.Buffer).With(b.Start, b.Batch)));
        kernel.With(d.Buffer).With(d.Batch, d.Row, d.Column);
        c.Column.AddTo(c.Row.AddTo(kernel.With(target).With(c.Batch, c.Buffer.Length)));
        var group = isCpu ? 1 : 16;
        kernel.Launch(across * group, down * group, (long)batch * parts, group, group);
        if (parts > 1) SumCore(1, parts, c.Buffer.Length, 1, target, c.Buffer);
    }

    /// <summary>
    /// The number of rows of 16 sums that a work item keeps in registers: 8 or 6, as the processor has 32 or 16 of
    /// them, or up to three fewer if that leaves fewer rows of the last block unused.
    /// </summary>
    int RowsInRegisters(int rows)
    {
        var most = Width == 16 ? 8 : 6;
        var best = most;
        for (var count = most - 1; count >= most - 3; count--)
            if (DivideUp(rows, count) * count < 0.95 * DivideUp(rows, best) * best) best = count;
        return best;
    }

    /// <summary>The tile of a work group on a GPU, and the rows of a work item on a CPU.</summary>
    (int Tile, int Height) Blocking(int batch, int rows, int columns)
    {
        var largeTiles = batch * DivideUp(rows, 128) * DivideUp(columns, 128);
        var height = 120L;
        while (height > 30
            && batch * DivideUp(columns, 16) * DivideUp(rows, height) < 4L * Device.ComputeUnits) height /= 2;
        return (largeTiles >= 2L * Device.ComputeUnits ? 128 : 64, (int)height);
    }

    /// <summary>
    /// x padded with zeros, so that every tap of every window reads an element; x itself if there is no padding.
    /// </summary>
    ValueBuffer Padded(ConvolutionShape shape, OpenClOffsetTables table, ValueBuffer x)
    {
        if (table.PaddedCount == shape.Window.InputCount) return x;
        var planes = shape.Batch * shape.InputChannels;
        var image = Workspace(ref padded, planes * table.PaddedCount);
        LaunchPlanes(Kernel("Windows.cl", "pad").With(planes)
            .With(Inputs(shape.Window), Int4.Of(shape.Window, axis => axis.PaddingBefore), table.PaddedLengths).With(x,
                image),
            planes, table.PaddedLengths);
        return image;
    }

    OpenClOffsetTables TablesFor(ConvolutionShape shape)
    {
        if (tables.TryGetValue(shape, out var known)) return known;
        if (tables.Count == 256) DisposeTables();
        return tables[shape] = new OpenClOffsetTables(this, shape);
    }

    /// <summary>
    /// Memory between two kernels of one primitive; the next primitive may overwrite it, because the queue is in order.
    /// </summary>
    ValueBuffer Workspace(ref ValueBuffer? buffer, int length)
    {
        if (buffer is null || buffer.Length < length)
        {
            buffer?.Dispose();
            buffer = null;
            buffer = AllocateValuesCore(length);
        }
        return buffer;
    }

    void DisposeTables()
    {
        foreach (var table in tables.Values) table.Dispose();
        tables.Clear();
    }
}
