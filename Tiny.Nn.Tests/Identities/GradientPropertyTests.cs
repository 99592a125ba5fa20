using Tiny.Nn.Backends;
using Tiny.Nn.Checks;
using Tiny.Nn.Tests.Backends;
using Tiny.Nn.Tests.Transposition;
using Tiny.Nn.Training;
using static Tiny.Nn.Tests.BackendsUnderTest;

namespace Tiny.Nn.Tests.Identities;

/// <summary>
/// Compares gradients with central differences: of every operation in float, of operations on random shapes in double,
/// and of penalties.
/// </summary>
[Collection(OpenClCollection.Name)]
public sealed class GradientPropertyTests
{
    /// <summary>Checks in float the operations that GradientTests checks in double.</summary>
    [SkippableTheory, SinglePrecisionBackends]
    [Trait("Id", "AD-03")]
    public void Gradients_of_every_operation_match_differences_in_single_precision(string name)
    {
        using var backend = Create(name);
        foreach (var (operationName, (shapes, operation, toDomain)) in GradientCases.All)
        {
            var leaves = shapes.Select((shape, j) => Leaf(backend, shape, $"{operationName}.{j}", toDomain)).ToArray();
            var report = new GradientCheck().Run(operation, leaves);
            Assert.True(report.Passed, $"{operationName}: {report}");
        }
    }

    [SkippableTheory, DoublePrecisionBackends]
    [Trait("Id", "AD-03")]
    public void Gradients_of_broadcast_arithmetic_match_differences(string backend) =>
        Check(backend,
            GradientProperties.Gradients_of_broadcast_arithmetic_match_differences, GradientProperties.Cases);

    [SkippableTheory, DoublePrecisionBackends]
    [Trait("Id", "AD-03")]
    public void Gradients_of_reductions_and_rearrangements_match_differences(string backend) => Check(backend,
        GradientProperties.Gradients_of_reductions_and_rearrangements_match_differences, GradientProperties.Cases, 50);

    [SkippableTheory, DoublePrecisionBackends]
    [Trait("Id", "AD-03")]
    public void Gradients_of_convolutions_match_differences(string backend) =>
        Check(backend, GradientProperties.Gradients_of_convolutions_match_differences, ConvolutionCase.Any, 50);

    [SkippableTheory, DoublePrecisionBackends]
    [Trait("Id", "AD-03")]
    public void Gradients_of_pooling_match_differences(string backend) =>
        Check(backend, GradientProperties.Gradients_of_pooling_match_differences, PoolingProperties.UndilatedCases, 50);

    public static TheoryData<string> Penalties => [.. Regularizers.Keys];

    static readonly Dictionary<string, Regularizer> Regularizers = new()
    {
        ["L1"] = new L1(0.3), ["L2"] = new L2(0.3), ["elastic net"] = new ElasticNet(0.3, 0.2),
    };

    [Theory]
    [MemberData(nameof(Penalties))]
    [Trait("Id", "RG-02")]
    [Trait("Id", "RG-05")]
    [Trait("Id", "RG-09")]
    public void Gradients_of_penalties_on_weights_and_on_activations_match_differences(string penalty)
    {
        using var backend = new Reference();
        var regularizer = Regularizers[penalty];
        foreach (var value in new Func<Tensor, Tensor>[] { regularizer.Of, regularizer.Activity })
        {
            var report = new GradientCheck().Run(value, RandomTensors.Normal(backend, [3, 2, 2], penalty));
            Assert.True(report.Passed, $"{report}");
        }
    }

    static Tensor Leaf(Backend backend, Shape shape, string stream, Func<double, double>? toDomain)
    {
        var random = new RandomStream(1, stream);
        var values = new double[shape.Count];
        foreach (ref var value in values.AsSpan())
            value = toDomain is null ? random.NextNormal() : toDomain(random.NextNormal());
        return Tensor.From(backend, shape, values, requiresGradient: true);
    }
}
