namespace Tiny.Nn.Backends;

/// <summary>
/// The gradient of a convolution in its filters: each of its numbers is an inner product of one output channel with the cells
/// that one tap sees, along the outputs of all images. Images are dealt into a number of portions that depends on the shape
/// alone; each portion has a sum of its own, and these are added in order.
/// </summary>
public sealed unsafe partial class Cpu<T>
{
    /// <summary>At most so many partial sums of a filter gradient are kept until they are added in order.</summary>
    const int PartialLimit = 16;

    /// <summary>Inner products of fewer vectors spend their time on adding up lanes: small images are taken together.</summary>
    const int DotVectors = 64;

    public override void ConvolveFilter(ConvolutionShape shape, NumberBuffer x, NumberBuffer y, NumberBuffer w)
    {
        if (w.Length == 0) return;
        if (x.Length == 0 || y.Length == 0) w.On<T>(this).Span.Clear();
        else if (IsDense(shape)) Product(new(1, shape.OutputChannels, TapsPerGroup(shape), shape.Batch, TransposeA: true), y, x, null, w);
        else FilterPortions(shape, Cells(x), Cells(y), Cells(w), w.Length);
    }

    void FilterPortions(ConvolutionShape shape, T[] x, T[] y, T[] w, int length)
    {
        var outline = new FilterOutline(shape);
        var perPortion = Math.Max((shape.Batch - 1) / PartialLimit + 1, Math.Min(outline.Together, shape.Batch / 4 + 1));
        var (portions, filter) = ((shape.Batch - 1) / perPortion + 1, length / shape.Groups);
        var partial = scratch.Rent((long)portions * length);
        workers.ForEach(portions * shape.Groups, Work(shape), turn =>
        {
            var (portion, group) = Math.DivRem(turn, shape.Groups);
            var first = portion * perPortion;
            fixed (T* pw = &partial[(long)portion * length + group * filter])
                FilterPortion(outline, group, first, Math.Min(first + perPortion, shape.Batch), x, y, pw);
        });
        workers.Ranges(length, Grain / portions / Lanes * Lanes + Lanes, (start, end) =>
        {
            partial.AsSpan(start, end - start).CopyTo(w.AsSpan(start));
            for (var portion = 1; portion < portions; portion++)
                for (var j = start; j < end; j++) w[j] += partial[(long)portion * length + j];
        });
        scratch.Return(partial);
    }

    /// <summary>What all portions share: the layout of the images, and where the vectors of the images taken together lie.</summary>
    sealed class FilterOutline
    {
        public FilterOutline(ConvolutionShape shape)
        {
            Shape = shape;
            Comb = new Comb<T>(shape.Windows);
            var width = shape.Windows.Width.Output;
            var positions = new Positions(width, Comb.Lines, Lanes, overlap: false);
            Vectors = positions.Count;
            Together = Math.Max(1, DotVectors / Vectors);
            InPlace = Comb.IsPlain && width % Lanes == 0;
            Taps = ChannelTaps(Comb, shape.InputChannelsPerGroup);
            (AtX, AtY) = (new int[Together * Vectors], new int[Together * Vectors]);
            for (var v = 0; v < AtX.Length; v++)
            {
                var (image, vector) = Math.DivRem(v, Vectors);
                AtX[v] = image * (InPlace ? shape.InputChannels * Comb.Size : ImageCells) + positions.Input[vector];
                AtY[v] = image * (InPlace ? shape.OutputChannels : shape.OutputChannelsPerGroup) * Vectors * Lanes + vector * Lanes;
            }
        }

        public ConvolutionShape Shape { get; }

        public Comb<T> Comb { get; }

        /// <summary>Vectors of one image's output plane, the last of each line filled up.</summary>
        public int Vectors { get; }

        /// <summary>Images taken together.</summary>
        public int Together { get; }

        /// <summary>Whether images and outputs can be read where they are: without padding, with stride 1, in lines of whole vectors.</summary>
        public bool InPlace { get; }

        /// <summary>Cells of one combed image, and a vector that lines may run into.</summary>
        public int ImageCells => Shape.InputChannelsPerGroup * Comb.Size + Lanes;

        public int[] Taps { get; }

        public int[] AtX { get; }

        public int[] AtY { get; }
    }

    /// <summary>The sum over images first … end − 1 of one group, as many at once as make inner products of a good length.</summary>
    void FilterPortion(FilterOutline outline, int group, int first, int end, T[] x, T[] y, T* w)
    {
        var shape = outline.Shape;
        int inputs = shape.InputChannelsPerGroup * shape.Windows.Inputs, outputs = shape.OutputChannelsPerGroup * shape.Windows.Outputs;
        var room = outline.InPlace ? 0 : outline.Together;
        T[] images = scratch.Rent((long)room * outline.ImageCells), lines = scratch.Rent((long)room * shape.OutputChannelsPerGroup * outline.Vectors * Lanes);
        new Span<T>(w, shape.OutputChannelsPerGroup * outline.Taps.Length).Clear();
        fixed (T* pi = images, pl = lines)
            for (var n = first; n < end; n += outline.Together)
            {
                var count = Math.Min(outline.Together, end - n);
                fixed (T* px = &x[((long)n * shape.Groups + group) * inputs], py = &y[((long)n * shape.Groups + group) * outputs])
                {
                    if (!outline.InPlace) LayImages(outline, count, px, py, pi, pl);
                    FilterProduct(outline, count, outline.InPlace ? px : pi, outline.InPlace ? py : pl, w);
                }
            }
        scratch.Return(images);
        scratch.Return(lines);
    }

    /// <summary>Combs the images, and cuts their outputs into whole vectors, filled up with 0 so that what a vector sees beyond a line counts nothing.</summary>
    static void LayImages(FilterOutline outline, int count, T* x, T* y, T* images, T* lines)
    {
        var (shape, width) = (outline.Shape, outline.Shape.Windows.Width.Output);
        var room = Panels<T>.RoundUp(width, Lanes);
        for (var n = 0; n < count; n++)
        {
            T* image = images + (nint)n * outline.ImageCells, from = x + (nint)n * shape.InputChannels * shape.Windows.Inputs;
            for (var c = 0; c < shape.InputChannelsPerGroup; c++)
                outline.Comb.Lay(from + c * shape.Windows.Inputs, image + c * outline.Comb.Size, T.Zero);
            new Span<T>(image + shape.InputChannelsPerGroup * outline.Comb.Size, Lanes).Clear();
            var line = y + (nint)n * shape.OutputChannels * shape.Windows.Outputs;
            for (var left = shape.OutputChannelsPerGroup * outline.Comb.Lines.Length; left > 0; left--, line += width, lines += room)
            {
                new Span<T>(line, width).CopyTo(new Span<T>(lines, width));
                new Span<T>(lines + width, room - width).Clear();
            }
        }
    }

    /// <summary>w += the inner products of these images, in tiles of 4 output channels × 3 taps.</summary>
    static void FilterProduct(FilterOutline outline, int count, T* x, T* y, T* w)
    {
        int rows = outline.Shape.OutputChannelsPerGroup, total = outline.Taps.Length, step = outline.Vectors * Lanes;
        var (height, width) = (Kernel<T>.DotHeight, Kernel<T>.DotWidth);
        var tile = stackalloc T[height * width];
        fixed (int* atX = outline.AtX, atY = outline.AtY, taps = outline.Taps)
            for (var o = 0; o < rows; o += height)
                for (var t = 0; t < total; t += width)
                {
                    T* y0 = y + (nint)o * step, y1 = y + (nint)Math.Min(o + 1, rows - 1) * step;
                    T* y2 = y + (nint)Math.Min(o + 2, rows - 1) * step, y3 = y + (nint)Math.Min(o + 3, rows - 1) * step;
                    T* x0 = x + taps[t], x1 = x + taps[Math.Min(t + 1, total - 1)], x2 = x + taps[Math.Min(t + 2, total - 1)];
                    Kernel<T>.TappedDot(count * outline.Vectors, atY, atX, y0, y1, y2, y3, x0, x1, x2, tile);
                    Panels<T>.Place(tile, width, Math.Min(height, rows - o), Math.Min(width, total - t), w + (nint)o * total + t, total, add: true);
                }
    }
}
