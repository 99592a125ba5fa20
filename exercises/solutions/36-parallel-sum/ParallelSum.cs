// 36 · A parallel sum with reproducible bits · 7 Performance
//
// Floating-point addition is not associative: (a + b) + c may differ from a + (b + c). A sum whose chunks depend on the
// number of threads gives different bits on different computers, so results are not reproducible. Use chunks of a fixed
// size instead: any thread may sum a chunk, and the partial sums are added in order at the end. Then the bits are the
// same for any number of threads.
//
// Formula  OP-06  Σ = Σ over chunks (Σ within the chunk), both in a fixed order
// Shapes   term: i → scalar, for i = 0 … count − 1 → the sum
// Example  count = 2,500 with chunks of 1,000: 0 … 999, 1,000 … 1,999, 2,000 … 2,499
// Read     after: Tiny.Nn/Backends/Cpu/WorkerPool.cs

namespace Exercise36;

public static class ParallelSum
{
    /// <summary>The number of terms of a chunk; the last chunk may be shorter.</summary>
    public const int ChunkSize = 1000;

    /// <summary>Returns the sum of all terms: each chunk in order, then the sums of the chunks in order.</summary>
    /// <param name="term">Returns term i. It may be called from several threads at once, in any order.</param>
    /// <param name="threads">The maximum number of threads. The bits of the result do not depend on it.</param>
    public static double Sum(Func<int, double> term, int count, int threads)
    {
        // ── begin ──
        var partial = new double[(count + ChunkSize - 1) / ChunkSize];
        Parallel.For(0, partial.Length, new ParallelOptions { MaxDegreeOfParallelism = threads }, chunk =>
        {
            var sum = 0.0;
            for (var i = chunk * ChunkSize; i < Math.Min((chunk + 1) * ChunkSize, count); i++) sum += term(i);
            partial[chunk] = sum;
        });
        var total = 0.0;
        foreach (var sum in partial) total += sum;
        return total;
        // ── end ──
    }
}
