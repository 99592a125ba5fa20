using Tiny.Nn.Backends;
using Tiny.Nn.Layers;
using Tiny.Nn.Ops;

namespace Tiny.Nn.Tests.Geometry;

/// <summary>
/// A call of one window operation with random sizes. Parameters have up to 31 bits: most are small, others are near a
/// power of two, and some are zero or negative. Images and filters stay small.
/// </summary>
/// <param name="Operation">The name of the operation in <see cref="Operations"/>.</param>
/// <param name="Image">The shape [N, C, space…] of the operand.</param>
/// <param name="Filters">The shape of the filters of a convolution; its space is the kernel of a pooling.</param>
/// <param name="Scale">The scale of an upsampling.</param>
public sealed record RandomGeometry(
    string Operation, int[] Image, int[] Filters, int Groups, WindowOptions Options, PerAxis Scale)
{
    const int LargestOperand = 1 << 10;

    /// <summary>The names of the operations.</summary>
    public static readonly string[] Operations =
    [
        "convolve", "convolve_transposed", "max_pool", "sum_pool", "average_pool", "average_pool of the image",
        "lp_pool", "lp_pool of infinity", "upsample_nearest", "upsample_bed_of_nails", "upsample_linear",
    ];

    /// <summary>Returns the geometry of a seed; the same seed gives the same geometry.</summary>
    public static RandomGeometry FromSeed(ulong seed)
    {
        var random = new RandomStream(seed, "geometry");
        var (rank, operation) = (1 + random.NextInt(3), Operations[random.NextInt(Operations.Length)]);
        var (groups, isConvolution) = (1 + random.NextInt(3), operation.StartsWith("convolve"));
        var hugeAxis = random.NextInt(2) == 0 ? -1 : random.NextInt(rank);     // the other axes have small parameters
        int[] image = [Few(0), Few(1), .. Lengths(0)], filters = [groups * Few(1), Few(1), .. Lengths(1)];
        image[1] = !isConvolution ? image[1] : operation == "convolve" ? groups * filters[1] : filters[0];
        if (!isConvolution && random.NextInt(2) == 0) filters[2 + Math.Max(hugeAxis, 0)] = Parameter(1);
        if (random.NextInt(20) == 0) groups = Parameter(1);
        var (stride, dilation) = (Parameters(1), Parameters(1));
        Padding[] padding = [.. Parameters(0).Zip(Parameters(0), (before, after) => new Padding(before, after))];
        for (var axis = 0; axis < rank && !isConvolution && random.NextInt(8) > 0; axis++)
        {
            // A pooling accepts a padding of up to half of its span.
            var spread = operation == "max_pool" ? dilation[axis] : 1;
            var half = (int)Math.Clamp(((long)filters[2 + axis] - 1) * spread / 2, 0, int.MaxValue - 1);
            padding[axis] = new(random.NextInt(half + 1), random.NextInt(half + 1));
        }
        if (random.NextInt(8) == 0) padding[0] = Padding.Same;
        return new(operation, image, filters, groups, new(Given(stride), Paddings.Of(padding), Given(dilation),
            operation == "convolve_transposed" ? Given(Parameters(0)) : default), PerAxis.Of(Parameters(1)));

        int Few(int least) => random.NextInt(32) == 0 ? least : 1 + random.NextInt(3);

        int[] Lengths(int least) => [.. Enumerable.Range(0, rank).Select(_ => random.NextInt(8) == 0
            ? least + random.NextInt(1 << random.NextInt(rank == 1 ? 9 : 5)) : 1 + random.NextInt(4))];

        PerAxis Given(int[] values) => random.NextInt(3) == 0 && hugeAxis < 0 ? default : PerAxis.Of(values);

        int[] Parameters(int least) => [.. Enumerable.Range(0, rank).Select(axis =>
            axis == hugeAxis && random.NextInt(3) > 0 || random.NextInt(24) == 0
                ? Parameter(least) : least + random.NextInt(3))];

        int Parameter(int least) => random.NextInt(8) switch
        {
            0 => least - random.NextInt(2),
            1 => least + random.NextInt(64),
            2 => (int)(random.NextWord() >>> 1),
            3 => int.MaxValue - random.NextInt(3),
            _ => (int)Math.Clamp((1L << random.NextInt(32)) + random.NextInt(5) - 2, least, int.MaxValue),
        };
    }

    /// <summary>Whether the operands can exist, and are small.</summary>
    public bool IsSmall => Count(Image) <= LargestOperand
        && (!Operation.StartsWith("convolve") || Count(Filters) <= LargestOperand);

    /// <summary>Returns the shape of the result, and the number of terms that <see cref="Reference"/> visits.</summary>
    /// <exception cref="ArgumentException">The operation refuses the geometry.</exception>
    public (Shape Result, double Terms) Plan()
    {
        var image = Shape.Of(Image);
        if (Operation.StartsWith("upsample"))
        {
            var enlarged = new Upsample(Scale).OutputShape(image);
            return (enlarged, enlarged.Count * (double)Image.Max());
        }
        var window = Operation switch
        {
            "convolve" => Options.ForConvolution(Operation, image, Shape.Of(Filters)),
            "convolve_transposed" => Options.ForTranspose(Operation, image, Shape.Of(Filters)),
            "max_pool" => Options.ForPooling(Operation, image, Kernel),
            _ => (Options with { Dilation = default }).ForPooling(Operation, image, Kernel),
        };
        var channels = Operation switch
        {
            "convolve" => Filters[0], "convolve_transposed" => Filters[1] * (long)Groups, _ => Image[1],
        };
        if (channels > int.MaxValue) throw new ArgumentException($"{Operation}: too many channels, {channels}");
        var result = Operation == "convolve_transposed"
            ? window.InputShape(Image[0], (int)channels) : window.OutputShape(Image[0], (int)channels);
        var pairs = window.Axes.ToArray().Aggregate(1.0, (count, axis) => count * axis.Output * axis.Kernel);
        return (result, pairs * Math.Max(1, Image[0]) * Math.Max(1, channels) * Math.Max(1, Image[1]));
    }

    /// <summary>Computes the operation and the gradients of its operands, in a scope of its own.</summary>
    public double[][] Compute(Backend backend)
    {
        using var scope = backend.BeginScope();
        var x = Operand(Shape.Of(Image), "x");
        var w = Operation.StartsWith("convolve") ? Operand(Shape.Of(Filters), "w") : x;
        var y = Operation switch
        {
            "convolve" => x.Convolve(w, Options.Stride, Options.Padding, Options.Dilation, Groups),
            "convolve_transposed" => x.ConvolveTransposed(
                w, Options.Stride, Options.Padding, Options.Dilation, Groups, Options.OutputPadding),
            "max_pool" => MaxPool(x),
            "sum_pool" => x.SumPool(Kernel, Options.Stride, Options.Padding),
            "average_pool" => x.AveragePool(Kernel, Options.Stride, Options.Padding),
            "average_pool of the image" => x.AveragePool(Kernel, Options.Stride, Options.Padding, countPadding: false),
            "lp_pool" => x.LpPool(2, Kernel, Options.Stride, Options.Padding),
            "lp_pool of infinity" => x.LpPool(double.PositiveInfinity, Kernel, Options.Stride, Options.Padding),
            "upsample_nearest" => x.UpsampleNearest(Scale),
            "upsample_bed_of_nails" => x.UpsampleBedOfNails(Scale),
            _ => x.UpsampleLinear(Scale),
        };
        Graph.Backward(y, Operand(y.Shape, "dy"));
        return [y.ToArray(), x.Gradient!.ToArray(), w.Gradient!.ToArray()];

        Tensor Operand(Shape shape, string stream)
        {
            var random = new RandomStream(1, stream);
            var values = new double[shape.Count];
            foreach (ref var value in values.AsSpan()) value = random.NextInt(9) - 4;
            return Tensor.From(backend, shape, values, requiresGradient: true);
        }

        Tensor MaxPool(Tensor image)
        {
            var (maxima, indices) = image.MaxPoolWithIndices(Kernel, Options.Stride, Options.Padding, Options.Dilation);
            return maxima.MaxUnpool(indices);
        }
    }

    PerAxis Kernel => PerAxis.Of(Filters.AsSpan(2));

    public override string ToString() =>
        $"{Operation} of [{string.Join(", ", Image)}], filters [{string.Join(", ", Filters)}], {Groups} groups{Options}"
        + $", scale {Scale}";

    static double Count(int[] lengths) => lengths.Aggregate(1.0, (count, length) => count * Math.Max(1, length));
}
