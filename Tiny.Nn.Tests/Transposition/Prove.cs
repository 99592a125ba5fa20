using FsCheck;
using FsCheck.Fluent;
using Tiny.Nn.Backends;

namespace Tiny.Nn.Tests.Transposition;

/// <summary>Holds the specification to a claim about random cases: the same cases in every run, the smallest failing one in the message.</summary>
public static class Prove
{
    /// <summary>The claim holds on <see cref="Reference"/>.</summary>
    public static void That<T>(Action<Backend, T> claim, Arbitrary<T> cases, int count = 100) => That(() => new Reference(), claim, cases, count);

    /// <summary>The claim holds on a machine, by <see cref="Properties"/>.</summary>
    public static void That<T>(Func<Backend> machine, Action<Backend, T> claim, Arbitrary<T> cases, int count = 100) =>
        Properties.ForAll(cases.Generator, sample =>
        {
            using var fresh = machine();
            claim(fresh, sample);
        }, cases.Shrinker, cases: count);

    /// <summary>The claim about some of the cases, one after another and without a search for the smallest: for machines that ought to fail.</summary>
    public static void Try<T>(Func<Backend> machine, Action<Backend, T> claim, Arbitrary<T> cases, int count = 60)
    {
        foreach (var sample in cases.Generator.Sample(count, new Rnd(2024, 1), count))
        {
            using var fresh = machine();
            claim(fresh, sample);
        }
    }
}
