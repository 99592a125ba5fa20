using System.Reflection;
using Tiny.Nn.Backends;
using Tiny.Nn.Backends.Functions;
using Tiny.Nn.Tests.Backends;
using Tiny.Nn.Tests.Transposition;

namespace Tiny.Nn.Tests.NonFinite;

/// <summary>
/// Calls of primitives whose random operands contain a few NaN and infinities; the others are small integers. The same
/// seed gives the same operands on every backend.
/// </summary>
/// <param name="backend">The backend that computes.</param>
/// <param name="seed">The seed of sizes and operands.</param>
sealed class NonFiniteCall(Backend backend, int seed)
{
    readonly RandomStream random = new((ulong)seed, "non-finite");

    /// <summary>The calls, by primitive.</summary>
    public static readonly Dictionary<string, Func<NonFiniteCall, double[]>> All = new()
    {
        [nameof(Backend.Fill)] = call => call.Result(5, y => call.Backend.Fill(call.Value(), y)),
        [nameof(Backend.Map)] = call => call.Map(),
        [nameof(Backend.MapPullback)] = call => call.MapPullback(),
        [nameof(Backend.MapBinary)] = call => call.MapBinary(),
        [nameof(Backend.AddScaled)] = call => call.AddScaled(),
        [nameof(Backend.DropoutMask)] = call => call.Result(9, y =>
            call.Backend.DropoutMask(new Philox(3), 1, 1u << 31, call.Value(), y)),
        [nameof(Backend.Copy)] = call => call.Result(12, y =>
            call.Backend.Copy([3, 4], call.Values(12), new(0, [1, 3]), y, new(0, [4, 1]))),
        [nameof(Backend.Gather)] = call => call.Result(18, y =>
            call.Backend.Gather(2, 5, 9, call.Values(10), call.Indices(18, 5), y)),
        [nameof(Backend.ScatterAdd)] = call => call.Result(10, x =>
            call.Backend.ScatterAdd(2, 5, 9, call.Values(18), call.Indices(18, 5), x)),
        [nameof(Backend.Sum)] = call => call.Sum(),
        [nameof(Backend.ArgMax)] = call => call.ArgMax(),
        [nameof(Backend.LogSoftmax)] = call => call.LogSoftmax(),
        [nameof(Backend.Product)] = call => call.Product(),
        [nameof(Backend.MaxPool)] = call => call.MaxPool(),
        [nameof(Backend.SumPool)] = call => call.Pool((shape, x, y) => call.Backend.SumPool(shape, x, y), back: false),
        [nameof(Backend.SumPoolBackward)] = call =>
            call.Pool((shape, y, x) => call.Backend.SumPoolBackward(shape, y, x), back: true),
    };

    Backend Backend => backend;

    /// <summary>Returns a random size from 1 to <paramref name="most"/>.</summary>
    public int Size(int most) => 1 + random.NextInt(most);

    /// <summary>Returns a small integer, or now and then NaN or an infinity.</summary>
    double Value() => random.NextInt(12) switch
    {
        0 => double.NaN,
        1 => double.PositiveInfinity,
        2 => double.NegativeInfinity,
        _ => random.NextInt(5) - 2,
    };

    /// <summary>Returns a buffer of small integers with up to three NaN or infinities.</summary>
    public ValueBuffer Values(int count, bool finite = false)
    {
        var values = new double[count];
        foreach (ref var value in values.AsSpan()) value = random.NextInt(5) - 2;
        for (var n = finite ? 0 : random.NextInt(4); n > 0 && count > 0; n--)
            values[random.NextInt(count)] = random.NextInt(3) switch
            {
                0 => double.NaN, 1 => double.PositiveInfinity, _ => double.NegativeInfinity,
            };
        var buffer = backend.AllocateValues(count);
        backend.Write(values, buffer);
        return buffer;
    }

    /// <summary>Returns the result that a primitive writes.</summary>
    public double[] Result(int count, Action<ValueBuffer> compute)
    {
        var y = backend.AllocateValues(count);
        compute(y);
        var values = new double[count];
        backend.Read(y, values);
        return values;
    }

    IndexBuffer Indices(int count, int size)
    {
        var indices = backend.AllocateIndices(count);
        backend.Write([.. Enumerable.Range(0, count).Select(_ => random.NextInt(size + 1) - 1)], indices);
        return indices;
    }

    double[] ResultWithIndices(int count, Action<ValueBuffer, IndexBuffer> compute)
    {
        var indices = backend.AllocateIndices(count);
        var result = Result(count, y => compute(y, indices));
        var values = new int[count];
        backend.Read(indices, values);
        return [.. result, .. values];
    }

    double[] Map()
    {
        var f = FunctionSamples.Unary[random.NextInt(FunctionSamples.Unary.Length)];
        var count = Size(40);
        return Result(count, y => Generic(nameof(MapOf), f, Values(count), y));
    }

    double[] MapPullback()
    {
        var f = FunctionSamples.Unary[random.NextInt(FunctionSamples.Unary.Length)];
        var count = Size(40);
        var (x, y) = (Values(count), backend.AllocateValues(count));
        Generic(nameof(MapOf), f, x, y);
        return Result(count, dx => Generic(nameof(PullbackOf), f, x, y, Values(count), dx));
    }

    double[] MapBinary()
    {
        var f = FunctionSamples.Binary[random.NextInt(FunctionSamples.Binary.Length)];
        var (rows, columns, broadcasts) = (Size(9), Size(20), random.NextInt(2) == 0);
        return Result(rows * columns, y => Generic(nameof(BinaryOf), f, Shape.Of(rows, columns),
            Values(rows * columns), Values(broadcasts ? columns : rows * columns), y));
    }

    static void MapOf<F>(F f, NonFiniteCall call, ValueBuffer x, ValueBuffer y) where F : struct, IUnaryFunction =>
        call.Backend.Map(f, x, y);

    static void PullbackOf<F>(F f, NonFiniteCall call, ValueBuffer x, ValueBuffer y, ValueBuffer dy, ValueBuffer dx)
        where F : struct, IUnaryFunction => call.Backend.MapPullback(f, x, y, dy, dx);

    static void BinaryOf<F>(F f, NonFiniteCall call, Shape shape, ValueBuffer a, ValueBuffer b, ValueBuffer y)
        where F : struct, IBinaryFunction => call.Backend.MapBinary(f, shape, a, StridedView.Of(shape), b,
            b.Length == shape.Count ? StridedView.Of(shape) : new(0, [0, 1]), y);

    void Generic(string method, object function, params object[] arguments) =>
        FunctionSamples.Call(typeof(NonFiniteCall), method, function, [this, .. arguments]);

    double[] AddScaled()
    {
        var count = Size(40);
        var (x, y, beta) = (Values(count), Values(count), random.NextInt(2) * 0.5);
        backend.AddScaled(2, x, beta, y);
        var values = new double[count];
        backend.Read(y, values);
        return values;
    }

    double[] Sum()
    {
        int outer = Size(3), count = Size(5), inner = Size(4), elements = Size(20);
        return Result(outer * inner, y =>
            backend.Sum(outer, count, inner, elements, Values(outer * count * inner * elements), y));
    }

    double[] ArgMax()
    {
        int outer = Size(3), count = Size(9), inner = Size(3);
        var index = backend.AllocateIndices(outer * inner);
        backend.ArgMax(outer, count, inner, Values(outer * count * inner), index);
        var values = new int[outer * inner];
        backend.Read(index, values);
        return Array.ConvertAll(values, value => (double)value);
    }

    double[] LogSoftmax()
    {
        int rows = Size(4), columns = Size(20);
        return Result(rows * columns, y => backend.LogSoftmax(rows, columns, Values(rows * columns), y));
    }

    double[] Product()
    {
        ProductShape shape = new(Size(2), Size(20), Size(20), Size(40), random.NextInt(2) == 0, random.NextInt(2) == 0);
        var (batch, rows, columns, depth, _, _) = shape;
        var bias = random.NextInt(2) == 0 ? null : Values(columns);
        return Result(batch * rows * columns, c =>
            backend.Product(shape, Values(batch * rows * depth), Values(batch * depth * columns), bias, c));
    }

    double[] MaxPool()
    {
        var (shape, inputs, outputs) = Pooling();
        return ResultWithIndices(outputs, (y, indices) => backend.MaxPool(shape, Values(inputs), y, indices));
    }

    double[] Pool(Action<PoolingShape, ValueBuffer, ValueBuffer> pool, bool back)
    {
        var (shape, inputs, outputs) = Pooling();
        return Result(back ? inputs : outputs, to => pool(shape, Values(back ? outputs : inputs), to));
    }

    (PoolingShape Shape, int Inputs, int Outputs) Pooling()
    {
        PoolingShape shape = new(Size(4), Window());
        return (shape, shape.Planes * shape.Window.InputCount, shape.Planes * shape.Window.OutputCount);
    }

    /// <summary>Returns a random window of one to three axes.</summary>
    public SpatialWindow Window() => SpatialWindow.Of([.. Enumerable.Range(0, Size(3)).Select(_ => Axis())]);

    Window Axis()
    {
        int stride = Size(3), dilation = Size(3);
        while (true)
            try
            {
                return Tiny.Nn.Window.ForTranspose(Size(9), Size(3), stride, (random.NextInt(3), random.NextInt(3)),
                    dilation, random.NextInt(Math.Max(stride, dilation)));
            }
            catch (ArgumentException)
            {
                // more padding than there are inputs: try another one
            }
    }
}
