using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace Tiny.Nn.Tests;

/// <summary>
/// Checks a property on random cases. Seed and sizes are fixed, so every run checks the same cases. A failure prints
/// the seed, the first counterexample and the smallest one found by shrinking.
/// </summary>
public static class PropertyCheck
{
    const int Cases = 300, SmallestSize = 1, LargestSize = 40;

    /// <summary>Fails unless <paramref name="property"/> returns without a failed assertion for every case.</summary>
    /// <param name="shrink">Simpler cases to try after a failure. If omitted, none are tried.</param>
    public static void ForAll<T>(Gen<T> generator, Action<T> property, Func<T, IEnumerable<T>>? shrink = null,
        ulong seed = 1, int cases = Cases)
    {
        var all = shrink is null ? Arb.From(generator) : Arb.From(generator, shrink);
        var replay = new Replay(new Rnd(seed, 2 * seed + 1), FSharpOption<int>.None);   // the second word must be odd
        Prop.ForAll(all, property).Check(Config.QuickThrowOnFailure
            .WithMaxTest(cases).WithStartSize(SmallestSize).WithEndSize(LargestSize).WithReplay(replay));
    }

    /// <summary>
    /// Returns a generator of integers from <paramref name="from"/> to <paramref name="to"/>, both included.
    /// </summary>
    public static Gen<int> Between(int from, int to) => Gen.Choose(from, to);

    /// <summary>
    /// Returns copies of <paramref name="values"/>, each with one entry reduced towards its minimum
    /// in <paramref name="least"/>.
    /// </summary>
    public static IEnumerable<int[]> Smaller(int[] values, params int[] least)
    {
        for (var j = 0; j < values.Length; j++)
            foreach (var smaller in new[] { least[j], (values[j] + least[j]) / 2, values[j] - 1 }.Distinct())
                if (smaller >= least[j] && smaller < values[j])
                {
                    int[] shrunk = [.. values];
                    shrunk[j] = smaller;
                    yield return shrunk;
                }
    }
}
