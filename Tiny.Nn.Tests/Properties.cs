using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace Tiny.Nn.Tests;

/// <summary>
/// One way to state a property: something that holds for all values a generator makes. The configuration is fixed, so a run
/// repeats itself; a failure prints the seed, the first counterexample and what it shrank to.
/// </summary>
public static class Properties
{
    const int Cases = 300, SmallestSize = 1, LargestSize = 40;

    /// <summary>Fails unless <paramref name="holds"/> passes, without an assertion failing in it, for every value.</summary>
    /// <param name="shrink">Simpler values to try once one has failed; left out, none.</param>
    public static void ForAll<T>(Gen<T> values, Action<T> holds, Func<T, IEnumerable<T>>? shrink = null, ulong seed = 1, int cases = Cases)
    {
        var all = shrink is null ? Arb.From(values) : Arb.From(values, shrink);
        var replay = new Replay(new Rnd(seed, 2 * seed + 1), FSharpOption<int>.None);   // the second number must be odd
        Prop.ForAll(all, holds).Check(Config.QuickThrowOnFailure
            .WithMaxTest(cases).WithStartSize(SmallestSize).WithEndSize(LargestSize).WithReplay(replay));
    }

    /// <summary>A whole number from <paramref name="from"/> to <paramref name="to"/>, both included.</summary>
    public static Gen<int> Between(int from, int to) => Gen.Choose(from, to);

    /// <summary>One of the values of an int tuple made smaller, towards its least value.</summary>
    public static IEnumerable<int[]> Smaller(int[] values, params int[] least)
    {
        for (var place = 0; place < values.Length; place++)
            foreach (var smaller in new[] { least[place], (values[place] + least[place]) / 2, values[place] - 1 }.Distinct())
                if (smaller >= least[place] && smaller < values[place])
                {
                    int[] shrunk = [.. values];
                    shrunk[place] = smaller;
                    yield return shrunk;
                }
    }
}
