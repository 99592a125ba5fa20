using Tiny.Nn.Backends;

namespace Tiny.Nn.Bench;

/// <summary>
/// The number of arithmetic operations of a primitive, from its shape; a multiply-add is two operations. It does not
/// depend on the backend's algorithm.
/// </summary>
public static class OperationCount
{
    /// <summary>The operations of a matrix product: 2 · batch · rows · columns · depth.</summary>
    public static double Of(ProductShape shape) => 2.0 * shape.Batch * shape.Rows * shape.Columns * shape.Depth;

    /// <summary>
    /// The operations of each convolution primitive: 2 · batch · output channels · input channels per group · outputs ·
    /// taps.
    /// </summary>
    /// <remarks>Taps over the padding are counted, as is common.</remarks>
    public static double Of(ConvolutionShape shape) =>
        2.0 * shape.Batch * shape.OutputChannels * shape.InputChannelsPerGroup
            * shape.Window.OutputCount * shape.Window.TapCount;
}
