using Tiny.Nn.Backends;

namespace Tiny.Nn.Tests.Mutants;

/// <summary>Where on an axis (0 depth, 1 height, 2 width) the tap of a window position looks: <see cref="Window.At"/>, or what a bug makes of it.</summary>
public delegate int Look(SpatialWindow windows, int axis, int position, int tap);

/// <summary>
/// A <see cref="Reference"/> whose convolutions walk over terms that a bug has bent. Left alone it is sound: the walk is the
/// specification's, written out so that each of its decisions can be replaced.
/// </summary>
public class BentMachine : Reference
{
    /// <summary>The decision of <see cref="Window.At"/>.</summary>
    public static readonly Look Straight = (windows, axis, position, tap) => Axis(windows, axis).At(position, tap);

    public Look InConvolve { get; init; } = Straight;

    public Look InTransposed { get; init; } = Straight;

    public Look InFilter { get; init; } = Straight;

    /// <summary>The input channel that output channel o sees as its c-th.</summary>
    public Func<ConvolutionShape, int, int, int> Channel { get; init; } =
        (shape, o, c) => o / shape.OutputChannelsPerGroup * shape.InputChannelsPerGroup + c;

    /// <summary>Whether a transposed convolution forgets what was in a cell already.</summary>
    public bool Overwrites { get; init; }

    public static Window Axis(SpatialWindow windows, int axis) => axis switch { 0 => windows.Depth, 1 => windows.Height, _ => windows.Width };

    public override void Convolve(ConvolutionShape shape, ValueBuffer x, ValueBuffer w, ValueBuffer? bias, ValueBuffer y)
    {
        Span<double> xs = Elements(x), ws = Elements(w), ys = Elements(y);
        ys.Clear();
        foreach (var (input, tap, output) in Terms(shape, InConvolve)) ys[output] += xs[input] * ws[tap];
        AddBias(bias, shape.Window.OutputCount, y);
    }

    public override void ConvolveTransposed(ConvolutionShape shape, ValueBuffer y, ValueBuffer w, ValueBuffer? bias, ValueBuffer x)
    {
        Span<double> xs = Elements(x), ws = Elements(w), ys = Elements(y);
        xs.Clear();
        foreach (var (input, tap, output) in Terms(shape, InTransposed)) xs[input] = (Overwrites ? 0 : xs[input]) + ys[output] * ws[tap];
        AddBias(bias, shape.Window.InputCount, x);
    }

    public override void ConvolveFilter(ConvolutionShape shape, ValueBuffer x, ValueBuffer y, ValueBuffer w)
    {
        Span<double> xs = Elements(x), ws = Elements(w), ys = Elements(y);
        ws.Clear();
        foreach (var (input, tap, output) in Terms(shape, InFilter)) ws[tap] += xs[input] * ys[output];
    }

    IEnumerable<(int Input, int Tap, int Output)> Terms(ConvolutionShape shape, Look look)
    {
        var windows = shape.Window;
        for (var n = 0; n < shape.Batch; n++)
            for (var o = 0; o < shape.OutputChannels; o++)
                for (var c = 0; c < shape.InputChannelsPerGroup; c++)
                    foreach (var (cell, t, j) in Pairs(windows, look))
                        yield return ((n * shape.InputChannels + Channel(shape, o, c)) * windows.InputCount + cell,
                            (o * shape.InputChannelsPerGroup + c) * windows.TapCount + t, (n * shape.OutputChannels + o) * windows.OutputCount + j);
    }

    static IEnumerable<(int Input, int Tap, int Output)> Pairs(SpatialWindow windows, Look look)
    {
        for (var j = 0; j < windows.OutputCount; j++)
            for (var t = 0; t < windows.TapCount; t++)
            {
                var (cell, step, position, tap, isInside) = (0, 1, j, t, true);
                for (var axis = 2; axis >= 0; axis--)
                {
                    var window = Axis(windows, axis);
                    var place = look(windows, axis, position % window.Output, tap % window.Kernel);
                    isInside &= place >= 0 && place < window.Input;
                    cell += place * step;
                    (step, position, tap) = (step * window.Input, position / window.Output, tap / window.Kernel);
                }
                if (isInside) yield return (cell, t, j);
            }
    }
}
