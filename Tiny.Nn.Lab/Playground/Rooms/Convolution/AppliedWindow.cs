using Tiny.Nn.Backends;
using Tiny.Nn.Ops;

namespace Tiny.Nn.Lab.Playground.Rooms;

/// <summary>The result of a window operation, with the window and the weights that its matrix consists of.</summary>
/// <param name="Weights">The filters, or the weights that every window has.</param>
/// <param name="Switches">Of max pooling, for each result the index of its maximum within the plane.</param>
sealed record AppliedWindow(
    WindowSettings Settings, Tensor Result, SpatialWindow Window, Shape FilterShape, double[] Weights, int[]? Switches)
{
    /// <summary>The number of products at most: each element of o with each tap of each input channel.</summary>
    public long TermCount => (long)Window.OutputCount * Window.TapCount * Settings.InputChannels
        * Settings.ResultChannels / Settings.ResultGroups;

    /// <summary>Applies the operation.</summary>
    /// <param name="x">The input.</param>
    /// <param name="w">The filters of a convolution or transposed convolution.</param>
    /// <exception cref="ArgumentException">The settings do not fit; the message is the library's.</exception>
    public static AppliedWindow Apply(WindowSettings settings, Tensor x, Tensor? w)
    {
        var options = settings.Options;
        var (stride, padding, dilation, kernel) =
            (options.Stride, options.Padding, options.Dilation, PerAxis.Of(settings.Kernel));
        switch (settings.Operation)
        {
            case WindowOperation.Convolution:
                return new(settings, x.Convolve(w!, stride, padding, dilation, settings.Groups),
                    options.ForConvolution("convolve", x.Shape, w!.Shape), w.Shape, w.ToArray(), null);
            case WindowOperation.Transposed:
                return new(settings,
                    x.ConvolveTransposed(w!, stride, padding, dilation, settings.Groups, options.OutputPadding),
                    options.ForTranspose("convolve_transposed", x.Shape, w!.Shape), w.Shape, w.ToArray(), null);
            case WindowOperation.MaxPooling:
                var (maxima, indices) = x.MaxPoolWithIndices(kernel, stride, padding, dilation);
                return Fixed(settings, maxima, options.ForPooling("max_pool", x.Shape, kernel), _ => 1,
                    Read(x.Backend, indices));
            case WindowOperation.AveragePooling:
                CheckNoDilation(settings);
                var pooling = options.ForPooling("average_pool", x.Shape, kernel);
                return Fixed(settings, x.AveragePool(kernel, stride, padding), pooling, _ => 1.0 / pooling.TapCount);
            case WindowOperation.Nearest:
                return Fixed(settings, x.UpsampleNearest(kernel), Blocks(settings, x), _ => 1);
            default:
                return Fixed(settings, x.UpsampleBedOfNails(kernel), Blocks(settings, x), tap => tap == 0 ? 1 : 0);
        }
    }

    /// <summary>
    /// Returns the entries of the matrix, (row, column, weight) one after the other. An element of o and a tap meet the
    /// element <see cref="Window.At"/> of i; the transpose exchanges rows and columns.
    /// </summary>
    public IEnumerable<int> Terms()
    {
        var (outer, inner) = Settings.IsTransposed
            ? (Settings.InputChannels, Settings.ResultChannels) : (Settings.ResultChannels, Settings.InputChannels);
        var (outerPerGroup, innerPerGroup) = (outer / Settings.ResultGroups, inner / Settings.ResultGroups);
        for (var o = 0; o < outer; o++)
            for (var c = 0; c < innerPerGroup; c++)
                foreach (var (output, input, tap) in PlaneTerms())
                {
                    var row = o * Window.OutputCount + output;
                    if (Switches is not null && Switches[row] != input) continue;
                    var column = (o / outerPerGroup * innerPerGroup + c) * Window.InputCount + input;
                    var weight = Settings.IsConvolution ? (o * innerPerGroup + c) * Window.TapCount + tap : tap;
                    if (!Settings.IsConvolution && Weights[weight] == 0) continue;
                    yield return Settings.IsTransposed ? column : row;
                    yield return Settings.IsTransposed ? row : column;
                    yield return weight;
                }
    }

    /// <summary>Returns each element of o with each tap that does not meet padding.</summary>
    IEnumerable<(int Output, int Input, int Tap)> PlaneTerms()
    {
        var (height, width) = (Window.Height, Window.Width);
        for (var output = 0; output < Window.OutputCount; output++)
            for (var tap = 0; tap < Window.TapCount; tap++)
            {
                var y = height.At(output / width.Output, tap / width.Kernel);
                var x = width.At(output % width.Output, tap % width.Kernel);
                if (y < 0 || y >= height.Input || x < 0 || x >= width.Input) continue;
                yield return (output, y * width.Input + x, tap);
            }
    }

    static AppliedWindow Fixed(WindowSettings settings, Tensor result, SpatialWindow window, Func<int, double> weight,
        int[]? switches = null) =>
        new(settings, result, window, window.KernelShape(1, 1),
            [.. Enumerable.Range(0, window.TapCount).Select(weight)], switches);

    /// <summary>Returns the window of an upsampling: blocks side by side, whose size is the stride.</summary>
    static SpatialWindow Blocks(WindowSettings settings, Tensor x) =>
        new WindowOptions(Stride: PerAxis.Of(settings.Kernel))
            .ForTranspose($"{settings.Operation}", x.Shape, Shape.Of([1, 1, .. settings.Kernel]));

    static void CheckNoDilation(WindowSettings settings)
    {
        if (settings.Dilation.Any(dilation => dilation != 1))
            throw new ArgumentException("average_pool: has no dilation; set it to 1");
    }

    static int[] Read(Backend backend, PoolingIndices indices)
    {
        var values = new int[indices.OutputShape.Count];
        backend.Read(indices.Indices, values);
        return values;
    }
}
