using static Tiny.Nn.Backends.Blocking;

namespace Tiny.Nn.Backends;

/// <summary>
/// The operands of a filter gradient: the packed images and outputs of some batch tiles. The tiles are packed into
/// slots, one after another. Each channel of outputs is then one long row, and so are the elements that each tap reads.
/// </summary>
/// <param name="capacity">The number of slots for tiles.</param>
/// <param name="origins">The origins of the vectors of all slots.</param>
sealed unsafe class FilterGradientOperands<T>(ConvolutionPlan<T> plan, int capacity, int* origins,
    WorkspacePool<T> pool)
    : IDisposable
    where T : unmanaged, IFloatingPointIeee754<T>
{
    readonly int rows = plan.Shape.OutputChannelsPerGroup;
    readonly nint slot = (nint)plan.Origins.Length * MicroKernel<T>.Lanes;
    readonly Workspace<T> images = pool.Rent(capacity * plan.ImageLength);
    readonly Workspace<T> outputs =
        pool.Rent((long)plan.Shape.OutputChannelsPerGroup * capacity * plan.Origins.Length * MicroKernel<T>.Lanes);
    readonly ConvolutionPacker<T> packer = new(plan, pool);

    /// <summary>Packs <paramref name="count"/> tiles of a group into the slots.</summary>
    public void Pack(int group, int tile, int count, T* x, T* y)
    {
        for (var s = 0; s < count; s++, tile++)
        {
            T* image = images.Start + s * plan.ImageLength;
            packer.PackImages(x, tile, group * plan.Shape.InputChannelsPerGroup, image);
            new Span<T>(image + plan.ImageLength - MicroKernel<T>.Lanes, MicroKernel<T>.Lanes).Clear();
            for (var o = 0; o < rows; o++)
                packer.PackOutputs(y, tile, group * rows + o, outputs.Start + ((nint)o * capacity + s) * slot);
        }
    }

    /// <summary>
    /// Computes the inner products of rows and taps over the first <paramref name="count"/> slots, in register tiles.
    /// </summary>
    /// <param name="row">The first row; <paramref name="endRow"/> is the end, exclusive.</param>
    /// <param name="w">The group's filter gradient.</param>
    public void Multiply(int count, int row, int endRow, int tap, int endTap, T* w, bool add)
    {
        var pitch = (nint)capacity * slot;
        fixed (int* taps = plan.Taps)
            for (; row < endRow; row += DotRows)
            {
                PanelView<T> a = new() { Start = outputs.Start + row * pitch, Count = endRow - row, RowStride = pitch };
                for (var t = tap; t < endTap; t += DotColumns)
                {
                    TapView<T> b = new()
                    {
                        Start = images.Start, Taps = taps + t, TapCount = endTap - t,
                        Origins = origins, VectorCount = count * plan.Origins.Length
                    };
                    MicroKernel<T>.Dot(in a, in b, w + (nint)row * plan.Taps.Length + t, plan.Taps.Length, add);
                }
            }
    }

    public void Dispose()
    {
        images.Dispose();
        outputs.Dispose();
        packer.Dispose();
    }
}
