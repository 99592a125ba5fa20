using System.Numerics;

namespace Tiny.Nn.Backends;

/// <summary>
/// How a convolution lies in memory while it is computed. A line of 8 outputs fills half a vector of 16 numbers; so some images are woven
/// together (<see cref="Weave{T}"/>), cell by cell, after each was combed (<see cref="Comb{T}"/>): a line of w cells becomes a line of w·m
/// numbers, and a tap that moved by t cells now moves by t·m. The images that are woven together are a bundle.
/// </summary>
sealed unsafe class Loom<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>A bundle's image has at most so many numbers, if it is more than one image: it is to stay in the second-level cache.</summary>
    const int BundleLimit = 1 << 16;

    readonly SpatialWindow windows;

    public Loom(ConvolutionShape shape)
    {
        (Shape, windows, Comb) = (shape, shape.Window, new Comb<T>(shape.Window));
        var lanes = Kernel<T>.Lanes;
        Taps = new int[shape.InputChannelsPerGroup * windows.TapCount];
        Images = BestImages(lanes);
        Bundles = (shape.Batch - 1) / Images + 1;
        Line = windows.Width.Output * Images;
        Pitch = windows.OutputCount * Images + lanes;
        PlaneCells = Comb.Size * Images;
        for (var k = 0; k < Taps.Length; k++) Taps[k] = k / windows.TapCount * PlaneCells + Comb.Taps[k % windows.TapCount] * Images;
        var channels = shape.InputChannelsPerGroup;
        ScatterChannels = Bundles < Cpu<T>.FewTurns && channels % 2 == 0 ? channels / 2 : channels;
        ScatterColumns = new int[ScatterChannels * windows.TapCount];
        ScatterPlaces = new int[Panels<T>.RoundUp(ScatterColumns.Length, Kernel<T>.Height)];
        OrderTaps();
        var perLine = (Line - 1) / lanes + 1;
        Rows = new int[Kernel<T>.Height];
        for (var row = 0; row < Rows.Length; row++) Rows[row] = row * Pitch;
        Origins = new int[perLine * Comb.Lines.Length];
        Places = new int[Origins.Length];
        for (var vector = 0; vector < Origins.Length; vector++)
        {
            var (line, piece) = Math.DivRem(vector, perLine);
            Origins[vector] = Comb.Lines[line] * Images + piece * lanes;
            Places[vector] = line * Line + piece * lanes;
        }
    }

    public ConvolutionShape Shape { get; }

    public Comb<T> Comb { get; }

    /// <summary>m, the images of a bundle.</summary>
    public int Images { get; }

    /// <summary>The bundles of the batch; the last may be short of images.</summary>
    public int Bundles { get; }

    /// <summary>Numbers of a woven line of outputs.</summary>
    public int Line { get; }

    /// <summary>Numbers from one channel of woven outputs to the next: the plane, and a vector into which the last line may run.</summary>
    public int Pitch { get; }

    /// <summary>Numbers of a woven channel of the image.</summary>
    public int PlaneCells { get; }

    /// <summary>Where six channels of woven outputs begin.</summary>
    public int[] Rows { get; }

    /// <summary>For each tap of each channel, the distance from a line's origin to the number that the line's first output sees.</summary>
    public int[] Taps { get; }

    /// <summary>
    /// The channels whose gradient a turn of the transposed convolution computes: all, or half of them where few bundles would leave threads
    /// idle.
    /// </summary>
    public int ScatterChannels { get; }

    /// <summary>
    /// The taps of these channels as columns of the matrix of filters, in such an order that neighbours see different numbers: of each tap
    /// all channels, and of the taps those first that are in one column of the window.
    /// </summary>
    public int[] ScatterColumns { get; }

    /// <summary>In the same order, each tap's distance from a line's origin; the last is repeated until a panel of six is full.</summary>
    public int[] ScatterPlaces { get; }

    /// <summary>The output plane cut into vectors, line by line: where each has its origin in the image.</summary>
    public int[] Origins { get; }

    /// <summary>And where its outputs are in the plane. The last of a line may run into the next line, which is written after it.</summary>
    public int[] Places { get; }

    /// <summary>Numbers of a bundle's image, and a vector that lines may run into.</summary>
    public long ImageCells => (long)Shape.InputChannelsPerGroup * PlaneCells + Kernel<T>.Lanes;

    /// <summary>Whether an image is used as it lies in memory.</summary>
    public bool IsPlain => Images == 1 && Comb.IsPlain;

    /// <summary>Whether every tap sees one cell, always the same: then the three convolutions are three matrix products.</summary>
    public bool IsDense => Shape.Groups == 1 && windows.OutputCount == 1 && windows.TapCount == windows.InputCount && Comb.IsPlain;

    /// <summary>The room that laying and taking need.</summary>
    public long Room => (long)(Images + 1) * Largest + Weave<T>.Room(Images, Largest) + Images * Largest + Kernel<T>.Lanes;

    int Largest => Math.Max(Comb.Size, windows.OutputCount);

    /// <summary>The images of a bundle and the first one's number.</summary>
    public (int First, int Count) ImagesOf(int bundle) => (bundle * Images, Math.Min(Images, Shape.Batch - bundle * Images));

    /// <summary>Combs and weaves the channels of <paramref name="count"/> images, which lie <paramref name="step"/> apart; missing ones are 0.</summary>
    public void LayImages(T* x, nint step, int count, T* woven, T* room)
    {
        var planes = stackalloc T*[Images];
        var free = room + (Images + 1) * Largest;
        for (var c = 0; c < Shape.InputChannelsPerGroup; c++, x += windows.InputCount, woven += PlaneCells)
        {
            for (var i = 0; i < Images; i++)
            {
                planes[i] = i < count && Comb.IsPlain ? x + i * step : Images == 1 ? woven : room + i * Largest;
                if (i >= count) new Span<T>(planes[i], Comb.Size).Clear();
                else if (!Comb.IsPlain) Comb.Lay(x + i * step, planes[i], T.Zero, free);
            }
            if (Images > 1) Weave<T>.Together(planes, 1, Images, Comb.Size, woven, free);
            else if (Comb.IsPlain) new Span<T>(x, Comb.Size).CopyTo(new Span<T>(woven, Comb.Size));
        }
    }

    /// <summary>The inverse of <see cref="LayImages"/>, for some channels.</summary>
    public void TakeImages(int channels, T* woven, T* x, nint step, int count, T* room)
    {
        var planes = stackalloc T*[Images];
        var free = room + (Images + 1) * Largest;
        for (var c = 0; c < channels; c++, x += windows.InputCount, woven += PlaneCells)
        {
            for (var i = 0; i < Images; i++)
                planes[i] = i < count && Comb.IsPlain ? x + i * step : Images == 1 ? woven : room + i * Largest;
            if (Images > 1 || Comb.IsPlain) Weave<T>.Apart(woven, planes, 1, Images, Comb.Size, free);
            for (var i = 0; i < count && !Comb.IsPlain; i++) Comb.Take(planes[i], x + i * step, free);
        }
    }

    /// <summary>
    /// Weaves one channel of the outputs of <paramref name="count"/> images; missing ones are 0. Its lines are filled up with 0 to whole
    /// vectors, so that what a vector sees beyond its line counts nothing.
    /// </summary>
    public void LayOutputs(T* y, nint step, int count, T* lines, T* room)
    {
        var planes = stackalloc T*[Images];
        if (count < Images) new Span<T>(room, windows.OutputCount).Clear();
        for (var i = 0; i < Images; i++) planes[i] = i < count ? y + i * step : room;
        var filled = Panels<T>.RoundUp(Line, Kernel<T>.Lanes);
        var woven = Images == 1 ? y : Line == filled ? lines : room + Largest + Weave<T>.Room(Images, Largest);
        if (Images > 1) Weave<T>.Together(planes, 1, Images, windows.OutputCount, woven, room + Largest);
        if (woven == lines) return;
        for (var line = 0; line < Comb.Lines.Length; line++, woven += Line, lines += filled)
            for (var j = 0; j < filled; j += Vector<T>.Count)
                Vector.Store(Cpu<T>.First(Line - j, Vector.Load(woven + j), Vector<T>.Zero), lines + j);
    }

    /// <summary>Takes one channel of woven outputs, line after line, apart.</summary>
    public void TakeOutputs(T* woven, T* y, nint step, int count, T* room)
    {
        var planes = stackalloc T*[Images];
        for (var i = 0; i < Images; i++) planes[i] = i < count ? y + i * step : room;
        Weave<T>.Apart(woven, planes, 1, Images, windows.OutputCount, room + Largest);
    }

    /// <summary>Fills <see cref="ScatterColumns"/> and <see cref="ScatterPlaces"/>.</summary>
    void OrderTaps()
    {
        var (taps, across, channels) = (windows.TapCount, windows.Width.Kernel, ScatterChannels);
        for (var place = 0; place < ScatterColumns.Length; place++)
        {
            var (order, channel) = Math.DivRem(place, channels);
            var tap = order % (taps / across) * across + order / (taps / across);
            (ScatterColumns[place], ScatterPlaces[place]) = (channel * taps + tap, Taps[channel * taps + tap]);
        }
        Array.Fill(ScatterPlaces, ScatterPlaces[ScatterColumns.Length - 1], ScatterColumns.Length, ScatterPlaces.Length - ScatterColumns.Length);
    }

    /// <summary>
    /// As many images as cost the least, in multiply-adds of vectors: those of the product, of which a row begins and ends with about four,
    /// and about a third of one for each number that a doubling of the images moves.
    /// </summary>
    int BestImages(int lanes)
    {
        var (best, lowest) = (1, double.PositiveInfinity);
        for (var images = 1; images <= lanes && images < 2 * Shape.Batch; images *= 2)
        {
            if (images > 1 && (long)Shape.InputChannelsPerGroup * Comb.Size * images > BundleLimit) break;
            double bundles = (Shape.Batch - 1) / images + 1, vectors = Comb.Lines.Length * ((windows.Width.Output * images - 1) / lanes + 1);
            double product = bundles * vectors * Shape.OutputChannelsPerGroup * (Taps.Length + 4);
            double moved = (double)Shape.Batch * (Shape.InputChannelsPerGroup * Comb.Size + Shape.OutputChannelsPerGroup * windows.OutputCount);
            var cost = product + moved * 0.35 * Math.Log2(images);
            if (cost < lowest) (best, lowest) = (images, cost);
        }
        return best;
    }
}
