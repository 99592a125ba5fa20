using Tiny.Nn.Backends;

namespace Tiny.Nn.Tests.Backends;

/// <summary>
/// Compares every primitive of a backend with plain loops in double. The sizes include 0, 1, odd sizes and sizes above
/// the block sizes of the backends. Inputs are exact in every precision, so only the backend's rounding remains. Each
/// comparison states its bound in units of <see cref="Backend.Precision"/>. Memory beyond a buffer's length is NaN.
/// </summary>
public abstract partial class BackendConformanceTests(Backend backend) : IDisposable
{
    readonly RandomStream random = new(7, "backend suite");

    protected Backend Backend => backend;

    public void Dispose()
    {
        backend.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Returns uniform values in [−1, 1) that have at most 12 bits.</summary>
    double[] RandomValues(int count)
    {
        var values = new double[count];
        foreach (ref var value in values.AsSpan()) value = (random.NextInt(4096) - 2048) / 2048.0;
        return values;
    }

    /// <summary>Sets all elements of a new buffer to NaN, including those beyond its length.</summary>
    protected virtual void FillWithNaN(ValueBuffer buffer) => backend.Fill(double.NaN, buffer);

    ValueBuffer NewBuffer(int count)
    {
        var buffer = backend.AllocateValues(count);
        FillWithNaN(buffer);
        return buffer;
    }

    ValueBuffer BufferOf(params double[] values)
    {
        var buffer = NewBuffer(values.Length);
        backend.Write(values, buffer);
        return buffer;
    }

    IndexBuffer Indices(params int[] values)
    {
        var buffer = backend.AllocateIndices(values.Length);
        backend.Write(values, buffer);
        return buffer;
    }

    double[] Values(ValueBuffer buffer)
    {
        var values = new double[buffer.Length];
        backend.Read(buffer, values);
        return values;
    }

    int[] Values(IndexBuffer buffer)
    {
        var values = new int[buffer.Length];
        backend.Read(buffer, values);
        return values;
    }

    /// <summary>
    /// Asserts |expected − actual| ≤ units · u · size for each element; an expected NaN or infinity must be
    /// matched exactly.
    /// </summary>
    void AssertClose(double[] expected, double[] actual, double units, Func<int, double>? size = null)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var j = 0; j < expected.Length; j++)
        {
            var bound = units * backend.Precision * (size?.Invoke(j) ?? Math.Abs(expected[j]));
            if (double.IsFinite(expected[j]))
                Assert.True(Math.Abs(expected[j] - actual[j]) <= bound,
                    $"[{j}]: expected {expected[j]:R}, got {actual[j]:R}, bound {bound:E2}");
            else Assert.Equal(expected[j], actual[j]);
        }
    }

    public static IEnumerable<int> Lengths => [0, 1, 2, 7, 8, 9, 31, 100, 100_003];

    [SkippableFact]
    public void Values_written_are_read_back()
    {
        foreach (var length in Lengths)
        {
            var values = RandomValues(length);
            Assert.Equal(values, Values(BufferOf(values)));
            var single = backend.AllocateValues(length);
            backend.Write(Array.ConvertAll(values, value => (float)value), single);
            var back = new float[length];
            backend.Read(single, back);
            Assert.Equal(values, Array.ConvertAll(back, value => (double)value));
        }
        Assert.Equal([3, -1, int.MaxValue], Values(Indices(3, -1, int.MaxValue)));
    }
}
