using Tiny.Nn.Backends;
using Tiny.Nn.Backends.Functions;

namespace Tiny.Nn.Bench.Device;

/// <summary>
/// Calls of all primitives of a backend, in their different forms and at sizes that are split among threads (above 8192
/// elements, or 262,144 multiplications).
/// </summary>
static class PrimitiveCalls
{
    static readonly ConvolutionShape dense =
        new(24, 8, 12, 2, SpatialWindow.Of(Window.ForConvolution(20, 5, 1, 2), Window.ForConvolution(20, 5, 1, 2)));

    static readonly ConvolutionShape strided =
        new(17, 7, 11, 1, SpatialWindow.Of(Window.ForConvolution(21, 3, 2), Window.ForConvolution(23, 4, 3)));

    static readonly SpatialWindow pooledDense =
        SpatialWindow.Of(Window.ForConvolution(20, 2, 2), Window.ForConvolution(20, 2, 2));

    static readonly PoolingShape pooling =
        new(300, SpatialWindow.Of(Window.ForConvolution(20, 3, 2), Window.ForConvolution(20, 3, 2)));

    /// <summary>The calls. A key is the primitive's name and, after a comma, the variant.</summary>
    public static IReadOnlyDictionary<string, Action<PrimitiveRun>> All { get; } =
        new Dictionary<string, Action<PrimitiveRun>>
        {
            ["Fill"] = run => run.Output(100_000, y => run.Backend.Fill(0.3, y)),
            ["Map"] = run => run.Output(100_003, y => run.Backend.Map(new HyperbolicTangent(), run.Values(100_003), y)),
            ["MapPullback"] = run =>
            {
                ValueBuffer x = run.Values(100_003), dy = run.Values(100_003);
                run.Output(100_003, y =>
                {
                    run.Backend.Map(new Sigmoid(), x, y);
                    run.Output(100_003, dx => run.Backend.MapPullback(new Sigmoid(), x, y, dy, dx));
                });
            },
            ["MapBinary, contiguous"] = run => MapBinary(run, [100_003], [1], [1]),
            ["MapBinary, broadcast row"] = run => MapBinary(run, [900, 111], [111, 1], [0, 1]),
            ["MapBinary, one broadcast row"] = run => MapBinary(run, [1, 100_003], [0, 1], [0, 0]),
            ["MapBinary, transposed"] = run => MapBinary(run, [310, 290], [1, 310], [290, 1]),
            ["AddScaled"] = run => run.InPlace(100_003, y => run.Backend.AddScaled(0.7, run.Values(100_003), -0.3, y)),
            ["DropoutMask"] = run =>
                run.Output(100_003, y => run.Backend.DropoutMask(new Philox(2), 3, 1u << 30, 4, y)),
            ["Copy"] = run => run.InPlace(100_000, y =>
                run.Backend.Copy([250, 400], run.Values(100_000), new(0, [400, 1]), y, new(0, [1, 250]))),
            ["Gather"] = run => run.Output(300 * 170, y =>
                run.Backend.Gather(300, 90, 170, run.Values(300 * 90), run.Indices(300 * 170, 90), y)),
            ["ScatterAdd"] = run => run.Output(300 * 90, x =>
                run.Backend.ScatterAdd(300, 90, 170, run.Values(300 * 170), run.Indices(300 * 170, 90), x)),
            ["Sum, one result"] = run => Sum(run, 1, 1, 1, 1_000_003),
            ["Sum, one result per row"] = run => Sum(run, 1, 1, 288, 400),
            ["Sum, one result per column"] = run => Sum(run, 1, 24, 4800, 1),
            ["Sum, one result per channel"] = run => Sum(run, 1, 24, 12, 400),
            ["ArgMax"] = run => run.IndexOutput(700 * 3, index =>
                run.Backend.ArgMax(700, 50, 3, run.Values(700 * 50 * 3), index)),
            ["LogSoftmax"] = run => run.Output(9000 * 10, y =>
                run.Backend.LogSoftmax(9000, 10, run.Values(9000 * 10), y)),
            ["Product, many rows and columns"] = run => Product(run, new(1, 300, 280, 200)),
            ["Product, few rows"] = run => Product(run, new(1, 10, 1000, 200)),
            ["Product, few rows, transposed B"] = run => Product(run, new(1, 10, 1000, 200, TransposeB: true)),
            ["Product, transposed A"] = run => Product(run, new(1, 120, 90, 3000, TransposeA: true)),
            ["Product, batch"] = run => Product(run, new(40, 30, 50, 20)),
            ["Convolve"] = run => Convolve(run, dense),
            ["Convolve, strided"] = run => Convolve(run, strided),
            ["ConvolveTransposed"] = run => ConvolveTransposed(run, dense),
            ["ConvolveTransposed, strided"] = run => ConvolveTransposed(run, strided),
            ["ConvolveFilter"] = run => ConvolveFilter(run, dense),
            ["ConvolveFilter, strided"] = run => ConvolveFilter(run, strided),
            ["MaxPool"] = run => run.Output(300 * 81, y => run.IndexOutput(300 * 81, indices =>
                run.Backend.MaxPool(pooling, run.Values(300 * 400), y, indices))),
            ["ConvolveMaxPool"] = run => run.Output(dense.Batch * dense.OutputChannels * pooledDense.OutputCount, y =>
                run.Backend.ConvolveMaxPool(dense, new(dense.Batch * dense.OutputChannels, pooledDense),
                    run.Values(Inputs(dense)), run.Values(Weights(dense)), run.Values(dense.OutputChannels), y)),
            ["SumPool"] = run => run.Output(300 * 81, y => run.Backend.SumPool(pooling, run.Values(300 * 400), y)),
            ["SumPoolBackward"] = run => run.Output(300 * 400, x =>
                run.Backend.SumPoolBackward(pooling, run.Values(300 * 81), x)),
        };

    static void MapBinary(PrimitiveRun run, Shape shape, int[] stridesA, int[] stridesB) =>
        run.Output(shape.Count, y => run.Backend.MapBinary(new Multiplication(), shape,
            run.Values(shape.Count), new(0, stridesA), run.Values(shape.Count), new(0, stridesB), y));

    static void Sum(PrimitiveRun run, int outer, int count, int inner, int elements) =>
        run.Output(outer * inner, y => run.Backend.Sum(outer, count, inner, elements,
            run.Values(outer * count * inner * elements), y));

    static void Product(PrimitiveRun run, ProductShape shape)
    {
        var (batch, rows, columns, depth, _, _) = shape;
        run.Output(batch * rows * columns, c => run.Backend.Product(shape,
            run.Values(batch * rows * depth), run.Values(batch * depth * columns), run.Values(columns), c));
    }

    static void Convolve(PrimitiveRun run, ConvolutionShape shape) => run.Output(Outputs(shape), y =>
        run.Backend.Convolve(shape, run.Values(Inputs(shape)), run.Values(Weights(shape)),
            run.Values(shape.OutputChannels), y));

    static void ConvolveTransposed(PrimitiveRun run, ConvolutionShape shape) => run.Output(Inputs(shape), x =>
        run.Backend.ConvolveTransposed(shape, run.Values(Outputs(shape)), run.Values(Weights(shape)),
            run.Values(shape.InputChannels), x));

    static void ConvolveFilter(PrimitiveRun run, ConvolutionShape shape) => run.Output(Weights(shape), w =>
        run.Backend.ConvolveFilter(shape, run.Values(Inputs(shape)), run.Values(Outputs(shape)), w));

    static int Inputs(ConvolutionShape shape) => shape.Batch * shape.InputChannels * shape.Window.InputCount;

    static int Outputs(ConvolutionShape shape) => shape.Batch * shape.OutputChannels * shape.Window.OutputCount;

    static int Weights(ConvolutionShape shape) =>
        shape.OutputChannels * shape.InputChannelsPerGroup * shape.Window.TapCount;
}
