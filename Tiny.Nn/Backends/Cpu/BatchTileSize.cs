namespace Tiny.Nn.Backends;

/// <summary>Chooses how many images are interleaved, so that short output rows fill vectors.</summary>
static class BatchTileSize
{
    /// <summary>
    /// The largest number of elements per group in a tile of several images, so that the tile stays in the L2 cache.
    /// </summary>
    const int Limit = 1 << 16;

    /// <summary>
    /// Returns the number of images per tile, a power of two, with the lowest estimated cost. The cost counts the
    /// vector multiply-adds of the product; starting and storing a register tile counts as 4 taps. Each doubling of the
    /// images adds 0.35 for each element that it moves. The result depends only on the arguments.
    /// </summary>
    /// <param name="plane">The number of elements of one packed plane.</param>
    /// <param name="rows">The number of rows of an output plane.</param>
    /// <param name="lanes">The number of elements of a vector.</param>
    public static int Choose(ConvolutionShape shape, int plane, int rows, int lanes)
    {
        var (best, lowest) = (1, double.PositiveInfinity);
        int channels = shape.InputChannelsPerGroup, filters = shape.OutputChannelsPerGroup;
        for (var images = 1; images <= lanes && images < 2 * shape.Batch; images *= 2)
        {
            if (images > 1 && (long)channels * plane * images > Limit) break;
            double tiles = Blocking.CeilingDivide(shape.Batch, images);
            double vectors = rows * Blocking.CeilingDivide(shape.Window.Width.Output * images, lanes);
            double moved = shape.Batch * ((double)channels * plane + filters * shape.Window.OutputCount);
            var cost = tiles * vectors * filters * (channels * shape.Window.TapCount + 4)
                + moved * 0.35 * Math.Log2(images);
            if (cost < lowest) (best, lowest) = (images, cost);
        }
        return best;
    }
}
