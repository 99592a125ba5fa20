using Tiny.Nn.Backends;
using Tiny.Nn.Tests.Backends;

namespace Tiny.Nn.Tests.NonFinite;

/// <summary>Tests that a NaN or an infinity reaches those results that depend on it, and no others.</summary>
[Collection(OpenClCollection.Name)]
public sealed class NonFiniteTests
{
    const int Cases = 150, Convolutions = 500, DeviceConvolutions = 150;

    public static TheoryData<string, string> Calls
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var name in BackendsUnderTest.ComparedNames)
                foreach (var primitive in NonFiniteCall.All.Keys) data.Add(name, primitive);
            return data;
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Calls))]
    public void Results_are_non_finite_where_those_of_the_reference_are(string name, string primitive)
    {
        using var backend = BackendsUnderTest.Create(name);
        for (var seed = 0; seed < Cases; seed++) NonFiniteProperties.Primitive_agrees(backend, primitive, seed);
    }

    [SkippableTheory]
    [ComparedBackends]
    public void Convolutions_are_non_finite_where_the_reference_is_and_in_no_other_image_or_group(string name)
    {
        using var backend = BackendsUnderTest.Create(name);
        for (var seed = 0; seed < (backend is OpenCl ? DeviceConvolutions : Convolutions); seed++)
            NonFiniteProperties.Convolution_agrees(backend, seed);
    }
}
