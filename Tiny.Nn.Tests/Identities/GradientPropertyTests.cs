using Tiny.Nn.Backends;
using Tiny.Nn.Checks;
using Tiny.Nn.Tests.Transposition;
using Tiny.Nn.Training;
using static Tiny.Nn.Tests.Identities.GradientClaims;

namespace Tiny.Nn.Tests.Identities;

/// <summary>The gradients of operations on random shapes, and of what is added to a loss.</summary>
public sealed class GradientPropertyTests
{
    [Fact]
    [Trait("Id", "AD-03")]
    public void Arithmetic_on_random_shapes() => Prove.That(Operands_of_any_two_shapes_get_their_gradients, Meetings);

    [Fact]
    [Trait("Id", "AD-03")]
    public void Reductions_and_arrangements_on_random_shapes() => Prove.That(Reductions_and_arrangements_get_their_gradients, Meetings, 50);

    [Fact]
    [Trait("Id", "AD-03")]
    public void Convolutions_on_random_geometry() => Prove.That(Convolutions_get_their_gradients, ConvolutionCase.Any, 50);

    [Fact]
    [Trait("Id", "AD-03")]
    public void Pools_on_random_geometry() => Prove.That(Pools_get_their_gradients, PoolingClaims.Undilated, 50);

    public static TheoryData<string> Prices => [.. Regularizers.Keys];

    static readonly Dictionary<string, Regularizer> Regularizers = new()
    {
        ["L1"] = new L1(0.3), ["L2"] = new L2(0.3), ["elastic net"] = new ElasticNet(0.3, 0.2),
    };

    [Theory]
    [MemberData(nameof(Prices))]
    [Trait("Id", "RG-02")]
    [Trait("Id", "RG-05")]
    [Trait("Id", "RG-09")]
    public void Regularizers_on_weights_and_on_activations(string price)
    {
        using var machine = new Reference();
        foreach (var of in new Func<Tensor, Tensor>[] { Regularizers[price].Of, Regularizers[price].Activity })
        {
            var report = new GradientCheck().Run(of, Draw.Normal(machine, [3, 2, 2], price));
            Assert.True(report.Passed, $"{report}");
        }
    }
}
