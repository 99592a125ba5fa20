namespace Tiny.Nn.Backends;

/// <summary>Enumerates positions on a grid: outputs of a plane, taps of a kernel, rows of an image.</summary>
static class WindowOffsets
{
    /// <summary>Returns start + Σ index·step over the axes, for all indices in row-major order.</summary>
    /// <exception cref="ArgumentException">An offset exceeds 32 bits.</exception>
    public static int[] Offsets(long start, params ReadOnlySpan<(int Count, long Step)> axes)
    {
        int[] offsets = [Checked(start)];
        foreach (var (count, step) in axes)
            offsets = [.. from offset in offsets from index in Enumerable.Range(0, count)
                select Checked(offset + index * step)];
        return offsets;
    }

    /// <summary>Returns an offset as 32 bits.</summary>
    /// <exception cref="ArgumentException">It has more.</exception>
    public static int Checked(long offset) => offset == (int)offset ? (int)offset : throw new ArgumentException(
        $"Backend cpu: an offset of {offset} elements exceeds 32 bits; split the tensor into smaller ones");
}
