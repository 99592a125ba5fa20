using System.Diagnostics;
using System.Runtime.CompilerServices;
using Tiny.Nn.Backends;
using Tiny.Nn.Backends.Functions;

namespace Tiny.Nn.Bench.Profile;

/// <summary>The number of calls and the total time of one primitive with one shape.</summary>
/// <param name="Operations">The number of operations of one call for a product or convolution; otherwise 0.</param>
sealed record PrimitiveTiming(string Primitive, string Sizes, double Operations)
{
    public long Calls { get; set; }

    public double Seconds { get; set; }
}

/// <summary>
/// A backend that delegates every primitive to another backend and measures its time. Work between primitives (graph,
/// shapes, closures) is not measured.
/// </summary>
sealed class ProfilingBackend : Backend
{
    readonly Backend target;
    readonly Dictionary<(string, string), PrimitiveTiming> costs = [];

    public ProfilingBackend(Backend target) : base(target) => this.target = target;

    public override string Name => target.Name;

    public override double Precision => target.Precision;

    /// <summary>The timings since the last <see cref="Reset"/>.</summary>
    public IReadOnlyCollection<PrimitiveTiming> Costs => costs.Values;

    /// <summary>Clears the timings.</summary>
    public void Reset() => costs.Clear();

    protected override ValueBuffer AllocateValuesCore(int length) => target.AllocateValues(length);

    protected override IndexBuffer AllocateIndicesCore(int length) => target.AllocateIndices(length);

    protected override void WriteCore(ReadOnlySpan<double> values, ValueBuffer y)
    {
        var start = Now();
        target.Write(values, y);
        Record(start, $"{y.Length}");
    }

    protected override void WriteCore(ReadOnlySpan<float> values, ValueBuffer y)
    {
        var start = Now();
        target.Write(values, y);
        Record(start, $"{y.Length}");
    }

    protected override void WriteCore(ReadOnlySpan<int> values, IndexBuffer y)
    {
        var start = Now();
        target.Write(values, y);
        Record(start, $"{y.Length} indices");
    }

    protected override void ReadCore(ValueBuffer x, Span<double> values)
    {
        var start = Now();
        target.Read(x, values);
        Record(start, $"{x.Length}");
    }

    protected override void ReadCore(ValueBuffer x, Span<float> values)
    {
        var start = Now();
        target.Read(x, values);
        Record(start, $"{x.Length}");
    }

    protected override void ReadCore(IndexBuffer x, Span<int> values)
    {
        var start = Now();
        target.Read(x, values);
        Record(start, $"{x.Length} indices");
    }

    protected override void FillCore(double value, ValueBuffer y) => Time($"{y.Length}", () => target.Fill(value, y));

    protected override void MapCore<F>(F f, ValueBuffer x, ValueBuffer y) =>
        Time($"{typeof(F).Name} {y.Length}", () => target.Map(f, x, y));

    protected override void MapPullbackCore<F>(F f, ValueBuffer x, ValueBuffer y, ValueBuffer dy, ValueBuffer dx) =>
        Time($"{typeof(F).Name} {dx.Length}", () => target.MapPullback(f, x, y, dy, dx));

    protected override void MapBinaryCore<F>(
        F f, Shape shape, ValueBuffer a, StridedView viewA, ValueBuffer b, StridedView viewB, ValueBuffer y) =>
        Time($"{typeof(F).Name} {shape}", () => target.MapBinary(f, shape, a, viewA, b, viewB, y));

    protected override void AddScaledCore(double alpha, ValueBuffer x, double beta, ValueBuffer y) =>
        Time($"{y.Length}", () => target.AddScaled(alpha, x, beta, y));

    protected override void DropoutMaskCore(Philox key, ulong counter, uint threshold, double scale, ValueBuffer y) =>
        Time($"{y.Length}", () => target.DropoutMask(key, counter, threshold, scale, y));

    protected override void CopyCore(Shape shape, ValueBuffer x, StridedView from, ValueBuffer y, StridedView to) =>
        Time($"{shape}", () => target.Copy(shape, x, from, y, to));

    protected override void GatherCore(int planes, int size, int count, ValueBuffer x, IndexBuffer index,
        ValueBuffer y) =>
        Time($"{planes} × {count} of {size}", () => target.Gather(planes, size, count, x, index, y));

    protected override void ScatterAddCore(int planes, int size, int count, ValueBuffer y, IndexBuffer index,
        ValueBuffer x) =>
        Time($"{planes} × {count} of {size}", () => target.ScatterAdd(planes, size, count, y, index, x));

    protected override void SumCore(int outer, int count, int inner, int cells, ValueBuffer x, ValueBuffer y) =>
        Time($"{outer} × {count} × {inner} × {cells}", () => target.Sum(outer, count, inner, cells, x, y));

    protected override void ArgMaxCore(int outer, int count, int inner, ValueBuffer x, IndexBuffer index) =>
        Time($"{outer} × {count} × {inner}", () => target.ArgMax(outer, count, inner, x, index));

    protected override void LogSoftmaxCore(int rows, int columns, ValueBuffer x, ValueBuffer y) =>
        Time($"{rows} × {columns}", () => target.LogSoftmax(rows, columns, x, y));

    protected override void ProductCore(ProductShape shape, ValueBuffer a, ValueBuffer b, ValueBuffer? bias,
        ValueBuffer c) =>
        Time(Sizes(shape), () => target.Product(shape, a, b, bias, c), OperationCount.Of(shape));

    protected override void ConvolveCore(
        ConvolutionShape shape, ValueBuffer x, ValueBuffer w, ValueBuffer? bias, ValueBuffer y) =>
        Time(Sizes(shape), () => target.Convolve(shape, x, w, bias, y), OperationCount.Of(shape));

    protected override void ConvolveTransposedCore(
        ConvolutionShape shape, ValueBuffer y, ValueBuffer w, ValueBuffer? bias, ValueBuffer x) =>
        Time(Sizes(shape), () => target.ConvolveTransposed(shape, y, w, bias, x), OperationCount.Of(shape));

    protected override void ConvolveFilterCore(ConvolutionShape shape, ValueBuffer x, ValueBuffer y, ValueBuffer w) =>
        Time(Sizes(shape), () => target.ConvolveFilter(shape, x, y, w), OperationCount.Of(shape));

    protected override void MaxPoolCore(PoolingShape shape, ValueBuffer x, ValueBuffer y, IndexBuffer indices) =>
        Time(Sizes(shape), () => target.MaxPool(shape, x, y, indices));

    protected override void ConvolveMaxPoolCore(ConvolutionShape shape, PoolingShape pool, ValueBuffer x,
        ValueBuffer w, ValueBuffer? bias, ValueBuffer y) =>
        Time(Sizes(shape), () => target.ConvolveMaxPool(shape, pool, x, w, bias, y), OperationCount.Of(shape));

    protected override void SumPoolCore(PoolingShape shape, ValueBuffer x, ValueBuffer y) =>
        Time(Sizes(shape), () => target.SumPool(shape, x, y));

    protected override void SumPoolBackwardCore(PoolingShape shape, ValueBuffer y, ValueBuffer x) =>
        Time(Sizes(shape), () => target.SumPoolBackward(shape, y, x));

    public override void Dispose()
    {
        base.Dispose();
        target.Dispose();
    }

    static string Sizes(ProductShape shape) =>
        $"{shape.Rows} × {shape.Columns} × {shape.Depth}{(shape.TransposeA ? " Aᵀ" : "")}"
            + $"{(shape.TransposeB ? " Bᵀ" : "")}";

    static string Sizes(ConvolutionShape shape) => $"{shape.Window.InputShape(shape.Batch, shape.InputChannels)} to "
        + $"{shape.Window.OutputShape(shape.Batch, shape.OutputChannels)}";

    static string Sizes(PoolingShape shape) =>
        $"{shape.Window.InputShape(shape.Planes)} to {shape.Window.OutputShape(shape.Planes)}";

    void Time(string sizes, Action work, double operations = 0, [CallerMemberName] string primitive = "")
    {
        var start = Now();
        work();
        Record(start, sizes, operations, primitive);
    }

    void Record(long start, string sizes, double operations = 0, [CallerMemberName] string primitive = "")
    {
        primitive = primitive.Replace("Core", "");
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (!costs.TryGetValue((primitive, sizes), out var cost))
            costs[(primitive, sizes)] = cost = new(primitive, sizes, operations);
        cost.Calls++;
        cost.Seconds += seconds;
    }

    static long Now() => Stopwatch.GetTimestamp();
}
