using Tiny.Nn.Backends;
using Tiny.Nn.Checks;
using Tiny.Nn.Ops;

namespace Tiny.Nn.Tests;

/// <summary>
/// Tests of <see cref="AdjointCheck"/>: linear operations pass; nonlinear ones, added constants and wrong
/// pullbacks are reported.
/// </summary>
public sealed class AdjointCheckTests : IDisposable
{
    readonly Reference backend = new();

    public void Dispose() => backend.Dispose();

    [Fact]
    public void A_linear_operation_and_its_pullback_pass()
    {
        var report = new AdjointCheck(Seed: 3).Run(backend, [4, 3], x => x.Transpose());
        Assert.True(report.Passed, report.ToString());
        Assert.Equal(report.Forward, report.Back, 1e-12);
        Assert.StartsWith("adjoint check passed: ⟨Ax, y⟩ = ", report.ToString());
    }

    [Fact]
    public void Adding_a_constant_is_not_linear()
    {
        var report = new AdjointCheck().Run(backend, [4], x => x + 1.0);
        Assert.False(report.IsLinear);
        Assert.Contains("the operation is not linear or adds a constant, so it has no transpose", report.ToString());
    }

    [Fact]
    public void A_pullback_that_is_not_the_transpose_is_detected()
    {
        var report = new AdjointCheck().Run(backend, [4],
            x => Tensor.Result("my_flip", x.Shape, backend, x.Flip(0).Buffer, new Edge(x, dy => dy)));
        Assert.True(report.IsLinear);
        Assert.False(report.IsAdjoint);
        Assert.EndsWith("the operation is linear, but its pullback is not its transpose", report.ToString());
    }

    [Fact]
    public void A_missing_edge_is_detected()
    {
        var report = new AdjointCheck().Run(backend, [4], x => x.Detach() * 2.0);
        Assert.False(report.Passed);
        Assert.Equal(0, report.Back);
    }
}
