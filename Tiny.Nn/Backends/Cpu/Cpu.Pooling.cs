using System.Numerics;

namespace Tiny.Nn.Backends;

/// <summary>
/// Pooling, line by line of the output plane: in the combed plane (<see cref="Comb{T}"/>) every tap is a whole vector, for every
/// stride and dilation.
/// </summary>
public sealed unsafe partial class Cpu<T>
{
    static int PlanesPerTurn(PoolingShape shape) => (int)(Grain / ((long)shape.Windows.Outputs * shape.Windows.Taps + 1)) + 1;

    public override void MaxPool(PoolingShape shape, NumberBuffer x, NumberBuffer y, IndexBuffer switches)
    {
        if (y.Length == 0) return;
        if (x.Length == 0)
        {
            y.On<T>(this).Span.Clear();
            switches.On(this).Span.Fill(-1);
            return;
        }
        T[] xs = Cells(x), ys = Cells(y);
        var from = Cells(switches);
        var maxima = new Maxima(shape.Windows);
        int inputs = shape.Windows.Inputs, outputs = shape.Windows.Outputs;
        workers.Ranges(shape.Planes, PlanesPerTurn(shape), (first, end) =>
        {
            using var combed = scratch.Rent(maxima.Comb.Size + Lanes);
            for (var plane = first; plane < end; plane++)
                fixed (T* px = &xs[(long)plane * inputs], py = &ys[(long)plane * outputs])
                fixed (int* ps = &from[(long)plane * outputs])
                {
                    if (!maxima.Comb.IsPlain) maxima.Comb.Lay(px, combed.Cells, T.Zero);
                    maxima.Find(maxima.Comb.IsPlain ? px : combed.Cells, py, ps);
                }
        });
    }

    /// <summary>
    /// The largest cell of each window: tap after tap is compared, lane by lane, with the best so far. What a lane remembers is
    /// the tap's number plus 1, so that 0 says that there was none.
    /// </summary>
    sealed class Maxima
    {
        readonly Windows windows;
        readonly T[]? inside;        // 1 where a combed cell is a cell of the plane; none where all are
        readonly int[] cells;        // for each tap, its distance in the plane from output 0 of a line

        public Maxima(Windows windows)
        {
            this.windows = windows;
            Comb = new Comb<T>(windows);
            var (depth, height, width) = windows;
            cells = new int[windows.Taps];
            for (var t = 0; t < cells.Length; t++)
                cells[t] = (depth.At(0, t / width.Kernel / height.Kernel) * height.Input + height.At(0, t / width.Kernel % height.Kernel)) * width.Input
                    + width.At(0, t % width.Kernel);
            if (depth.PaddingBefore + depth.PaddingAfter + height.PaddingBefore + height.PaddingAfter + width.PaddingBefore + width.PaddingAfter == 0)
                return;
            inside = new T[Comb.Size + Lanes];
            var ones = new T[windows.Inputs];
            Array.Fill(ones, T.One);
            fixed (T* plane = ones, combed = inside) Comb.Lay(plane, combed, T.Zero);
        }

        public Comb<T> Comb { get; }

        public void Find(T* combed, T* y, int* switches)
        {
            var (width, stride, heights) = (windows.Width.Output, windows.Width.Stride, windows.Height.Output);
            var tapOf = stackalloc int[Lanes];
            fixed (T* mask = inside)
            fixed (int* taps = Comb.Taps, cellsOfTaps = cells)
                for (var line = 0; line < Comb.Lines.Length; line++, y += width, switches += width)
                {
                    var cell = (line / heights * windows.Depth.Stride * windows.Height.Input + line % heights * windows.Height.Stride) * windows.Width.Input;
                    var origin = Comb.Lines[line];
                    for (var j = 0; j < width; j += Lanes)
                    {
                        var count = Math.Min(Lanes, width - j);
                        var best = FindVector(taps, cells.Length, combed + origin + j, mask is null ? null : mask + origin + j, tapOf);
                        StoreFirst(best, new Span<T>(y + j, count));
                        for (var lane = 0; lane < count; lane++, cell += stride)
                            switches[j + lane] = tapOf[lane] == 0 ? -1 : cell + cellsOfTaps[tapOf[lane] - 1];
                    }
                }
        }

        /// <summary>Each lane's maximum; <paramref name="tapOf"/> gets its tap's number plus 1, or 0 for none.</summary>
        static Vector<T> FindVector(int* taps, int count, T* x, T* mask, int* tapOf)
        {
            Vector<T> best = Vector<T>.Zero, bestTap = Vector<T>.Zero, number = Vector<T>.One;
            for (var t = 0; t < count; t++)
            {
                var candidate = Vector.Load(x + taps[t]);
                var larger = Vector.AndNot(Vector.Equals(best, best), Vector.LessThanOrEqual(candidate, best));     // a NaN wins, and stays
                var take = larger | Vector.Equals(bestTap, Vector<T>.Zero);
                if (mask is not null) take &= Vector.Equals(Vector.Load(mask + taps[t]), Vector<T>.One);
                best = Vector.ConditionalSelect(take, candidate, best);
                bestTap = Vector.ConditionalSelect(take, number, bestTap);
                number += Vector<T>.One;
            }
            if (typeof(T) == typeof(float)) Vector.Store(Vector.ConvertToInt32(bestTap.As<T, float>()), tapOf);
            else for (var lane = 0; lane < Lanes; lane++) tapOf[lane] = int.CreateTruncating(bestTap[lane]);
            return best;
        }
    }

    public override void SumPool(PoolingShape shape, NumberBuffer x, NumberBuffer y)
    {
        T[] xs = Cells(x), ys = Cells(y);
        if (x.Length == 0) y.On<T>(this).Span.Clear();
        if (x.Length == 0 || y.Length == 0) return;
        ForEachPlane(shape, xs, ys, (comb, plane, combed, outputs) =>
        {
            if (!comb.IsPlain) comb.Lay(plane, combed, T.Zero);
            var source = comb.IsPlain ? plane : combed;
            var width = shape.Windows.Width.Output;
            for (var line = 0; line < comb.Lines.Length; line++, outputs += width) SumLine(source + comb.Lines[line], comb.Taps, outputs, width);
        });
    }

    /// <summary>outputs[j] = Σ x[tap + j] over the taps.</summary>
    static void SumLine(T* x, int[] taps, T* outputs, int width)
    {
        for (var j = 0; j < width; j += Lanes)
        {
            var sum = Vector<T>.Zero;
            foreach (var tap in taps) sum += Vector.Load(x + tap + j);
            StoreFirst(sum, new Span<T>(outputs + j, Math.Min(Lanes, width - j)));
        }
    }

    public override void Spread(PoolingShape shape, NumberBuffer y, NumberBuffer x)
    {
        T[] xs = Cells(x), ys = Cells(y);
        if (y.Length == 0) x.On<T>(this).Span.Clear();
        if (x.Length == 0 || y.Length == 0) return;
        ForEachPlane(shape, xs, ys, (comb, plane, combed, outputs) =>
        {
            var target = comb.IsPlain ? plane : combed;
            var width = shape.Windows.Width.Output;
            new Span<T>(target, comb.Size).Clear();
            for (var line = 0; line < comb.Lines.Length; line++, outputs += width)
                foreach (var tap in comb.Taps) AddLine(outputs, target + comb.Lines[line] + tap, width, ownsBeyond: !comb.IsPlain);
            if (!comb.IsPlain) comb.Take(combed, plane);
        });
    }

    /// <summary>What happens to one plane and its outputs; <paramref name="combed"/> is room for the combed plane.</summary>
    delegate void Meet(Comb<T> comb, T* plane, T* combed, T* outputs);

    void ForEachPlane(PoolingShape shape, T[] x, T[] y, Meet meet)
    {
        var comb = new Comb<T>(shape.Windows);
        int inputs = shape.Windows.Inputs, outputs = shape.Windows.Outputs;
        workers.Ranges(shape.Planes, PlanesPerTurn(shape), (first, end) =>
        {
            using var combed = scratch.Rent(comb.Size + Lanes);
            for (var plane = first; plane < end; plane++)
                fixed (T* px = &x[(long)plane * inputs], py = &y[(long)plane * outputs]) meet(comb, px, combed.Cells, py);
        });
    }
}
