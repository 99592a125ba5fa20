using Tiny.Nn.Backends;

namespace Tiny.Nn.Tests.NonFinite;

/// <summary>
/// A convolution primitive with operands that contain a few NaN and infinities. Its result has parts that depend on
/// different operands: each group of each image, or, in a filter gradient, each group.
/// </summary>
sealed class NonFiniteConvolution
{
    readonly ConvolutionShape shape;
    readonly ValueBuffer[] operands;
    readonly Backend backend;

    /// <summary>Computes the primitive of a seed.</summary>
    public NonFiniteConvolution(Backend backend, int seed)
    {
        this.backend = backend;
        var call = new NonFiniteCall(backend, seed);
        var groups = call.Size(3);
        shape = new(call.Size(9), groups * call.Size(3), groups * call.Size(5), groups, call.Window());
        var (isOfX, isOfW) = (call.Size(2) == 1, call.Size(2) == 1);
        int[] lengths =
        [
            shape.Batch * shape.InputChannels * shape.Window.InputCount,
            shape.OutputChannels * shape.InputChannelsPerGroup * shape.Window.TapCount,
            shape.Batch * shape.OutputChannels * shape.Window.OutputCount,
        ];
        Primitive = seed % 3;
        operands = [.. lengths.Select((length, axis) => axis == Primitive
            ? backend.AllocateValues(length)
            : call.Values(length, finite: axis == 1 ? isOfW : isOfX))];
        var (x, w, y) = (operands[0], operands[1], operands[2]);
        Result = call.Result(lengths[Primitive], result => (Primitive switch
        {
            0 => (Action)(() => backend.ConvolveTransposed(shape, y, w, null, result)),
            1 => () => backend.ConvolveFilter(shape, x, y, result),
            _ => () => backend.Convolve(shape, x, w, null, result),
        })());
    }

    /// <summary>The operand of ⟨y, conv(x, w)⟩ that is computed from the others: 0 for x, 1 for w, 2 for y.</summary>
    public int Primitive { get; }

    public double[] Result { get; }

    /// <summary>Returns whether the part of the result with this element depends on finite values only.</summary>
    public bool DependsOnFiniteValues(int element)
    {
        var (image, group) = Part(Primitive, element);
        for (var operand = 0; operand < operands.Length; operand++)
        {
            if (operand == Primitive) continue;
            var values = new double[operands[operand].Length];
            backend.Read(operands[operand], values);
            for (var j = 0; j < values.Length; j++)
                if (!double.IsFinite(values[j]) && Part(operand, j) is var part && part.Group == group
                    && (part.Image == image || part.Image < 0 || image < 0)) return false;
        }
        return true;
    }

    public override string ToString() => $"{(Primitive == 0 ? "x" : Primitive == 1 ? "w" : "y")} of {shape}";

    /// <summary>Returns image and group of an element of an operand; filters belong to no image, −1.</summary>
    (int Image, int Group) Part(int operand, int element) => operand switch
    {
        0 => Divide(element, shape.InputChannelsPerGroup * shape.Window.InputCount),
        1 => (-1, element / (shape.OutputChannelsPerGroup * shape.InputChannelsPerGroup * shape.Window.TapCount)),
        _ => Divide(element, shape.OutputChannelsPerGroup * shape.Window.OutputCount),
    };

    (int Image, int Group) Divide(int element, int size) =>
        (element / size / shape.Groups, element / size % shape.Groups);
}
