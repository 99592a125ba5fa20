using Tiny.Nn.Backends;

namespace Tiny.Nn.Bench.Benchmarks;

/// <summary>
/// Memory of a machine filled with random numbers: a kernel that meets zeros only, or numbers too small to be normal, is not at work.
/// </summary>
static class RandomBuffers
{
    /// <summary>So many numbers from −1 to 1.</summary>
    public static ValueBuffer Create(Backend backend, int count, string stream)
    {
        var random = new RandomStream(1, stream);
        var buffer = backend.AllocateValues(count);
        backend.Write([.. Enumerable.Range(0, count).Select(_ => random.NextUniform(-1, 1))], buffer);
        return buffer;
    }
}
