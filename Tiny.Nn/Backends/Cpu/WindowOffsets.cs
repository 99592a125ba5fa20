namespace Tiny.Nn.Backends;

/// <summary>Enumerates positions on a grid: outputs of a plane, taps of a kernel, rows of an image.</summary>
static class WindowOffsets
{
    /// <summary>Returns start + Σ index·step over the axes, for all indices in row-major order.</summary>
    public static int[] Offsets(int start, params ReadOnlySpan<(int Count, int Step)> axes)
    {
        int[] offsets = [start];
        foreach (var (count, step) in axes)
            offsets = [.. from offset in offsets from index in Enumerable.Range(0, count) select offset + index * step];
        return offsets;
    }
}
