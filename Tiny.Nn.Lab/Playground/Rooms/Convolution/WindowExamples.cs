namespace Tiny.Nn.Lab.Playground.Rooms;

/// <summary>A worked example of the sources.</summary>
/// <param name="Id">Its id in SOURCES.md; empty if it has none.</param>
public sealed record WindowExample(string Id, string Title, WindowSettings Settings);

/// <summary>The worked examples that the room lists.</summary>
public static class WindowExamples
{
    static readonly double[] fiveByFive =
        [3, 3, 2, 1, 0, 0, 0, 1, 3, 1, 3, 1, 2, 2, 3, 2, 0, 0, 2, 2, 2, 0, 0, 0, 1];

    static readonly double[] threeByThree = [0, 1, 2, 2, 2, 0, 0, 1, 2];

    public static IReadOnlyList<WindowExample> All { get; } =
    [
        new("CV-07", "5×5 image, 3×3 kernel", Convolution(5, 3) with { Input = fiveByFive, Filters = threeByThree }),
        new("CV-08", "the same with padding 1 and stride 2",
            Convolution(5, 3, 2, 1) with { Input = fiveByFive, Filters = threeByThree }),
        new("CV-06", "7×7 binary image", Convolution(7, 3) with
        {
            Input = [.. "0111000001110000011100001100001100001100001100000".Select(bit => (double)(bit - '0'))],
            Filters = [1, 0, 1, 0, 1, 0, 1, 0, 1],
        }),
        new("CV-09", "zeros above and to the left only", Convolution(4, 2) with
        {
            Before = [1, 1], Input = [1, 0, .5, .5, 0, .5, 1, 0, 0, 1, .5, 1, 1, .5, .5, 1], Filters = [1, 0, 0, .5],
        }),
        new("CV-26", "3×3 image, 2×2 kernel, as a 4×9 matrix",
            Convolution(3, 2) with { Input = [1, 2, 3, 4, 5, 6, 7, 8, 9], Filters = [1, 2, 3, 4] }),
        new("CV-27", "4×4 image, 3×3 kernel, as a 4×16 matrix",
            Convolution(4, 3) with { Filters = [1, 2, 3, 4, 5, 6, 7, 8, 9], Second = [1, -2, 3, 5] }),
        new("CV-02", "one axis: a banded matrix", Line(Convolution(8, 3, 1, 1)) with { Filters = [1, 2, 3] }),
        new("CV-19", "dilation 2", Convolution(7, 3) with { Dilation = [2, 2] }),
        new("CV-18", "depthwise: three channels, three groups",
            Convolution(5, 3) with { InputChannels = 3, OutputChannels = 3, Groups = 3 }),
        new("", "one axis, causal, dilation 2",
            Line(Convolution(10, 2)) with { Padding = PaddingRule.Causal, Dilation = [2], Filters = [1, 1] }),
        new("AR-01", "Relationship 1: no padding", Convolution(4, 3)),
        new("AR-02", "Relationship 2: padding", Convolution(5, 4, 1, 2)),
        new("AR-03", "Relationship 3: half padding", Convolution(5, 3, 1, 1)),
        new("AR-04", "Relationship 4: full padding", Convolution(5, 3, 1, 2)),
        new("AR-05", "Relationship 5: strides", Convolution(5, 3, 2)),
        new("AR-06", "Relationship 6: padding and strides, a row left over", Convolution(6, 3, 2, 1)),
        new("AR-07", "Relationship 7: pooling", Pooling(WindowOperation.MaxPooling, 6, 3, 2)),
        new("AR-08", "Relationship 8: transposed, no padding", Transposed(2, 3)),
        new("AR-09", "Relationship 9: transposed, padding", Transposed(6, 4, 1, 2)),
        new("AR-10", "Relationship 10: transposed, half padding", Transposed(5, 3, 1, 1)),
        new("AR-11", "Relationship 11: transposed, full padding", Transposed(7, 3, 1, 2)),
        new("AR-12", "Relationship 12: transposed, strides", Transposed(2, 3, 2)),
        new("AR-13", "Relationship 13: transposed, padding and strides", Transposed(3, 3, 2, 1)),
        new("AR-14", "Relationship 14: output padding", Transposed(3, 3, 2, 1) with { OutputPadding = [1, 1] }),
        new("TC-02", "one axis: copies of the filter are added",
            Line(Transposed(2, 3, 2)) with { Input = [10, 1], Filters = [1, 2, 3] }),
        new("TC-03", "one axis: stride 2 as a matrix",
            Line(Convolution(4, 3, 2, 1)) with { Input = [4, 5, 6, 7], Filters = [1, 2, 3] }),
        new("TC-04", "2×2 becomes 4×4 with output padding 1", Transposed(2, 3, 2, 1) with { OutputPadding = [1, 1] }),
        new("TC-06", "the transpose is not the inverse", Convolution(5, 3, 2, 1)),
        new("TC-07", "overlaps make a checkerboard", Transposed(3, 3, 2) with
        {
            Input = [1, 1, 1, 1, 1, 1, 1, 1, 1], Filters = [1, 1, 1, 1, 1, 1, 1, 1, 1],
        }),
        new("PL-01", "average pooling, 3×3, stride 1",
            Pooling(WindowOperation.AveragePooling, 5, 3, 1) with { Input = fiveByFive }),
        new("PL-02", "max pooling, 3×3, stride 1",
            Pooling(WindowOperation.MaxPooling, 5, 3, 1) with { Input = fiveByFive }),
        new("PL-03", "max pooling, 2×2, stride 2", Pooling(WindowOperation.MaxPooling, 4, 2, 2) with
        {
            Input = [1, 1, 2, 4, 5, 6, 7, 8, 3, 2, 1, 0, 1, 2, 3, 4],
        }),
        new("PL-07", "nearest-neighbour unpooling",
            Pooling(WindowOperation.Nearest, 2, 2, 2) with { Input = [1, 2, 3, 4] }),
        new("PL-08", "bed-of-nails unpooling",
            Pooling(WindowOperation.BedOfNails, 2, 2, 2) with { Input = [1, 2, 3, 4] }),
        new("PL-09", "max unpooling by switches", Pooling(WindowOperation.MaxPooling, 4, 2, 2) with
        {
            Input = [1, 2, 6, 3, 3, 5, 2, 1, 1, 2, 2, 1, 7, 3, 4, 8], Second = [1, 2, 3, 4],
        }),
    ];

    static WindowSettings Convolution(int size, int kernel, int stride = 1, int padding = 0) => new(
        WindowOperation.Convolution, [size, size], [kernel, kernel], [stride, stride], [padding, padding],
        [padding, padding], [1, 1], [0, 0], PaddingRule.Given, 1, 1, 1, [], [], []);

    static WindowSettings Transposed(int size, int kernel, int stride = 1, int padding = 0) =>
        Convolution(size, kernel, stride, padding) with { Operation = WindowOperation.Transposed };

    static WindowSettings Pooling(WindowOperation operation, int size, int kernel, int stride) =>
        Convolution(size, kernel, stride) with { Operation = operation };

    /// <summary>Returns the settings with one axis instead of two.</summary>
    static WindowSettings Line(WindowSettings two) => two with
    {
        Size = two.Size[..1], Kernel = two.Kernel[..1], Stride = two.Stride[..1], Before = two.Before[..1],
        After = two.After[..1], Dilation = two.Dilation[..1], OutputPadding = two.OutputPadding[..1],
    };
}
