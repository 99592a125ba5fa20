using Tiny.Nn.Backends;

namespace Tiny.Nn.Tests.Mutants;

/// <summary>
/// Computes the index on one input axis (0 depth, 1 height, 2 width) that a tap reads at a window position, as
/// <see cref="Window.At"/> does, or with a bug.
/// </summary>
public delegate int InputIndexRule(SpatialWindow windows, int axis, int position, int tap);

/// <summary>
/// A <see cref="Reference"/> whose convolutions compute their indices by replaceable rules. With the default rules it
/// equals the reference; with any other rule it is a mutant.
/// </summary>
public class ConvolutionIndexMutant : Reference
{
    /// <summary>The correct rule, <see cref="Window.At"/>.</summary>
    public static readonly InputIndexRule CorrectIndex = (windows, axis, position, tap) =>
        Axis(windows, axis).At(position, tap);

    public InputIndexRule IndexInConvolve { get; init; } = CorrectIndex;

    public InputIndexRule IndexInConvolveTransposed { get; init; } = CorrectIndex;

    public InputIndexRule IndexInConvolveFilter { get; init; } = CorrectIndex;

    /// <summary>The input channel that output channel o reads as the c-th of its group.</summary>
    public Func<ConvolutionShape, int, int, int> InputChannel { get; init; } =
        (shape, o, c) => o / shape.OutputChannelsPerGroup * shape.InputChannelsPerGroup + c;

    /// <summary>True if a transposed convolution overwrites elements instead of adding to them.</summary>
    public bool OverwritesOverlaps { get; init; }

    public static Window Axis(SpatialWindow windows, int axis) =>
        axis switch { 0 => windows.Depth, 1 => windows.Height, _ => windows.Width };

    protected override void ConvolveCore(
        ConvolutionShape shape, ValueBuffer x, ValueBuffer w, ValueBuffer? bias, ValueBuffer y)
    {
        Span<double> xs = Elements(x), ws = Elements(w), ys = Elements(y);
        ys.Clear();
        foreach (var (input, tap, output) in Terms(shape, IndexInConvolve)) ys[output] += xs[input] * ws[tap];
        AddBias(bias, shape.Window.OutputCount, y);
    }

    protected override void ConvolveTransposedCore(
        ConvolutionShape shape, ValueBuffer y, ValueBuffer w, ValueBuffer? bias, ValueBuffer x)
    {
        Span<double> xs = Elements(x), ws = Elements(w), ys = Elements(y);
        xs.Clear();
        foreach (var (input, tap, output) in Terms(shape, IndexInConvolveTransposed))
            xs[input] = (OverwritesOverlaps ? 0 : xs[input]) + ys[output] * ws[tap];
        AddBias(bias, shape.Window.InputCount, x);
    }

    protected override void ConvolveFilterCore(ConvolutionShape shape, ValueBuffer x, ValueBuffer y, ValueBuffer w)
    {
        Span<double> xs = Elements(x), ws = Elements(w), ys = Elements(y);
        ws.Clear();
        foreach (var (input, tap, output) in Terms(shape, IndexInConvolveFilter)) ws[tap] += xs[input] * ys[output];
    }

    IEnumerable<(int Input, int Tap, int Output)> Terms(ConvolutionShape shape, InputIndexRule rule)
    {
        var windows = shape.Window;
        for (var n = 0; n < shape.Batch; n++)
            for (var o = 0; o < shape.OutputChannels; o++)
                for (var c = 0; c < shape.InputChannelsPerGroup; c++)
                    foreach (var (i, t, j) in Pairs(windows, rule))
                        yield return (
                            (n * shape.InputChannels + InputChannel(shape, o, c)) * windows.InputCount + i,
                            (o * shape.InputChannelsPerGroup + c) * windows.TapCount + t,
                            (n * shape.OutputChannels + o) * windows.OutputCount + j);
    }

    static IEnumerable<(int Input, int Tap, int Output)> Pairs(SpatialWindow windows, InputIndexRule rule)
    {
        for (var j = 0; j < windows.OutputCount; j++)
            for (var t = 0; t < windows.TapCount; t++)
            {
                var (i, step, position, tap, isInside) = (0, 1, j, t, true);
                for (var axis = 2; axis >= 0; axis--)
                {
                    var window = Axis(windows, axis);
                    var index = rule(windows, axis, position % window.Output, tap % window.Kernel);
                    isInside &= index >= 0 && index < window.Input;
                    i += index * step;
                    (step, position, tap) = (step * window.Input, position / window.Output, tap / window.Kernel);
                }
                if (isInside) yield return (i, t, j);
            }
    }
}
