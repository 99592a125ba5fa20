namespace Tiny.Nn.Backends;

/// <summary>The bias of products and transposed convolutions, added to the finished result.</summary>
public sealed unsafe partial class Cpu<T>
{
    /// <summary>y[n, c, i] += bias[c], for planes of so many cells; nothing for null.</summary>
    void AddBias(NumberBuffer? bias, int cells, NumberBuffer y)
    {
        if (bias is null || y.Length == 0) return;
        HostBuffer<T> sums = Elements(y), biases = Elements(bias);
        var channels = bias.Length;
        workers.ForRanges(y.Length / (channels * cells), Grain / (channels * cells) + 1, (first, end) =>
        {
            fixed (T* py = sums, pb = biases)
                for (var n = first; n < end; n++)
                    if (cells == 1) Add(pb, py + (nint)n * channels, channels);
                    else for (var c = 0; c < channels; c++) AddNumber(pb[c], new(py + ((nint)n * channels + c) * cells, cells));
        });
    }

    static void AddNumber(T number, Span<T> cells)
    {
        var all = System.Numerics.Vector.Create(number);
        var j = 0;
        for (; j <= cells.Length - Lanes; j += Lanes) (all + new System.Numerics.Vector<T>(cells[j..])).CopyTo(cells[j..]);
        for (; j < cells.Length; j++) cells[j] += number;
    }
}
