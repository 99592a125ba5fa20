using Tiny.Nn.Backends;

namespace Tiny.Nn.Bench;

/// <summary>
/// What a primitive has to do, counted from its shape: operations (a multiplication and an addition are two) and bytes that must move at
/// least, each input read once and each result written once. How a machine does it is not asked.
/// </summary>
public static class OperationCount
{
    /// <summary>2 · batch · rows · columns · depth.</summary>
    public static double Of(ProductShape shape) => 2.0 * shape.Batch * shape.Rows * shape.Columns * shape.Depth;

    /// <summary>2 · batch · output channels · input channels per group · outputs · taps: the same for all three primitives.</summary>
    /// <remarks>Taps over the padding are counted, as is usual.</remarks>
    public static double Of(ConvolutionShape shape) =>
        2.0 * shape.Batch * shape.OutputChannels * shape.InputChannelsPerGroup * shape.Window.OutputCount * shape.Window.TapCount;
}
