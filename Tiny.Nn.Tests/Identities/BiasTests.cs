using FsCheck.Fluent;
using Tiny.Nn.Backends;
using Tiny.Nn.Tests.Transposition;
using static Tiny.Nn.Tests.Identities.BiasClaims;

namespace Tiny.Nn.Tests.Identities;

/// <summary>Products and convolutions add their bias as if it were added afterwards, on every machine.</summary>
public sealed class BiasTests
{
    static readonly Dictionary<string, Func<Backend>> Machines = new()
    {
        ["reference"] = () => new Reference(),
        ["cpu, float"] = () => new Cpu<float>(threads: 2),
        ["cpu, double"] = () => new Cpu<double>(threads: 1),
    };

    public static TheoryData<string> Names => [.. Machines.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    [Trait("Id", "NN-01")]
    public void Products_with_a_bias_are_products_plus_the_bias(string machine) =>
        Prove.That(Machines[machine], A_product_adds_its_bias_to_every_row, Arb.From(Gen.Choose(0, 1000)), 30);

    [Theory]
    [MemberData(nameof(Names))]
    [Trait("Id", "CV-04")]
    public void Convolutions_with_a_bias_are_convolutions_plus_the_bias(string machine) =>
        Prove.That(Machines[machine], A_convolution_adds_its_bias_to_every_channel, ConvolutionCase.Any, 60);
}
