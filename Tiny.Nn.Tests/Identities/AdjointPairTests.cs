using FsCheck.Fluent;
using Tiny.Nn.Tests.Transposition;

namespace Tiny.Nn.Tests.Identities;

/// <summary>One property for every linear operation of the library.</summary>
public sealed class AdjointPairTests
{
    public static TheoryData<string> Names => [.. AdjointPairs.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    [Trait("Id", "TC-05")]
    public void Each_is_the_transpose_and_the_pullback_of_the_other(string pair) =>
        Prove.That((machine, seed) => AdjointPairs.Transposes(machine, AdjointPairs.All[pair], seed), Arb.From(Gen.Choose(0, 10_000)), 40);
}
