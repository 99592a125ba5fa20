using FsCheck.Fluent;
using Tiny.Nn.Tests.Backends;
using Tiny.Nn.Tests.Transposition;
using static Tiny.Nn.Tests.BackendsUnderTest;

namespace Tiny.Nn.Tests.Identities;

/// <summary>Checks <see cref="BiasProperties"/> on every backend.</summary>
[Collection(OpenClCollection.Name)]
public sealed class BiasPropertyTests
{
    [SkippableTheory, AllBackends]
    [Trait("Id", "NN-01")]
    public void Fused_bias_of_a_product_equals_a_separate_addition(string backend) =>
        Check(backend, BiasProperties.Fused_bias_of_a_product_equals_a_separate_addition,
            Arb.From(Gen.Choose(0, 1000)), 30);

    [SkippableTheory, AllBackends]
    [Trait("Id", "CV-04")]
    public void Fused_bias_of_a_convolution_equals_a_separate_addition(string backend) =>
        Check(backend, BiasProperties.Fused_bias_of_a_convolution_equals_a_separate_addition, ConvolutionCase.Any, 60);
}
