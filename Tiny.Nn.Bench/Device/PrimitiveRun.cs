using Tiny.Nn.Backends;

namespace Tiny.Nn.Bench.Device;

/// <summary>
/// Supplies a primitive with random inputs, the same for every backend, and records its results.
/// </summary>
sealed class PrimitiveRun(Backend backend)
{
    readonly RandomStream random = new(1, "primitives");

    public Backend Backend => backend;

    /// <summary>All results so far.</summary>
    public List<double> Results { get; } = [];

    /// <summary>Returns a buffer of uniform values in [−1, 1], which float holds exactly.</summary>
    public ValueBuffer Values(int count)
    {
        var values = new double[count];
        foreach (ref var value in values.AsSpan()) value = (float)random.NextUniform(-1, 1);
        var buffer = backend.AllocateValues(count);
        backend.Write(values, buffer);
        return buffer;
    }

    /// <summary>Returns a buffer of random indices from −1 to <paramref name="size"/> − 1.</summary>
    public IndexBuffer Indices(int count, int size)
    {
        var values = new int[count];
        foreach (ref var value in values.AsSpan()) value = random.NextInt(size + 1) - 1;
        var buffer = backend.AllocateIndices(count);
        backend.Write(values, buffer);
        return buffer;
    }

    /// <summary>Records the result that <paramref name="compute"/> writes to a buffer filled with NaN.</summary>
    public void Output(int count, Action<ValueBuffer> compute)
    {
        var buffer = backend.AllocateValues(count);
        backend.Fill(double.NaN, buffer);
        compute(buffer);
        Record(buffer);
    }

    /// <summary>
    /// Records the result that <paramref name="compute"/> writes to a buffer filled with random values.
    /// </summary>
    public void InPlace(int count, Action<ValueBuffer> compute)
    {
        var buffer = Values(count);
        compute(buffer);
        Record(buffer);
    }

    /// <summary>Records the indices that <paramref name="compute"/> writes to a buffer.</summary>
    public void IndexOutput(int count, Action<IndexBuffer> compute)
    {
        var buffer = backend.AllocateIndices(count);
        compute(buffer);
        var values = new int[count];
        backend.Read(buffer, values);
        Results.AddRange(values.Select(value => (double)value));
    }

    void Record(ValueBuffer buffer)
    {
        var values = new double[buffer.Length];
        backend.Read(buffer, values);
        Results.AddRange(values);
    }
}
