using System.Diagnostics;
using System.Runtime.CompilerServices;
using Tiny.Nn.Backends;
using Tiny.Nn.Backends.Functions;

namespace Tiny.Nn.Bench.Profile;

/// <summary>The time that went into one primitive with one shape.</summary>
/// <param name="Operations">Of one call, for products and convolutions; else 0.</param>
sealed record PrimitiveCost(string Primitive, string Sizes, double Operations)
{
    public long Calls { get; set; }

    public double Seconds { get; set; }
}

/// <summary>
/// A machine around another one, which does the work while this one holds the watch: what a training step really asks of a machine, and
/// what each primitive costs. The work between two primitives (graph, shapes, closures) it does not see.
/// </summary>
sealed class ProfilingBackend(Backend machine) : Backend
{
    readonly Dictionary<(string, string), PrimitiveCost> costs = [];

    public override string Name => machine.Name;

    public override double Precision => machine.Precision;

    /// <summary>What was seen since the last <see cref="Reset"/>.</summary>
    public IReadOnlyCollection<PrimitiveCost> Costs => costs.Values;

    /// <summary>Begins anew.</summary>
    public void Reset() => costs.Clear();

    public override ValueBuffer AllocateValues(int length) => machine.AllocateValues(length);

    public override IndexBuffer AllocateIndices(int length) => machine.AllocateIndices(length);

    public override void Write(ReadOnlySpan<double> values, ValueBuffer y)
    {
        var start = Now();
        machine.Write(values, y);
        Record(start, $"{y.Length}");
    }

    public override void Write(ReadOnlySpan<float> values, ValueBuffer y)
    {
        var start = Now();
        machine.Write(values, y);
        Record(start, $"{y.Length}");
    }

    public override void Write(ReadOnlySpan<int> values, IndexBuffer y)
    {
        var start = Now();
        machine.Write(values, y);
        Record(start, $"{y.Length} indices");
    }

    public override void Read(ValueBuffer x, Span<double> values)
    {
        var start = Now();
        machine.Read(x, values);
        Record(start, $"{x.Length}");
    }

    public override void Read(ValueBuffer x, Span<float> values)
    {
        var start = Now();
        machine.Read(x, values);
        Record(start, $"{x.Length}");
    }

    public override void Read(IndexBuffer x, Span<int> values)
    {
        var start = Now();
        machine.Read(x, values);
        Record(start, $"{x.Length} indices");
    }

    public override void Fill(double value, ValueBuffer y) => Time($"{y.Length}", () => machine.Fill(value, y));

    public override void Map<F>(F f, ValueBuffer x, ValueBuffer y) => Time($"{typeof(F).Name} {y.Length}", () => machine.Map(f, x, y));

    public override void MapPullback<F>(F f, ValueBuffer x, ValueBuffer y, ValueBuffer dy, ValueBuffer dx) =>
        Time($"{typeof(F).Name} {dx.Length}", () => machine.MapPullback(f, x, y, dy, dx));

    public override void MapBinary<F>(F f, Shape shape, ValueBuffer a, StridedView viewA, ValueBuffer b, StridedView viewB, ValueBuffer y) =>
        Time($"{typeof(F).Name} {shape}", () => machine.MapBinary(f, shape, a, viewA, b, viewB, y));

    public override void AddScaled(double alpha, ValueBuffer x, double beta, ValueBuffer y) =>
        Time($"{y.Length}", () => machine.AddScaled(alpha, x, beta, y));

    public override void DropoutMask(Philox key, ulong counter, uint threshold, double scale, ValueBuffer y) =>
        Time($"{y.Length}", () => machine.DropoutMask(key, counter, threshold, scale, y));

    public override void Copy(Shape shape, ValueBuffer x, StridedView from, ValueBuffer y, StridedView to) =>
        Time($"{shape}", () => machine.Copy(shape, x, from, y, to));

    public override void Gather(int planes, int size, int count, ValueBuffer x, IndexBuffer index, ValueBuffer y) =>
        Time($"{planes} × {count} of {size}", () => machine.Gather(planes, size, count, x, index, y));

    public override void ScatterAdd(int planes, int size, int count, ValueBuffer y, IndexBuffer index, ValueBuffer x) =>
        Time($"{planes} × {count} of {size}", () => machine.ScatterAdd(planes, size, count, y, index, x));

    public override void Sum(int outer, int count, int inner, int cells, ValueBuffer x, ValueBuffer y) =>
        Time($"{outer} × {count} × {inner} × {cells}", () => machine.Sum(outer, count, inner, cells, x, y));

    public override void ArgMax(int outer, int count, int inner, ValueBuffer x, IndexBuffer index) =>
        Time($"{outer} × {count} × {inner}", () => machine.ArgMax(outer, count, inner, x, index));

    public override void LogSoftmax(int rows, int columns, ValueBuffer x, ValueBuffer y) =>
        Time($"{rows} × {columns}", () => machine.LogSoftmax(rows, columns, x, y));

    public override void Product(ProductShape shape, ValueBuffer a, ValueBuffer b, ValueBuffer? bias, ValueBuffer c) =>
        Time(Sizes(shape), () => machine.Product(shape, a, b, bias, c), OperationCount.Of(shape));

    public override void Convolve(ConvolutionShape shape, ValueBuffer x, ValueBuffer w, ValueBuffer? bias, ValueBuffer y) =>
        Time(Sizes(shape), () => machine.Convolve(shape, x, w, bias, y), OperationCount.Of(shape));

    public override void ConvolveTransposed(ConvolutionShape shape, ValueBuffer y, ValueBuffer w, ValueBuffer? bias, ValueBuffer x) =>
        Time(Sizes(shape), () => machine.ConvolveTransposed(shape, y, w, bias, x), OperationCount.Of(shape));

    public override void ConvolveFilter(ConvolutionShape shape, ValueBuffer x, ValueBuffer y, ValueBuffer w) =>
        Time(Sizes(shape), () => machine.ConvolveFilter(shape, x, y, w), OperationCount.Of(shape));

    public override void MaxPool(PoolingShape shape, ValueBuffer x, ValueBuffer y, IndexBuffer indices) =>
        Time(Sizes(shape), () => machine.MaxPool(shape, x, y, indices));

    public override void SumPool(PoolingShape shape, ValueBuffer x, ValueBuffer y) =>
        Time(Sizes(shape), () => machine.SumPool(shape, x, y));

    public override void SumPoolBackward(PoolingShape shape, ValueBuffer y, ValueBuffer x) =>
        Time(Sizes(shape), () => machine.SumPoolBackward(shape, y, x));

    public override void Dispose()
    {
        base.Dispose();
        machine.Dispose();
    }

    static string Sizes(ProductShape shape) =>
        $"{shape.Rows} × {shape.Columns} × {shape.Depth}{(shape.TransposeA ? " Aᵀ" : "")}{(shape.TransposeB ? " Bᵀ" : "")}";

    static string Sizes(ConvolutionShape shape) => $"{shape.Window.InputShape(shape.Batch, shape.InputChannels)} to "
        + $"{shape.Window.OutputShape(shape.Batch, shape.OutputChannels)}";

    static string Sizes(PoolingShape shape) => $"{shape.Window.InputShape(shape.Planes)} to {shape.Window.OutputShape(shape.Planes)}";

    void Time(string sizes, Action work, double operations = 0, [CallerMemberName] string primitive = "")
    {
        var start = Now();
        work();
        Record(start, sizes, operations, primitive);
    }

    void Record(long start, string sizes, double operations = 0, [CallerMemberName] string primitive = "")
    {
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (!costs.TryGetValue((primitive, sizes), out var cost)) costs[(primitive, sizes)] = cost = new(primitive, sizes, operations);
        cost.Calls++;
        cost.Seconds += seconds;
    }

    static long Now() => Stopwatch.GetTimestamp();
}
