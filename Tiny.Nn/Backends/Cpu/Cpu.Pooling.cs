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
            var combed = scratch.Rent(maxima.Comb.Size + Lanes);
            fixed (T* pc = combed)
                for (var plane = first; plane < end; plane++)
                    fixed (T* px = &xs[(long)plane * inputs], py = &ys[(long)plane * outputs])
                    fixed (int* ps = &from[(long)plane * outputs])
                    {
                        if (!maxima.Comb.IsPlain) maxima.Comb.Lay(px, pc, T.Zero);
                        maxima.Find(maxima.Comb.IsPlain ? px : pc, py, ps);
                    }
            scratch.Return(combed);
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
            var (width, stride) = (windows.Width.Output, windows.Width.Stride);
            fixed (T* mask = inside)
                for (var line = 0; line < Comb.Lines.Length; line++, y += width, switches += width)
                {
                    var (z, row) = Math.DivRem(line, windows.Height.Output);
                    var cell = (z * windows.Depth.Stride * windows.Height.Input + row * windows.Height.Stride) * windows.Width.Input;
                    var origin = Comb.Lines[line];
                    for (var j = 0; j < width; j += Lanes)
                        FindVector(combed + origin + j, mask is null ? null : mask + origin + j, Math.Min(Lanes, width - j), y + j, switches + j,
                            cell + j * stride);
                }
        }

        void FindVector(T* x, T* mask, int count, T* y, int* switches, int cell)
        {
            Vector<T> best = Vector<T>.Zero, bestTap = Vector<T>.Zero, number = Vector<T>.One;
            foreach (var tap in Comb.Taps)
            {
                var candidate = Vector.Load(x + tap);
                var larger = Vector.AndNot(Vector.Equals(best, best), Vector.LessThanOrEqual(candidate, best));     // a NaN wins, and stays
                var take = larger | Vector.Equals(bestTap, Vector<T>.Zero);
                if (mask is not null) take &= Vector.Equals(Vector.Load(mask + tap), Vector<T>.One);
                best = Vector.ConditionalSelect(take, candidate, best);
                bestTap = Vector.ConditionalSelect(take, number, bestTap);
                number += Vector<T>.One;
            }
            var tapOf = stackalloc T[Lanes];
            Vector.Store(bestTap, tapOf);
            StoreFirst(best, new Span<T>(y, count));
            for (var lane = 0; lane < count; lane++, cell += windows.Width.Stride)
            {
                var tap = Whole(tapOf + lane);
                switches[lane] = tap == 0 ? -1 : cell + cells[tap - 1];
            }
        }
    }

    /// <summary>A whole number out of a lane; the general conversion takes longer than the pooling.</summary>
    static int Whole(T* number) => typeof(T) == typeof(float) ? (int)*(float*)number : (int)*(double*)number;

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
            var room = scratch.Rent(comb.Size + Lanes);
            fixed (T* combed = room)
                for (var plane = first; plane < end; plane++)
                    fixed (T* px = &x[(long)plane * inputs], py = &y[(long)plane * outputs]) meet(comb, px, combed, py);
            scratch.Return(room);
        });
    }
}
