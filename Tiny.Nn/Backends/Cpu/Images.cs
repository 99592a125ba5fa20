using System.Numerics;

namespace Tiny.Nn.Backends;

/// <summary>
/// The columns of one product of a convolution: positions Start … End − 1 of one group of <paramref name="Count"/> images, one image
/// after another. Small images are taken together, so that a product has columns enough.
/// </summary>
readonly record struct Images(ConvolutionShape Shape, int Group, int First, int Count, int Start, int End)
{
    /// <summary>Positions of each image.</summary>
    public int Each => End - Start;

    /// <summary>Columns in all.</summary>
    public int Positions => Count * Each;

    /// <summary>Where this group of the image numbered <paramref name="n"/> among these starts in x.</summary>
    public nint Input(int n) =>
        ((nint)(First + n) * Shape.InputChannels + Group * Shape.InputChannelsPerGroup) * Shape.Windows.Inputs;

    /// <summary>Where these positions of channel <paramref name="o"/> of an image start in y.</summary>
    public nint Output(int n, int o) =>
        ((nint)(First + n) * Shape.OutputChannels + Group * Shape.OutputChannelsPerGroup + o) * Shape.Windows.Outputs + Start;

    /// <summary>row = patch row <paramref name="index"/>.</summary>
    public unsafe void ReadPatches<T>(Patches<T> patches, T* x, int index, T* row) where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var n = 0; n < Count; n++) patches.Read(x + Input(n), index, Start, End, row + n * Each);
    }

    /// <summary>rows[o] = y[·, o, ·], rows being <paramref name="step"/> apart.</summary>
    public unsafe void ReadOutputs<T>(T* y, T* rows, nint step) where T : unmanaged
    {
        for (var n = 0; n < Count; n++)
            for (var o = 0; o < Shape.OutputChannelsPerGroup; o++)
                new Span<T>(y + Output(n, o), Each).CopyTo(new Span<T>(rows + o * step + n * Each, Each));
    }

    /// <summary>y[·, o, ·] = rows[o].</summary>
    public unsafe void WriteOutputs<T>(T* rows, nint step, T* y) where T : unmanaged
    {
        for (var n = 0; n < Count; n++)
            for (var o = 0; o < Shape.OutputChannelsPerGroup; o++)
                new Span<T>(rows + o * step + n * Each, Each).CopyTo(new Span<T>(y + Output(n, o), Each));
    }
}
