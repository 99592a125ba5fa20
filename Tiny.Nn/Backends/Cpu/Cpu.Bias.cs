namespace Tiny.Nn.Backends;

/// <summary>The bias of products and transposed convolutions, which is added to the finished result.</summary>
public sealed unsafe partial class Cpu<T>
{
    /// <summary>
    /// Adds a bias: y[n, c, i] += bias[c], for planes of <paramref name="size"/> elements. A null bias adds nothing.
    /// </summary>
    void AddBias(ValueBuffer? bias, int size, ValueBuffer y)
    {
        if (bias is null || y.Length == 0) return;
        var channels = bias.Length;
        ForRanges(y.Length / (channels * size), Grain / (channels * size) + 1, bias, y, (pb, py, first, end) =>
        {
            py += (nint)first * channels * size;
            for (var n = first; n < end; n++, py += channels * size)
                if (size == 1) Add(pb, py, channels);
                else for (var c = 0; c < channels; c++) Add(pb[c], py + c * size, size);
        });
    }

    /// <summary>Adds a value to each element: y[j] += value.</summary>
    static void Add(T value, T* y, int count)
    {
        var values = Vector.Create(value);
        var j = 0;
        for (; j <= count - Lanes; j += Lanes) Store(values + Load(y, j), y, j);
        for (; j < count; j++) y[j] += value;
    }
}
