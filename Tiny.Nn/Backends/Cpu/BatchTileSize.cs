namespace Tiny.Nn.Backends;

/// <summary>How many images are interleaved, so that short output rows fill vectors.</summary>
static class BatchTileSize
{
    /// <summary>
    /// A tile of several images has at most this many elements per group, so that it stays in the L2 cache.
    /// </summary>
    const int Limit = 1 << 16;

    /// <summary>
    /// The power of two with the lowest cost in multiply-adds of vectors: those of the product, where starting and
    /// storing a register tile count as 4 taps, and 0.35 for each element that a doubling of the images moves. A pure
    /// function of its arguments.
    /// </summary>
    /// <param name="plane">Elements of one packed plane.</param>
    /// <param name="rows">Rows of an output plane.</param>
    /// <param name="lanes">Elements of a vector.</param>
    public static int Choose(ConvolutionShape shape, int plane, int rows, int lanes)
    {
        var (best, lowest) = (1, double.PositiveInfinity);
        int channels = shape.InputChannelsPerGroup, filters = shape.OutputChannelsPerGroup;
        for (var images = 1; images <= lanes && images < 2 * shape.Batch; images *= 2)
        {
            if (images > 1 && (long)channels * plane * images > Limit) break;
            double tiles = Blocking.CeilingDivide(shape.Batch, images);
            double vectors = rows * Blocking.CeilingDivide(shape.Window.Width.Output * images, lanes);
            double moved = (double)shape.Batch * (channels * plane + filters * shape.Window.OutputCount);
            var cost = tiles * vectors * filters * (channels * shape.Window.TapCount + 4)
                + moved * 0.35 * Math.Log2(images);
            if (cost < lowest) (best, lowest) = (images, cost);
        }
        return best;
    }
}
