namespace Tiny.Nn.Backends;

/// <summary>
/// The sizes of the parts into which a product C [m, n] = A [m, k] · B [k, n] is cut, with the letters that BLIS uses.
/// <code>
/// MR  rows of C that a micro-kernel computes at once        NR  its columns: two vectors, see MicroKernel
/// KC  depth of a block: a panel of B fits the L1 cache      MC  rows of A and
///                                                           NC  columns of B in a block: both fit the L2 cache
/// </code>
/// </summary>
static class Blocking
{
    /// <summary>
    /// The number of rows of a register tile. 6 rows × 2 vectors hide the latency of two multiply-add units.
    /// </summary>
    public const int MR = 6;

    /// <summary>
    /// Returns the number of rows of the next panel: MR, or 4 if the remaining rows then need fewer rows of zeros.
    /// 16 rows are panels of 6, 6 and 4; 32 rows end with two panels of 4.
    /// </summary>
    public static int PanelRows(int remaining) => remaining is <= 4 or 7 or 8 ? 4 : MR;

    /// <summary>Returns the first row of each panel, and the number of rows.</summary>
    public static int[] PanelStarts(int rows)
    {
        List<int> starts = [];
        for (var row = 0; row < rows; row += PanelRows(rows - row)) starts.Add(row);
        return [.. starts, rows];
    }

    /// <summary>The number of rows and of columns of the register tile of inner products.</summary>
    public const int DotRows = 4, DotColumns = 3;

    public const int KC = 320, MC = 192, NC = 256;

    /// <summary>The number of work items below which a loop is cut finer, to occupy all threads.</summary>
    public const int FewItems = 8;

    public static int RoundUp(int length, int unit) => CeilingDivide(length, unit) * unit;

    public static int CeilingDivide(int length, int unit) => (int)(((long)length + unit - 1) / unit);

    /// <summary>
    /// Returns the size of equal parts, rounded up to a multiple of <paramref name="unit"/>. Before rounding, no part
    /// exceeds the limit.
    /// </summary>
    public static int Part(int length, int limit, int unit) =>
        RoundUp(CeilingDivide(length, CeilingDivide(length, limit)), unit);
}
