using BenchmarkDotNet.Attributes;
using Tiny.Nn.Backends;

namespace Tiny.Nn.Bench.Benchmarks;

/// <summary>A convolution's three primitives.</summary>
public enum ConvolutionPrimitive
{
    Convolve,
    ConvolveTransposed,
    ConvolveFilter,
}

/// <summary>One convolution on one machine, and its three primitives by name.</summary>
sealed class ConvolutionRunner : IDisposable
{
    readonly Backend backend;
    readonly ConvolutionShape shape;
    readonly ValueBuffer x, w, y;

    public ConvolutionRunner(Backend backend, ConvolutionShape shape)
    {
        (this.backend, this.shape) = (backend, shape);
        x = RandomBuffers.Create(backend, shape.Window.InputShape(shape.Batch, shape.InputChannels).Count, "x");
        w = RandomBuffers.Create(backend, shape.Window.KernelShape(shape.OutputChannels, shape.InputChannelsPerGroup).Count, "w");
        y = RandomBuffers.Create(backend, shape.Window.OutputShape(shape.Batch, shape.OutputChannels).Count, "y");
    }

    /// <summary>The result overwrites the buffer whose place it has: work on the same numbers every time, but for the first.</summary>
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

/// <summary>The three convolution primitives on one thread.</summary>
public class ConvolutionBenchmarks
{
    ConvolutionRunner cpu = null!;

    [ParamsSource(nameof(Cases))]
    public BenchmarkParameter<ConvolutionShape> Convolution { get; set; } = null!;

    [ParamsAllValues]
    public ConvolutionPrimitive Primitive { get; set; }

    public static IEnumerable<BenchmarkParameter<ConvolutionShape>> Cases => ConvolutionCases.All;

    [GlobalSetup]
    public void Begin() => cpu = new(new Cpu<float>(threads: 1), Convolution.Value);

    [GlobalCleanup]
    public void End() => cpu.Dispose();

    [Benchmark]
    public void Run() => cpu.Run(Primitive);
}

/// <summary>
/// The same beside the plain loops of <see cref="Reference"/>, in double, for those that are small enough: what the work was good for.
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
    public void Begin()
    {
        cpu = new(new Cpu<float>(threads: 1), Convolution.Value);
        reference = new(new Reference(), Convolution.Value);
    }

    [GlobalCleanup]
    public void End()
    {
        cpu.Dispose();
        reference.Dispose();
    }

    [Benchmark(Baseline = true)]
    public void Loops() => reference.Run(Primitive);

    [Benchmark]
    public void Cpu() => cpu.Run(Primitive);
}
