namespace Tiny.Nn.Backends;

/// <summary>
/// One matrix product for everything: dense layers give it matrices, and the three convolutions give it images that it reads as
/// matrices through tables of offsets (<see cref="OpenClTables"/>).
/// </summary>
public sealed partial class OpenCl
{
    /// <summary>The most numbers that the unfolded part of a transposed convolution takes at once: 256 MiB.</summary>
    const int MostUnfolded = 1 << 26;

    readonly Dictionary<ConvolutionShape, OpenClTables> tables = [];
    ValueBuffer? padded, unfolded, partial;

    public override void Product(ProductShape shape, ValueBuffer a, ValueBuffer b, ValueBuffer? bias, ValueBuffer c)
    {
        var (batch, rows, columns, depth, transposeA, transposeB) = shape;
        Multiply(batch, rows, columns, depth, "",
            new(a, rows * depth, transposeA ? 1 : depth, transposeA ? rows : 1),
            new(b, depth * columns, transposeB ? 1 : columns, transposeB ? depth : 1),
            new(bias, Batch: 0, Row: 0, Column: 1),
            new(c, rows * columns, columns, 1));
    }

    public override void Convolve(ConvolutionShape shape, ValueBuffer x, ValueBuffer w, ValueBuffer? bias, ValueBuffer y)
    {
        if (y.Length == 0) return;
        var table = TablesOf(shape);
        var image = Padded(shape, table, x);
        Multiply(shape.Groups, shape.OutputChannelsPerGroup, table.Positions, table.Elements, "#define TABLES",
            new(w, table.FilterGroup, table.Filter, table.Element),
            new(image, table.ImageGroup, table.Tap, table.Window),
            new(bias, Batch: shape.OutputChannelsPerGroup, Row: 1, Column: 0),
            new(y, table.ResultGroup, table.Channel, table.Position));
    }

    public override void ConvolveFilter(ConvolutionShape shape, ValueBuffer x, ValueBuffer y, ValueBuffer w)
    {
        if (w.Length == 0) return;
        var table = TablesOf(shape);
        var image = Padded(shape, table, x);
        Multiply(shape.Groups, table.Elements, shape.OutputChannelsPerGroup, table.Positions, "#define TABLES",
            new(image, table.ImageGroup, table.Tap, table.Window),
            new(y, table.ResultGroup, table.Position, table.Channel),
            Bias.None,
            new(w, table.FilterGroup, table.Element, table.Filter));
    }

    /// <inheritdoc/>
    /// <remarks>
    /// In two parts: u[n, (c, t), j] = Σ_o w[o, c, t] · y[n, o, j], a product; and x[n, c, i] = Σ u over the (t, j) that meet i, a fold.
    /// Where u would be too large, a part of the batch at a time.
    /// </remarks>
    public override void ConvolveTransposed(ConvolutionShape shape, ValueBuffer y, ValueBuffer w, ValueBuffer? bias, ValueBuffer x)
    {
        if (x.Length == 0) return;
        var outputs = shape.Window.OutputCount;
        var perExample = checked(shape.InputChannels * shape.Window.TapCount * outputs);
        var together = Math.Clamp(MostUnfolded / Math.Max(perExample, 1), 1, shape.Batch);
        var part = shape with { Batch = together };
        for (var n = 0; n < shape.Batch; n += together)
        {
            if (n + together > shape.Batch) part = shape with { Batch = shape.Batch - n };
            var table = TablesOf(part);
            var images = Scratch(ref unfolded, part.Batch * perExample);
            Multiply(shape.Groups, table.Elements, table.Positions, shape.OutputChannelsPerGroup, "#define TABLES",
                new(w, table.FilterGroup, table.Element, table.Filter),
                new(y, table.ResultGroup, table.Channel, table.Position, Start: n * shape.OutputChannels * outputs),
                Bias.None,
                new(images, table.Elements * outputs, table.UnfoldedElement, table.UnfoldedPosition));
            Fold(part.Batch * shape.InputChannels, shape.Window, images, planeStep: shape.Window.TapCount * outputs, tapStep: outputs,
                bias, x, start: n * shape.InputChannels * shape.Window.InputCount);
        }
    }

    /// <summary>A matrix in memory: where it begins, how far apart those of a batch lie, and the offsets of its rows and columns.</summary>
    readonly record struct Operand(ValueBuffer Buffer, int Batch, Offsets Row, Offsets Column, int Start = 0);

    /// <summary>A matrix whose rows, or whose columns, are all alike: D[g][i, j] = buffer[g·Batch + i·Row + j·Column]; 0 without a buffer.</summary>
    readonly record struct Bias(ValueBuffer? Buffer, int Batch, int Row, int Column)
    {
        public static readonly Bias None = default;
    }

    /// <summary>The offset of index i along one axis: i times a distance, or what a table says.</summary>
    readonly record struct Offsets(int Distance, IndexBuffer? Table = null)
    {
        public static implicit operator Offsets(int distance) => new(distance);

        public static implicit operator Offsets(IndexBuffer table) => new(0, table);

        /// <summary>Whether neighbours along this axis are neighbours in memory; of a table that is not known.</summary>
        public bool RunsOn => Distance == 1;

        public OpenClKernel To(OpenClKernel kernel) => Table is null ? kernel.With(Distance) : kernel.With(Table);
    }

    /// <summary>
    /// C[g] = A[g]·B[g] + D[g]. Where C has too few blocks to keep the device busy and the depth is long, the depth is cut into parts, whose
    /// products are added afterwards; where to cut follows from the sizes and the device alone.
    /// </summary>
    void Multiply(int batch, int rows, int columns, int depth, string offsets, Operand a, Operand b, Bias d, Operand c)
    {
        if (c.Buffer.Length == 0 || batch == 0 || rows == 0 || columns == 0) return;
        var (tile, height) = Blocking(batch, rows, columns);
        var blocks = batch * (wide ? DivideUp(columns, 16) * DivideUp(rows, height) : DivideUp(columns, tile) * DivideUp(rows, tile));
        var parts = (int)Math.Max(1, Math.Min(DivideUp(4L * Device.ComputeUnits, blocks), depth / 512));
        var partDepth = (int)DivideUp(depth, parts);
        var target = parts == 1 ? c.Buffer : Scratch(ref partial, checked(parts * c.Buffer.Length));

        var kernel = wide
            ? Kernel("ProductWide.cl", "product", $"{offsets}\n#define ROWS {RowsInRegisters(rows)}")
            : Kernel("ProductTiled.cl", "product", $"{offsets}\n#define TILE {tile}");
        kernel.With(rows).With(columns).With(depth).With(parts).With(partDepth);
        if (wide) kernel.With(height);
        else kernel.With(a.Column.RunsOn ? 1 : 0).With(b.Row.RunsOn ? 1 : 0);
        a.Column.To(a.Row.To(kernel.With(a.Buffer).With(a.Batch)));
        b.Column.To(b.Row.To(kernel.With(b.Buffer).With(b.Start).With(b.Batch)));
        kernel.With(d.Buffer).With(d.Batch).With(d.Row).With(d.Column);
        c.Column.To(c.Row.To(kernel.With(target).With(c.Batch).With(c.Buffer.Length)));
        if (wide) kernel.Run(DivideUp(columns, 16), DivideUp(rows, height), (long)batch * parts);
        else kernel.Run(DivideUp(columns, tile) * 16, DivideUp(rows, tile) * 16, (long)batch * parts, groupX: 16, groupY: 16);
        if (parts > 1) Sum(1, parts, c.Buffer.Length, 1, target, c.Buffer);
    }

    /// <summary>
    /// How many rows of 16 sums a work-item keeps in registers: 8 or 6 as the processor has 32 or 16 of them, and up to three
    /// less where that leaves fewer rows of the last block idle.
    /// </summary>
    int RowsInRegisters(int rows)
    {
        var most = Width == 16 ? 8 : 6;
        var best = most;
        for (var count = most - 1; count >= most - 3; count--)
            if (DivideUp(rows, count) * count < 0.95 * DivideUp(rows, best) * best) best = count;
        return best;
    }

    /// <summary>The tile of a work-group on a GPU, and the rows of a work-item on a CPU.</summary>
    (int Tile, int Height) Blocking(int batch, int rows, int columns)
    {
        var largeTiles = batch * DivideUp(rows, 128) * DivideUp(columns, 128);
        var height = 120L;
        while (height > 30 && batch * DivideUp(columns, 16) * DivideUp(rows, height) < 4L * Device.ComputeUnits) height /= 2;
        return (largeTiles >= 2L * Device.ComputeUnits ? 128 : 64, (int)height);
    }

    /// <summary>x with its border of zeros, so that every tap of every window finds a number; x itself where there is no border.</summary>
    ValueBuffer Padded(ConvolutionShape shape, OpenClTables table, ValueBuffer x)
    {
        if (!table.HasBorder) return x;
        var planes = shape.Batch * shape.InputChannels;
        var image = Scratch(ref padded, checked(planes * table.PlaneCells));
        var border = Int4.Of(shape.Window, window => window.PaddingBefore);
        RunImages(Kernel("Windows.cl", "pad").With(planes).With(Inputs(shape.Window)).With(border).With(table.PaddedLengths).With(x).With(image),
            planes, table.PaddedLengths);
        return image;
    }

    OpenClTables TablesOf(ConvolutionShape shape)
    {
        if (tables.TryGetValue(shape, out var known)) return known;
        if (tables.Count == 256) DisposeTables();
        return tables[shape] = new OpenClTables(this, shape);
    }

    /// <summary>Memory between two kernels of one primitive; the next primitive may overwrite it: the queue keeps the order.</summary>
    ValueBuffer Scratch(ref ValueBuffer? buffer, int length)
    {
        if (buffer is null || buffer.Length < length)
        {
            buffer?.Dispose();
            buffer = null;
            buffer = AllocateValues(length);
        }
        return buffer;
    }

    void DisposeTables()
    {
        foreach (var table in tables.Values) table.Dispose();
        tables.Clear();
    }

    void DisposeScratch()
    {
        DisposeTables();
        padded?.Dispose();
        unfolded?.Dispose();
        partial?.Dispose();
    }
}
