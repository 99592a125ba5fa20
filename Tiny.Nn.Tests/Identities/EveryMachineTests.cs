using FsCheck.Fluent;
using Tiny.Nn.Backends;
using Tiny.Nn.Tests.Transposition;

namespace Tiny.Nn.Tests.Identities;

/// <summary>
/// The exact claims on the fast machines: their numbers are small and whole, so float and double must both be right to the bit, with
/// one thread or more.
/// </summary>
public sealed class EveryMachineTests
{
    static readonly Dictionary<string, Func<Backend>> Machines = new()
    {
        ["cpu, float"] = () => new Cpu<float>(threads: 2),
        ["cpu, double"] = () => new Cpu<double>(threads: 1),
    };

    static readonly Action<Backend, ConvolutionCase>[] OfConvolution =
    [
        TranspositionClaims.A_convolution_is_its_formula,
        TranspositionClaims.The_three_primitives_are_one_trilinear_form,
        TranspositionClaims.The_pullbacks_of_a_convolution_are_the_other_two,
        TranspositionClaims.The_pullbacks_of_a_transposed_convolution_are_the_other_two,
        TranspositionClaims.The_pullbacks_of_a_filter_gradient_are_the_other_two,
        TranspositionClaims.A_transposed_convolution_is_a_convolution_of_the_stretched_argument,
    ];

    static readonly Action<Backend, ConvolutionCase>[] OfPooling =
    [
        PoolingClaims.Sum_and_average_are_depthwise_convolutions,
        PoolingClaims.Spreading_is_the_transposed_depthwise_convolution,
        PoolingClaims.A_maximum_is_the_largest_and_the_first,
        PoolingClaims.Unpooling_is_the_transpose_of_choosing,
    ];

    public static TheoryData<string> Names => [.. Machines.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    [Trait("Id", "TC-05")]
    public void Convolutions_are_exact(string machine)
    {
        foreach (var claim in OfConvolution) Prove.That(Machines[machine], claim, ConvolutionCase.Any, 60);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Pools_are_exact(string machine)
    {
        foreach (var claim in OfPooling) Prove.That(Machines[machine], claim, PoolingClaims.Undilated, 40);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Linear_operations_and_their_transposes_are_exact(string machine)
    {
        foreach (var pair in AdjointPairs.All.Values)
            Prove.That(Machines[machine], (on, seed) => AdjointPairs.Transposes(on, pair, seed), Arb.From(Gen.Choose(0, 10_000)), 15);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Operands_meet_and_equals_are_ordered_alike(string machine)
    {
        foreach (var claim in new Action<Backend, int>[] { FunctionClaims.Operands_meet_as_if_repeated, FunctionClaims.Of_equal_numbers_the_first_is_the_largest,
                     FunctionClaims.A_product_is_its_sum, FunctionClaims.Dropout_keeps_the_expected_value })
            Prove.That(Machines[machine], claim, Arb.From(Gen.Choose(0, 1000)), 10);
    }
}
