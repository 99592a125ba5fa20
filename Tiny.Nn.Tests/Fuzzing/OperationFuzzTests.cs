using Tiny.Nn.Backends;
using Tiny.Nn.Tests.Backends;
using Tiny.Nn.Tests.Geometry;
using Tiny.Nn.Tests.NonFinite;

namespace Tiny.Nn.Tests.Fuzzing;

/// <summary>
/// Random geometries with parameters of up to 31 bits, and random NaN and infinities, on every backend against
/// <see cref="Reference"/>. The cases of a plain run differ from those of <see cref="GeometryTests"/> and
/// <see cref="NonFiniteTests"/>.
/// </summary>
[Collection(OpenClCollection.Name)]
public sealed class OperationFuzzTests
{
    const int Cases = 300;
    const ulong Offset = 1_000_000;

    [SkippableTheory]
    [ComparedBackends]
    public void Random_geometries_give_the_result_of_the_reference_or_an_explanation(string name)
    {
        using var backend = BackendsUnderTest.Create(name);
        FuzzRun.Check(Cases, seed => GeometryProperty.Check(backend, Offset + seed));
    }

    [SkippableTheory]
    [ComparedBackends]
    public void NaN_and_infinities_are_where_the_reference_has_them(string name)
    {
        using var backend = BackendsUnderTest.Create(name);
        string[] primitives = [.. NonFiniteCall.All.Keys.Order()];
        FuzzRun.Check(Cases, seed =>
        {
            var caseSeed = (int)((Offset + seed) % int.MaxValue);
            NonFiniteProperties.Primitive_agrees(backend, primitives[seed % (ulong)primitives.Length], caseSeed);
            NonFiniteProperties.Convolution_agrees(backend, caseSeed);
        });
    }
}
