using FsCheck.Fluent;
using Tiny.Nn.Tests.Backends;
using static Tiny.Nn.Tests.BackendsUnderTest;

namespace Tiny.Nn.Tests.Identities;

/// <summary>
/// Checks <see cref="AdjointProperties"/> on every backend: one property for every linear operation of the library.
/// </summary>
[Collection(OpenClCollection.Name)]
public sealed class AdjointPropertyTests
{
    public static IEnumerable<object[]> PairsAndBackends =>
        from pair in AdjointPairs.All.Keys from backend in Names select new object[] { pair, backend };

    [SkippableTheory, MemberData(nameof(PairsAndBackends))]
    [Trait("Id", "TC-05")]
    public void Each_operation_is_the_transpose_and_the_pullback_of_the_other(string pair, string backend) =>
        Check(backend, AdjointProperties.Of(pair), Arb.From(Gen.Choose(0, 10_000)), 40);
}
