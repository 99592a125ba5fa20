using BenchmarkDotNet.Attributes;
using Tiny.Nn.Backends;

namespace Tiny.Nn.Bench.Benchmarks;

/// <summary>The three convolution primitives of a backend.</summary>
public enum ConvolutionPrimitive
{
    Convolve,
    ConvolveTransposed,
    ConvolveFilter,
}

/// <summary>Runs the three primitives of one convolution on a backend, on random operands.</summary>
sealed class ConvolutionRunner : IDisposable
{
    readonly Backend backend;
    readonly ConvolutionShape shape;
    readonly ValueBuffer x, w, y;

    public ConvolutionRunner(Backend backend, ConvolutionShape shape)
    {
        (this.backend, this.shape) = (backend, shape);
        x = RandomBuffers.Create(backend, shape.Window.InputShape(shape.Batch, shape.InputChannels).Count, "x");
        w = RandomBuffers.Create(
            backend, shape.Window.KernelShape(shape.OutputChannels, shape.InputChannelsPerGroup).Count, "w");
        y = RandomBuffers.Create(backend, shape.Window.OutputShape(shape.Batch, shape.OutputChannels).Count, "y");
    }

    /// <summary>
    /// Runs one primitive. The result overwrites the corresponding operand, so all calls after the first compute the
    /// same values.
    /// </summary>
    public void Run(ConvolutionPrimitive primitive)
    {
        switch (primitive)
        {
            case ConvolutionPrimitive.Convolve: backend.Convolve(shape, x, w, null, y); break;
            case ConvolutionPrimitive.ConvolveTransposed: backend.ConvolveTransposed(shape, y, w, null, x); break;
            default: backend.ConvolveFilter(shape, x, y, w); break;
        }
    }

    public void Dispose() => backend.Dispose();
}

/// <summary>Benchmarks of the three convolution primitives on one thread.</summary>
public class ConvolutionBenchmarks
{
    ConvolutionRunner cpu = null!;

    [ParamsSource(nameof(Cases))]
    public BenchmarkParameter<ConvolutionShape> Convolution { get; set; } = null!;

    [ParamsAllValues]
    public ConvolutionPrimitive Primitive { get; set; }

    public static IEnumerable<BenchmarkParameter<ConvolutionShape>> Cases => ConvolutionCases.All;

    [GlobalSetup]
    public void Setup() => cpu = new(new Cpu<float>(threads: 1), Convolution.Value);

    [GlobalCleanup]
    public void Cleanup() => cpu.Dispose();

    [Benchmark]
    public void Run() => cpu.Run(Primitive);
}

/// <summary>
/// Benchmarks of the small convolutions on one thread, compared with the plain loops of <see cref="Reference"/> in
/// double precision.
/// </summary>
public class ConvolutionVersusReferenceBenchmarks
{
    ConvolutionRunner cpu = null!, reference = null!;

    [ParamsSource(nameof(Cases))]
    public BenchmarkParameter<ConvolutionShape> Convolution { get; set; } = null!;

    [ParamsAllValues]
    public ConvolutionPrimitive Primitive { get; set; }

    public static IEnumerable<BenchmarkParameter<ConvolutionShape>> Cases => ConvolutionCases.Small;

    [GlobalSetup]
    public void Setup()
    {
        cpu = new(new Cpu<float>(threads: 1), Convolution.Value);
        reference = new(new Reference(), Convolution.Value);
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        cpu.Dispose();
        reference.Dispose();
    }

    [Benchmark(Baseline = true)]
    public void Loops() => reference.Run(Primitive);

    [Benchmark]
    public void Cpu() => cpu.Run(Primitive);
}
