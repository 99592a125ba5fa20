namespace Tiny.Nn.Backends;

/// <summary>
/// Threads for loops whose turns are independent. It decides who computes a turn, never what is computed: how work is cut
/// into turns follows from shapes alone, so the number of threads changes no bit of a result.
/// </summary>
sealed class Workers(int threads)
{
    /// <summary>Waking threads costs as much as about this many multiplications; less stays on the calling thread.</summary>
    const long SmallWork = 1 << 20;

    readonly ParallelOptions options = new() { MaxDegreeOfParallelism = threads };

    /// <summary>Calls turn(0) … turn(count − 1), in any order and side by side.</summary>
    /// <param name="work">About how many multiplications all turns take together.</param>
    public void ForEach(int count, long work, Action<int> turn)
    {
        if (threads == 1 || count == 1 || work < SmallWork)
            for (var index = 0; index < count; index++) turn(index);
        else
            Parallel.For(0, count, options, turn);
    }

    /// <summary>Cuts 0 … length − 1 into ranges of <paramref name="grain"/> and calls range(start, end) for each.</summary>
    public void Ranges(int length, int grain, Action<int, int> range)
    {
        if (threads == 1 || length <= grain)
            range(0, length);
        else
            Parallel.For(0, (length - 1) / grain + 1, options,
                piece => range(piece * grain, (int)Math.Min((piece + 1L) * grain, length)));
    }
}
