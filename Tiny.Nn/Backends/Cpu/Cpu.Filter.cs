namespace Tiny.Nn.Backends;

/// <summary>
/// The gradient of a convolution in its filters: w = y·Pᵀ, inner products along the positions j of all images. Images are
/// dealt into a number of portions that depends on the shape alone; each portion has a sum of its own, and these are added in order.
/// </summary>
public sealed unsafe partial class Cpu<T>
{
    /// <summary>Inner products shorter than this spend their time on adding up lanes: small images are laid one after another.</summary>
    const int DotLength = 256;

    public override void ConvolveFilter(ConvolutionShape shape, NumberBuffer x, NumberBuffer y, NumberBuffer w)
    {
        w.On<T>(this).Span.Clear();
        int outputs = shape.Windows.Outputs, filter = w.Length / shape.Groups;
        if (w.Length == 0 || shape.Batch == 0 || outputs == 0) return;
        T[] xs = Cells(x), ys = Cells(y), ws = Cells(w);
        var images = Math.Min(shape.Batch, Math.Max((shape.Batch - 1) / PartialLimit + 1, (DotLength - 1) / outputs + 1));
        var portions = (shape.Batch - 1) / images + 1;
        var partial = scratch.Rent((long)portions * w.Length);
        var patches = new Patches<T>(shape.Windows);
        workers.ForEach(portions * shape.Groups, Work(shape), turn =>
        {
            int portion = turn / shape.Groups, group = turn % shape.Groups, first = portion * images;
            fixed (T* px = xs, py = ys, pw = &partial[portion * w.Length + group * filter])
                FilterPortion(shape, patches, group, first, Math.Min(first + images, shape.Batch), px, py, pw);
        });
        workers.Ranges(w.Length, Grain / portions + 1, (start, end) =>
        {
            for (var portion = 0; portion < portions; portion++)
                for (var j = start; j < end; j++) ws[j] += partial[portion * w.Length + j];
        });
        scratch.Return(partial);
    }

    /// <summary>The sum over images first … end − 1: as many of them at once as make inner products of a good length.</summary>
    void FilterPortion(ConvolutionShape shape, Patches<T> patches, int group, int first, int end, T* x, T* y, T* w)
    {
        int outputs = shape.Windows.Outputs, rows = shape.OutputChannelsPerGroup, taps = shape.InputChannelsPerGroup * shape.Windows.Taps;
        new Span<T>(w, rows * taps).Clear();
        int columns = Panels<T>.Part(outputs, 4 * DotLength, Lanes), together = Math.Max(1, DotLength / outputs);
        var length = Panels<T>.RoundUp(Math.Min(columns, outputs) * together, Lanes);
        T[] lines = scratch.Rent((long)rows * length + Lanes), rowsOfPatches = scratch.Rent((long)Kernel<T>.DotWidth * length + Lanes);
        fixed (T* left = lines, right = rowsOfPatches)
            for (var n = first; n < end; n += together)
                for (var start = 0; start < outputs; start += columns)
                {
                    var images = new Images(shape, group, n, Math.Min(together, end - n), start, Math.Min(start + columns, outputs), length);
                    GatherOutputs(images, y, left);
                    for (var t = 0; t < taps; t += Kernel<T>.DotWidth)
                    {
                        var used = Math.Min(Kernel<T>.DotWidth, taps - t);
                        GatherPatches(images, patches, x, t, used, right);
                        DotStrip(images.Positions, rows, left, length, used, right, length, w + t, taps, add: true);
                    }
                }
        scratch.Return(lines);
        scratch.Return(rowsOfPatches);
    }

    /// <summary>Positions Start … End − 1 of <paramref name="Count"/> images from First on, one group; rows are Length apart.</summary>
    readonly record struct Images(ConvolutionShape Shape, int Group, int First, int Count, int Start, int End, int Length)
    {
        public int Positions => Count * (End - Start);
    }

    /// <summary>Row o: y[n, o, j] of these images, one image after another.</summary>
    static void GatherOutputs(Images images, T* y, T* rows)
    {
        int channels = images.Shape.OutputChannelsPerGroup, outputs = images.Shape.Windows.Outputs, count = images.End - images.Start;
        for (var n = 0; n < images.Count; n++)
            for (var o = 0; o < channels; o++)
            {
                var channel = (images.First + n) * images.Shape.OutputChannels + images.Group * channels + o;
                new Span<T>(y + (nint)channel * outputs + images.Start, count).CopyTo(new Span<T>(rows + (nint)o * images.Length + n * count, count));
            }
    }

    /// <summary>Row i: patch row t + i of these images, one image after another.</summary>
    static void GatherPatches(Images images, Patches<T> patches, T* x, int t, int used, T* rows)
    {
        int channels = images.Shape.InputChannelsPerGroup, inputs = images.Shape.Windows.Inputs, count = images.End - images.Start;
        for (var i = 0; i < used; i++)
            for (var n = 0; n < images.Count; n++)
            {
                var channel = (images.First + n) * images.Shape.InputChannels + images.Group * channels;
                patches.Read(x + (nint)channel * inputs, t + i, images.Start, images.End, rows + (nint)i * images.Length + n * count);
            }
    }
}
