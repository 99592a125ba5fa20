// 36 · Threads without changing the bits · 7 Speed
//
// (a + b) + c is not a + (b + c) in floating point, so a sum that is cut by the number of threads gives other bits on another computer, and
// nobody can repeat your experiment. Cut by the length instead: pieces of fixed size, each summed by whoever is free, and the partial
// sums added in order at the end. Then one thread and sixteen give the same bits, and the only difference is the time.
//
// Formula  OP-06  Σ = Σ over pieces (Σ within the piece), both in a fixed order
// Shapes   term: i → one number, for i = 0 … count − 1 → the sum
// Number   count = 2,500 with pieces of 1,000: pieces 0 … 999, 1,000 … 1,999, 2,000 … 2,499
// Read     after: Tiny.Nn/Backends/Cpu/WorkerPool.cs

namespace Exercise36;

public static class Threads
{
    /// <summary>How many terms make a piece; the last one may be shorter.</summary>
    public const int Piece = 1000;

    /// <summary>The sum of all terms: piece by piece from left to right, and the pieces' sums from left to right.</summary>
    /// <param name="term">May be called from several threads at once, in any order.</param>
    /// <param name="threads">How many may work at the same time. The result does not depend on it, to the last bit.</param>
    public static double Sum(Func<int, double> term, int count, int threads)
    {
        // ── begin ──
        var partial = new double[(count + Piece - 1) / Piece];
        Parallel.For(0, partial.Length, new ParallelOptions { MaxDegreeOfParallelism = threads }, piece =>
        {
            var sum = 0.0;
            for (var i = piece * Piece; i < Math.Min((piece + 1) * Piece, count); i++) sum += term(i);
            partial[piece] = sum;
        });
        var total = 0.0;
        foreach (var sum in partial) total += sum;
        return total;
        // ── end ──
    }
}
