using Tiny.Nn.Backends;

namespace Tiny.Nn.Bench.Benchmarks;

/// <summary>
/// Creates buffers with random values. Zeros or denormal values would distort the measured time of a kernel.
/// </summary>
static class RandomBuffers
{
    /// <summary>Creates a buffer of uniform values from −1 to 1.</summary>
    public static ValueBuffer Create(Backend backend, int count, string stream)
    {
        var random = new RandomStream(1, stream);
        var buffer = backend.AllocateValues(count);
        backend.Write([.. Enumerable.Range(0, count).Select(_ => random.NextUniform(-1, 1))], buffer);
        return buffer;
    }
}
