using static Tiny.Nn.Backends.Blocking;

namespace Tiny.Nn.Backends;

/// <summary>
/// Matrix products. C is cut into blocks (<see cref="BlockPlan"/>); one thread computes each block from a packed B. If
/// packing would cost more than it saves, B is read in place. A·Bᵀ with few long rows is computed as inner products.
/// </summary>
public sealed unsafe partial class Cpu<T>
{
    /// <summary>The largest number of rows, or the largest depth, for which B is read in place.</summary>
    const int Few = 16;

    /// <summary>
    /// The number of rows of B that are read in place at once; the hardware prefetcher does not follow more streams.
    /// </summary>
    const int InPlaceDepth = 32;

    /// <summary>The number of vectors in a row of a block, if the columns are cut.</summary>
    const int BlockVectors = 16;

    static int KernelLanes => MicroKernel<T>.Lanes;

    /// <summary>The number of columns of a register tile: two vectors.</summary>
    static int NR => 2 * KernelLanes;

    protected override void ProductCore(ProductShape shape, ValueBuffer a, ValueBuffer b, ValueBuffer? bias,
        ValueBuffer c)
    {
        if (shape.Depth == 0 || c.Length == 0) Elements(c).Span.Clear();
        else if (shape is { TransposeB: true, TransposeA: false, Rows: <= Few } && shape.Depth >= 4 * KernelLanes)
            ProductOfRows(shape, a, b, c);
        else if (!shape.TransposeB && (shape.Rows <= Few || shape.Depth <= Few)) ProductInPlace(shape, a, b, c);
        else ProductInBlocks(shape, a, b, c);
        AddBias(bias, 1, c);
    }

    static long Work(ProductShape shape) => (long)shape.Batch * shape.Rows * shape.Columns * shape.Depth;

    /// <summary>
    /// Computes products with a packed B, which is packed once for all threads. A is read in place if its rows are
    /// contiguous: the six elements that a tile needs next are then the next ones in six rows.
    /// </summary>
    void ProductInBlocks(ProductShape shape, ValueBuffer a, ValueBuffer b, ValueBuffer c)
    {
        var (batch, rows, columns, depth, _, _) = shape;
        int blockColumns = Part(columns, NC, NR), packedColumns = RoundUp(columns, NR);
        var across = CeilingDivide(columns, blockColumns);
        var blockRows = Part(rows, (int)Math.Clamp((long)rows * across * batch / FewItems, MR, MC), MR);
        BlockPlan plan = new(shape, Part(depth, KC, 1), blockRows, blockColumns, across);
        using Workspace<int> taps = Steps(plan.DepthPart, NR), origins = Steps(2, KernelLanes);
        using Workspace<T> left = PackTransposed(plan, a), right = workspaces.Rent((long)batch * packedColumns * depth);
        workers.ForEach(batch * (packedColumns / NR), (long)batch * packedColumns * depth * 4, item =>
        {
            fixed (T* pb = Elements(b)) PackPanel(plan, item, pb, right.Start);
        });
        workers.ForEach(plan.Count, Work(shape), block =>
        {
            TapView<T> view = new()
            {
                Start = right.Start, Taps = taps.Start, Origins = origins.Start, VectorCount = 2
            };
            fixed (T* pa = Elements(a), pc = Elements(c)) MultiplyPacked(plan, block, pa, left.Start, view, pc);
        });
    }

    /// <summary>Packs one panel, NR columns of B, one depth part after another.</summary>
    static void PackPanel(BlockPlan plan, int panel, T* b, T* packed)
    {
        var (_, _, columns, depth, _, transposeB) = plan.Shape;
        var packedColumns = RoundUp(columns, NR);
        var (g, j) = Math.DivRem(panel, packedColumns / NR);
        j *= NR;
        var (stride, depthStride) = transposeB ? (depth, 1) : (1, columns);
        for (var k = 0; k < depth; k += plan.DepthPart)
        {
            var part = Math.Min(plan.DepthPart, depth - k);
            Gemm<T>.PackPanel(b + (nint)g * depth * columns + (nint)j * stride + (nint)k * depthStride,
                depthStride, stride, part, Math.Min(NR, columns - j), NR,
                packed + ((nint)g * depth + k) * packedColumns + (nint)j * part);
        }
    }

    /// <summary>Computes a block of C from a packed B; A is packed too if it is transposed.</summary>
    static void MultiplyPacked(BlockPlan plan, int block, T* a, T* packedA, TapView<T> b, T* c)
    {
        var (_, rows, columns, depth, transposeA, _) = plan.Shape;
        var (g, i, first) = plan[block];
        T* packedB = b.Start;
        for (var k = 0; k < depth; k += plan.DepthPart)
        {
            b.TapCount = Math.Min(plan.DepthPart, depth - k);
            PanelView<T> left = transposeA
                ? new() { Start = packedA + ((nint)g * depth + k) * RoundUp(rows, MR) + i * b.TapCount, RowStride = 1 }
                : new() { Start = a + ((nint)g * rows + i) * depth + k, RowStride = depth, DepthStride = 1 };
            left.Count = Math.Min(plan.Rows, rows - i);
            for (var j = first; j < Math.Min(first + plan.Columns, columns); j += NR)
            {
                b.Start = packedB + ((nint)g * depth + k) * RoundUp(columns, NR) + (nint)j * b.TapCount;
                Gemm<T>.Multiply(left, transposeA ? b.TapCount : 0, in b,
                    c + ((nint)g * rows + i) * columns + j, columns,
                    Math.Min(NR, columns - j), add: k > 0);
            }
        }
    }

    /// <summary>
    /// Computes products with B read in place, some rows at a time, because memory is fastest in order. If C has few
    /// rows, its columns are cut into work items; otherwise its rows are.
    /// </summary>
    void ProductInPlace(ProductShape shape, ValueBuffer a, ValueBuffer b, ValueBuffer c)
    {
        var (isFlat, vectors) = (shape.Rows <= Few, CeilingDivide(shape.Columns, KernelLanes));
        BlockPlan plan = new(shape, Part(shape.Depth, InPlaceDepth, 1),
            isFlat ? shape.Rows : 4 * MR, BlockVectors * KernelLanes, isFlat ? Math.Max(1, vectors / BlockVectors) : 1);
        using Workspace<int> taps = Steps(plan.DepthPart, shape.Columns), origins = Steps(vectors, KernelLanes);
        // The last vector ends with the row. It overlaps the one before it, so both must belong to one tile. The last
        // block therefore takes all remaining vectors.
        if (vectors > 1) origins.Start[vectors - 1] = shape.Columns - KernelLanes;
        workers.ForEach(plan.Count, Work(shape), block =>
        {
            var first = block % plan.Across * BlockVectors;
            var count = block % plan.Across == plan.Across - 1 ? vectors - first : BlockVectors;
            TapView<T> view = new() { Taps = taps.Start, Origins = origins.Start + first, VectorCount = count };
            fixed (T* pa = Elements(a), pb = Elements(b), pc = Elements(c))
                MultiplyInPlace(plan, block, pa, pb, view, pc);
        });
    }

    static void MultiplyInPlace(BlockPlan plan, int block, T* a, T* b, TapView<T> view, T* c)
    {
        var (_, rows, columns, depth, transposeA, _) = plan.Shape;
        var (g, i, _) = plan[block];
        var (stride, depthStride) = transposeA ? (1, rows) : (depth, 1);
        PanelView<T> left = new()
        {
            Count = Math.Min(plan.Rows, rows - i), RowStride = stride, DepthStride = depthStride
        };
        for (var k = 0; k < depth; k += plan.DepthPart)
        {
            left.Start = a + (nint)g * rows * depth + (nint)i * stride + (nint)k * depthStride;
            view.Start = b + ((nint)g * depth + k) * columns;
            view.TapCount = Math.Min(plan.DepthPart, depth - k);
            Gemm<T>.Multiply(left, packedDepth: 0, in view, c + ((nint)g * rows + i) * columns, columns, columns,
                add: k > 0);
        }
    }

    /// <summary>
    /// Packs the rows of each block of a transposed A in panels, one depth part after another. Does nothing if A is
    /// not transposed.
    /// </summary>
    Workspace<T> PackTransposed(BlockPlan plan, ValueBuffer a)
    {
        var (batch, rows, _, depth, transposeA, _) = plan.Shape;
        if (!transposeA) return default;
        var packed = workspaces.Rent((long)batch * RoundUp(rows, MR) * depth);
        fixed (T* pa = Elements(a))
            for (var g = 0; g < batch; g++)
                for (var k = 0; k < depth; k += plan.DepthPart)
                {
                    var part = Math.Min(plan.DepthPart, depth - k);
                    for (var i = 0; i < rows; i += plan.Rows)
                        Gemm<T>.PackRows(pa + ((nint)g * depth + k) * rows + i,
                            rows, 1, part, Math.Min(plan.Rows, rows - i),
                            packed.Start + ((nint)g * depth + k) * RoundUp(rows, MR) + (nint)i * part);
                }
        return packed;
    }

    /// <summary>
    /// Computes A·Bᵀ as inner products of rows of A with rows of B. A work item is a strip of C with three columns.
    /// </summary>
    void ProductOfRows(ProductShape shape, ValueBuffer a, ValueBuffer b, ValueBuffer c)
    {
        var (batch, rows, columns, depth, _, _) = shape;
        var (strips, vectors) = (CeilingDivide(columns, DotColumns), depth / KernelLanes);
        using Workspace<int> origins = Steps(vectors, KernelLanes), taps = Steps(DotColumns, depth);
        workers.ForEach(batch * strips, Work(shape), item =>
        {
            int g = item / strips, j = item % strips * DotColumns;
            TapView<T> right = new()
            {
                Taps = taps.Start, TapCount = columns - j, Origins = origins.Start, VectorCount = vectors
            };
            fixed (T* pa = Elements(a), pb = Elements(b), pc = Elements(c))
            {
                right.Start = pb + ((nint)g * columns + j) * depth;
                DotStrip(new() { Start = pa + (nint)g * rows * depth, Count = rows, RowStride = depth }, right,
                    pc + (nint)g * rows * columns + j, columns);
            }
        });
    }

    /// <summary>Computes the inner products of all rows of A with up to three rows of B.</summary>
    static void DotStrip(PanelView<T> a, in TapView<T> b, T* c, nint stride)
    {
        var whole = b.VectorCount * KernelLanes;
        var rest = (int)a.RowStride - whole;
        for (; a.Count > 0; a.Count -= DotRows, a.Start += DotRows * a.RowStride, c += DotRows * stride)
        {
            MicroKernel<T>.Dot(in a, in b, c, stride, add: false);
            for (var i = 0; i < Math.Min(DotRows, a.Count) && rest > 0; i++)
                for (var j = 0; j < Math.Min(DotColumns, b.TapCount); j++)
                    c[i * stride + j] += DotRest(a.Row(i) + whole, b.Start + b.Taps[j] + whole, rest);
        }
    }

    /// <summary>Returns the part of an inner product that is left after the kernel's last whole vector.</summary>
    static T DotRest(T* a, T* b, int count)
    {
        var sum = Vector<T>.Zero;
        for (var k = 0; k < count; k += Lanes) sum += First(count - k, Load(a, k) * Load(b, k), Vector<T>.Zero);
        return Vector.Sum(sum);
    }

    /// <summary>Returns 0, step, 2·step, …: the offsets of a matrix's rows.</summary>
    Workspace<int> Steps(int count, long step)
    {
        var steps = tables.Rent(count);
        WindowOffsets.Checked(count * step);   // once, because the loop is hot
        for (var k = 0; k < count; k++) steps.Start[k] = (int)(k * step);
        return steps;
    }
}
