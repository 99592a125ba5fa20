using System.Diagnostics;
using System.Runtime.CompilerServices;
using Tiny.Nn.Backends;
using Tiny.Nn.Backends.Functions;

namespace Tiny.Nn.Bench.Profile;

/// <summary>The time that went into one primitive with one shape.</summary>
/// <param name="Operations">Of one call, for products and convolutions; else 0.</param>
sealed record Cost(string Primitive, string Sizes, double Operations)
{
    public long Calls { get; set; }

    public double Seconds { get; set; }
}

/// <summary>
/// A machine around another one, which does the work while this one holds the watch: what a training step really asks of a machine, and
/// what each primitive costs. The work between two primitives (graph, shapes, closures) it does not see.
/// </summary>
sealed class ProfiledMachine(Backend machine) : Backend
{
    readonly Dictionary<(string, string), Cost> costs = [];

    public override string Name => machine.Name;

    public override double Precision => machine.Precision;

    /// <summary>What was seen since the last <see cref="Forget"/>.</summary>
    public IReadOnlyCollection<Cost> Costs => costs.Values;

    /// <summary>Begins anew.</summary>
    public void Forget() => costs.Clear();

    public override NumberBuffer AllocateNumbers(int length) => machine.AllocateNumbers(length);

    public override IndexBuffer AllocateIndices(int length) => machine.AllocateIndices(length);

    public override void Write(ReadOnlySpan<double> values, NumberBuffer y)
    {
        var start = Now();
        machine.Write(values, y);
        Note(start, $"{y.Length}");
    }

    public override void Write(ReadOnlySpan<float> values, NumberBuffer y)
    {
        var start = Now();
        machine.Write(values, y);
        Note(start, $"{y.Length}");
    }

    public override void Write(ReadOnlySpan<int> values, IndexBuffer y)
    {
        var start = Now();
        machine.Write(values, y);
        Note(start, $"{y.Length} indices");
    }

    public override void Read(NumberBuffer x, Span<double> values)
    {
        var start = Now();
        machine.Read(x, values);
        Note(start, $"{x.Length}");
    }

    public override void Read(NumberBuffer x, Span<float> values)
    {
        var start = Now();
        machine.Read(x, values);
        Note(start, $"{x.Length}");
    }

    public override void Read(IndexBuffer x, Span<int> values)
    {
        var start = Now();
        machine.Read(x, values);
        Note(start, $"{x.Length} indices");
    }

    public override void Fill(double value, NumberBuffer y) => Time($"{y.Length}", () => machine.Fill(value, y));

    public override void Map<F>(F f, NumberBuffer x, NumberBuffer y) => Time($"{typeof(F).Name} {y.Length}", () => machine.Map(f, x, y));

    public override void MapPullback<F>(F f, NumberBuffer x, NumberBuffer y, NumberBuffer dy, NumberBuffer dx) =>
        Time($"{typeof(F).Name} {dx.Length}", () => machine.MapPullback(f, x, y, dy, dx));

    public override void Zip<F>(F f, Shape shape, NumberBuffer a, View viewA, NumberBuffer b, View viewB, NumberBuffer y) =>
        Time($"{typeof(F).Name} {shape}", () => machine.Zip(f, shape, a, viewA, b, viewB, y));

    public override void Combine(double alpha, NumberBuffer x, double beta, NumberBuffer y) =>
        Time($"{y.Length}", () => machine.Combine(alpha, x, beta, y));

    public override void Mask(Philox key, ulong counter, uint threshold, double scale, NumberBuffer y) =>
        Time($"{y.Length}", () => machine.Mask(key, counter, threshold, scale, y));

    public override void Copy(Shape shape, NumberBuffer x, View from, NumberBuffer y, View to) =>
        Time($"{shape}", () => machine.Copy(shape, x, from, y, to));

    public override void Gather(int planes, int size, int count, NumberBuffer x, IndexBuffer index, NumberBuffer y) =>
        Time($"{planes} × {count} of {size}", () => machine.Gather(planes, size, count, x, index, y));

    public override void ScatterAdd(int planes, int size, int count, NumberBuffer y, IndexBuffer index, NumberBuffer x) =>
        Time($"{planes} × {count} of {size}", () => machine.ScatterAdd(planes, size, count, y, index, x));

    public override void Sum(int outer, int count, int inner, int cells, NumberBuffer x, NumberBuffer y) =>
        Time($"{outer} × {count} × {inner} × {cells}", () => machine.Sum(outer, count, inner, cells, x, y));

    public override void ArgMax(int outer, int count, int inner, NumberBuffer x, IndexBuffer index) =>
        Time($"{outer} × {count} × {inner}", () => machine.ArgMax(outer, count, inner, x, index));

    public override void LogSoftmax(int rows, int columns, NumberBuffer x, NumberBuffer y) =>
        Time($"{rows} × {columns}", () => machine.LogSoftmax(rows, columns, x, y));

    public override void Product(ProductShape shape, NumberBuffer a, NumberBuffer b, NumberBuffer? bias, NumberBuffer c) =>
        Time(Sizes(shape), () => machine.Product(shape, a, b, bias, c), Work.Operations(shape));

    public override void Convolve(ConvolutionShape shape, NumberBuffer x, NumberBuffer w, NumberBuffer? bias, NumberBuffer y) =>
        Time(Sizes(shape), () => machine.Convolve(shape, x, w, bias, y), Work.Operations(shape));

    public override void ConvolveTransposed(ConvolutionShape shape, NumberBuffer y, NumberBuffer w, NumberBuffer? bias, NumberBuffer x) =>
        Time(Sizes(shape), () => machine.ConvolveTransposed(shape, y, w, bias, x), Work.Operations(shape));

    public override void ConvolveFilter(ConvolutionShape shape, NumberBuffer x, NumberBuffer y, NumberBuffer w) =>
        Time(Sizes(shape), () => machine.ConvolveFilter(shape, x, y, w), Work.Operations(shape));

    public override void MaxPool(PoolingShape shape, NumberBuffer x, NumberBuffer y, IndexBuffer switches) =>
        Time(Sizes(shape), () => machine.MaxPool(shape, x, y, switches));

    public override void SumPool(PoolingShape shape, NumberBuffer x, NumberBuffer y) =>
        Time(Sizes(shape), () => machine.SumPool(shape, x, y));

    public override void Spread(PoolingShape shape, NumberBuffer y, NumberBuffer x) =>
        Time(Sizes(shape), () => machine.Spread(shape, y, x));

    public override void Dispose()
    {
        base.Dispose();
        machine.Dispose();
    }

    static string Sizes(ProductShape shape) =>
        $"{shape.Rows} × {shape.Columns} × {shape.Depth}{(shape.TransposeA ? " Aᵀ" : "")}{(shape.TransposeB ? " Bᵀ" : "")}";

    static string Sizes(ConvolutionShape shape) => $"{shape.Windows.InputShape(shape.Batch, shape.InputChannels)} to "
        + $"{shape.Windows.OutputShape(shape.Batch, shape.OutputChannels)}";

    static string Sizes(PoolingShape shape) => $"{shape.Windows.InputShape(shape.Planes)} to {shape.Windows.OutputShape(shape.Planes)}";

    void Time(string sizes, Action work, double operations = 0, [CallerMemberName] string primitive = "")
    {
        var start = Now();
        work();
        Note(start, sizes, operations, primitive);
    }

    void Note(long start, string sizes, double operations = 0, [CallerMemberName] string primitive = "")
    {
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (!costs.TryGetValue((primitive, sizes), out var cost)) costs[(primitive, sizes)] = cost = new(primitive, sizes, operations);
        cost.Calls++;
        cost.Seconds += seconds;
    }

    static long Now() => Stopwatch.GetTimestamp();
}
