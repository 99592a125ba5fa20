namespace Tiny.Nn.Backends;

/// <summary>The sizes of a convolution, the same for all three convolution primitives.</summary>
/// <remarks>
/// x [Batch, InputChannels, i…], w [OutputChannels, InputChannels / Groups, k…], y [Batch, OutputChannels, o…], all
/// row-major. Output channel c belongs to group c / (OutputChannels / Groups) and depends only on that group's
/// input channels.
/// </remarks>
public sealed record ConvolutionShape(int Batch, int InputChannels, int OutputChannels, int Groups,
    SpatialWindow Window)
{
    public int InputChannels { get; } = InputChannels;

    public int OutputChannels { get; } = OutputChannels;

    /// <exception cref="ArgumentException">The number of groups does not divide both numbers of channels.</exception>
    public int Groups { get; } = Groups > 0 && InputChannels % Groups == 0 && OutputChannels % Groups == 0
        ? Groups
        : throw new ArgumentException(
            $"ConvolutionShape: the groups divide {InputChannels} input and {OutputChannels} output channels; " +
            $"got {Groups} groups");

    /// <summary>The number of planes of x.</summary>
    internal double Planes => (double)Batch * InputChannels;

    /// <summary>The number of elements of x and y.</summary>
    internal double ElementCount => Planes * Window.InputCount + (double)Batch * OutputChannels * Window.OutputCount;

    public int InputChannelsPerGroup => InputChannels / Groups;

    public int OutputChannelsPerGroup => OutputChannels / Groups;
}
