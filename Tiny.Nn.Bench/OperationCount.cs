using Tiny.Nn.Backends;

namespace Tiny.Nn.Bench;

/// <summary>
/// Counts the arithmetic operations of a primitive from its shape; a multiply-add is two operations. The count is
/// independent of the backend's algorithm.
/// </summary>
public static class OperationCount
{
    /// <summary>Returns the number of operations of a matrix product: 2 · batch · rows · columns · depth.</summary>
    public static double Of(ProductShape shape) => 2.0 * shape.Batch * shape.Rows * shape.Columns * shape.Depth;

    /// <summary>
    /// Returns the number of operations of each convolution primitive: 2 · batch · output channels · input channels per
    /// group · outputs · taps.
    /// </summary>
    /// <remarks>Taps over the padding are counted too, as is common.</remarks>
    public static double Of(ConvolutionShape shape) =>
        2.0 * shape.Batch * shape.OutputChannels * shape.InputChannelsPerGroup
            * shape.Window.OutputCount * shape.Window.TapCount;
}
