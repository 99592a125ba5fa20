using static Tiny.Nn.Backends.Blocking;

namespace Tiny.Nn.Backends;

/// <summary>
/// Packs and unpacks the images and outputs of batch tiles as a plan describes. Each thread uses its own packer,
/// because a packer holds a workspace.
/// </summary>
sealed unsafe class ConvolutionPacker<T>(ConvolutionPlan<T> plan, WorkspacePool<T> pool) : IDisposable
    where T : unmanaged, IFloatingPointIeee754<T>
{
    readonly PolyphaseLayout<T> layout = plan.Layout;
    readonly int images = plan.Images, inputs = plan.Shape.Window.InputCount, outputs = plan.Shape.Window.OutputCount;
    readonly int allInputs = plan.Shape.InputChannels * plan.Shape.Window.InputCount;
    readonly int allOutputs = plan.Shape.OutputChannels * plan.Shape.Window.OutputCount;
    readonly Workspace<T> workspace = pool.Rent(3L * plan.LargestTile + MicroKernel<T>.Lanes);

    /// <summary>Returns a pointer to the plane of a channel in the first image of a tile.</summary>
    public T* Input(T* x, int tile, int channel) => x + (nint)tile * images * allInputs + channel * inputs;

    /// <summary>Packs a group's channels, starting at <paramref name="channel"/>; missing images become 0.</summary>
    public void PackImages(T* x, int tile, int channel, T* packed)
    {
        T* from = Input(x, tile, channel);
        for (var c = 0; c < plan.Shape.InputChannelsPerGroup; c++, from += inputs, packed += plan.PlaneLength)
        {
            T* planes = Planes(from, packed);
            for (var i = 0; i < Present(tile) && !layout.IsPlain; i++)
                layout.Pack(from + (nint)i * allInputs, planes + i * layout.Size, workspace.Start + plan.LargestTile);
            T* result = BatchInterleave<T>.Interleave(planes, Distance, Present(tile), images, layout.Size, packed,
                workspace.Start + plan.LargestTile);
            if (result != packed) new Span<T>(result, layout.Size).CopyTo(new(packed, layout.Size));
        }
    }

    /// <summary>
    /// Unpacks images: the inverse of <see cref="PackImages"/>, for the channels of one work item of the
    /// transposed convolution.
    /// </summary>
    public void UnpackImages(T* packed, int tile, int channel, T* x)
    {
        T* to = Input(x, tile, channel);
        for (var c = 0; c < plan.ScatterChannels; c++, to += inputs, packed += plan.PlaneLength)
        {
            T* planes = Planes(to, packed);
            BatchInterleave<T>.Deinterleave(packed, planes, Distance, Present(tile), images, layout.Size,
                workspace.Start + plan.LargestTile);
            for (var i = 0; i < Present(tile) && !layout.IsPlain; i++)
                layout.Unpack(planes + i * layout.Size, to + (nint)i * allInputs, workspace.Start + plan.LargestTile);
        }
    }

    /// <summary>
    /// Interleaves one channel of outputs; missing images become 0. Its rows are filled up with zeros to whole vectors,
    /// so that elements beyond the end of a row add nothing.
    /// </summary>
    public void PackOutputs(T* y, int tile, int channel, T* packed)
    {
        var filled = RoundUp(plan.OutputRow, MicroKernel<T>.Lanes);
        T* rows = BatchInterleave<T>.Interleave(Output(y, tile, channel), allOutputs, Present(tile), images, outputs,
            plan.OutputRow == filled ? packed : workspace.Start,
            workspace.Start + plan.LargestTile + MicroKernel<T>.Lanes);
        if (rows == packed) return;
        for (var row = 0; row < layout.Rows.Length; row++, rows += plan.OutputRow, packed += filled)
            for (var j = 0; j < filled; j += Vector<T>.Count)
                Vector.Store(Cpu<T>.First(plan.OutputRow - j, Vector.Load(rows + j), Vector<T>.Zero), packed + j);
    }

    /// <summary>Deinterleaves one channel of outputs.</summary>
    public void UnpackOutputs(T* packed, int tile, int channel, T* y) =>
        BatchInterleave<T>.Deinterleave(packed, Output(y, tile, channel), allOutputs, Present(tile), images, outputs,
            workspace.Start);

    /// <summary>Deinterleaves one channel of outputs, and writes the maxima of each image's plane to y.</summary>
    public void PoolOutputs(T* packed, int tile, int channel, PlanePooler<T> pooler, T* y)
    {
        var distance = (nint)plan.Shape.OutputChannels * pooler.Outputs;
        T* planes = workspace.Start, result = y + (nint)tile * images * distance + channel * pooler.Outputs;
        BatchInterleave<T>.Deinterleave(packed, planes, outputs, Present(tile), images, outputs,
            planes + plan.LargestTile);
        for (var i = 0; i < Present(tile); i++) pooler.Maxima(planes + i * outputs, result + i * distance);
    }

    public void Dispose() => workspace.Dispose();

    T* Output(T* y, int tile, int channel) => y + (nint)tile * images * allOutputs + channel * outputs;

    int Present(int tile) => Math.Min(images, plan.Shape.Batch - tile * images);

    /// <summary>
    /// Returns where a channel's planes are before interleaving: in the tensor, or packed by phase in the target or
    /// the workspace.
    /// </summary>
    T* Planes(T* plane, T* packed) => layout.IsPlain ? plane : images == 1 ? packed : workspace.Start;

    nint Distance => layout.IsPlain ? allInputs : layout.Size;
}
