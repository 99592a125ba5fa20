using System.Text.Json.Serialization;
using Tiny.Nn.Ops;

namespace Tiny.Nn.Lab.Playground.Rooms;

/// <summary>The operations of the room.</summary>
public enum WindowOperation
{
    Convolution,
    Transposed,
    MaxPooling,
    AveragePooling,
    Nearest,
    BedOfNails,
}

/// <summary>How the padding is chosen.</summary>
public enum PaddingRule
{
    /// <summary>The given numbers of zeros before and after each axis.</summary>
    Given,

    /// <summary><see cref="Padding.Same"/>.</summary>
    Same,

    /// <summary>All zeros before the input, so that no output depends on a later input: d·(k − 1) of them.</summary>
    Causal,
}

/// <summary>The settings of a window operation on one example, as the page sends them.</summary>
/// <param name="Size">The length of each axis of the operation's input, outermost first; one or two axes.</param>
/// <param name="Kernel">k for each axis; the scale of an upsampling.</param>
/// <param name="Stride">s for each axis.</param>
/// <param name="Before">The zeros before each axis, if <paramref name="Padding"/> is given.</param>
/// <param name="After">The zeros after each axis.</param>
/// <param name="Dilation">d for each axis.</param>
/// <param name="OutputPadding">a for each axis, of a transposed convolution.</param>
/// <param name="InputChannels">The channels of the input. Pooling and upsampling keep them.</param>
/// <param name="OutputChannels">The channels of the result of a convolution or transposed convolution.</param>
/// <param name="Input">The values of the input, in row-major order; empty for small integers.</param>
/// <param name="Filters">The values of the filters; empty for small integers.</param>
/// <param name="Second">The values to which the transpose is applied; empty for the result of the operation.</param>
public sealed record WindowSettings(
    WindowOperation Operation, int[] Size, int[] Kernel, int[] Stride, int[] Before, int[] After, int[] Dilation,
    int[] OutputPadding, PaddingRule Padding, int InputChannels, int OutputChannels, int Groups, double[] Input,
    double[] Filters, double[] Second)
{
    /// <summary>The largest size of an input's axis.</summary>
    public const int MaximumSize = 16;

    /// <summary>The largest size of a drawn result's axis.</summary>
    public const int MaximumResult = 40;

    /// <summary>The largest kernel, stride, padding, dilation and output padding.</summary>
    public const int MaximumKernel = 7, MaximumStride = 5, MaximumPadding = 8, MaximumDilation = 4;

    public const int MaximumChannels = 4;

    const double MaximumValue = 1e6;

    /// <summary>Whether the input has the length o of the <see cref="Window"/>, and the result the length i.</summary>
    [JsonIgnore]
    public bool IsTransposed =>
        Operation is WindowOperation.Transposed or WindowOperation.Nearest or WindowOperation.BedOfNails;

    [JsonIgnore]
    public bool IsConvolution => Operation is WindowOperation.Convolution or WindowOperation.Transposed;

    /// <summary>The channels of the result.</summary>
    [JsonIgnore]
    public int ResultChannels => IsConvolution ? OutputChannels : InputChannels;

    /// <summary>The groups; pooling and upsampling treat every channel by itself.</summary>
    [JsonIgnore]
    public int ResultGroups => IsConvolution ? Groups : InputChannels;

    /// <summary>The shape of the input, [1, C, space…].</summary>
    [JsonIgnore]
    public Shape InputShape => Shape.Of([1, InputChannels, .. Size]);

    /// <summary>
    /// The shape of the filters: [C_out, C_in / groups, k…], of a transposed convolution [C_in, C_out / groups, k…].
    /// </summary>
    [JsonIgnore]
    public Shape FilterShape => Operation == WindowOperation.Transposed
        ? Shape.Of([InputChannels, OutputChannels / Groups, .. Kernel])
        : Shape.Of([OutputChannels, InputChannels / Groups, .. Kernel]);

    /// <summary>The padding of each axis.</summary>
    [JsonIgnore]
    public Paddings Paddings => Paddings.Of(Enumerable.Range(0, Size.Length).Select(axis => Padding switch
    {
        PaddingRule.Same => Nn.Padding.Same,
        PaddingRule.Causal => (Window.ForConvolution(1, Kernel[axis], 1, Nn.Padding.Same, Dilation[axis]).Span - 1, 0),
        _ => (Before[axis], After[axis]),
    }).ToArray());

    /// <summary>Stride, padding, dilation and output padding for the library.</summary>
    [JsonIgnore]
    public WindowOptions Options => new(
        PerAxis.Of(Stride), Paddings, PerAxis.Of(Dilation), PerAxis.Of(OutputPadding));

    /// <summary>Checks what only this page limits. The library checks the rest.</summary>
    /// <exception cref="ArgumentException">A list has a wrong length, or a number is too large to draw.</exception>
    public void Check()
    {
        if (Size.Length is not (1 or 2))
            throw new ArgumentException($"size: expects 1 or 2 axes, got {Size.Length}");
        CheckList("size", Size, 1, MaximumSize);
        CheckList("kernel", Kernel, -1, MaximumKernel);
        CheckList("stride", Stride, -1, MaximumStride);
        CheckList("before", Before, -1, MaximumPadding);
        CheckList("after", After, -1, MaximumPadding);
        CheckList("dilation", Dilation, -1, MaximumDilation);
        CheckList("outputPadding", OutputPadding, -1, MaximumStride);
        CheckRange("inputChannels", InputChannels, 1, MaximumChannels);
        CheckRange("outputChannels", OutputChannels, 1, MaximumChannels);
        CheckRange("groups", Groups, 1, MaximumChannels);
    }

    /// <summary>Checks values of the page: none, or one for each element of a shape.</summary>
    /// <exception cref="ArgumentException">Their number differs, or one is not finite or too large.</exception>
    public static void CheckValues(string name, double[] values, Shape shape)
    {
        if (values.Length != 0 && values.Length != shape.Count)
            throw new ArgumentException($"{name}: expects {shape.Count} values for {shape}, got {values.Length}");
        foreach (var value in values)
            if (!(Math.Abs(value) <= MaximumValue))
                throw new ArgumentException($"{name}: expects values from −{MaximumValue} to {MaximumValue}, "
                    + $"got {value}");
    }

    void CheckList(string name, int[] values, int least, int most)
    {
        if (values.Length != Size.Length)
            throw new ArgumentException($"{name}: expects one number for each of {Size.Length} axes, "
                + $"got {values.Length}");
        foreach (var value in values) CheckRange(name, value, least, most);
    }

    static void CheckRange(string name, int value, int least, int most)
    {
        if (value < least || value > most)
            throw new ArgumentException($"{name}: this page draws {least} to {most}, got {value}");
    }
}
