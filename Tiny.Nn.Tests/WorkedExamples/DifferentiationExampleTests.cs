using Tiny.Nn.Checks;
using Tiny.Nn.Ops;

namespace Tiny.Nn.Tests.WorkedExamples;

/// <summary>Tests of the chain rule, and of the forward and backward tables of the sources.</summary>
public sealed class DifferentiationExampleTests : WorkedExampleTests
{
    [Fact]
    [Trait("Id", "AD-04")]
    public void The_Jacobian_of_a_composition_is_the_product_of_the_Jacobians()
    {
        double[] at = [0.3, -0.8, 1.1], middle;
        using (Backend.BeginScope()) middle = Inner(Leaf([1, 3], at)).ToArray();
        double[,] inner = Jacobian(Inner, at), outer = Jacobian(Outer, middle);
        var whole = Jacobian(x => Outer(Inner(x)), at);
        for (var i = 0; i < 2; i++)
            for (var k = 0; k < 3; k++)
                Assert.Equal(Enumerable.Range(0, 4).Sum(j => outer[i, j] * inner[j, k]), whole[i, k], 1e-12);

        Tensor Inner(Tensor x) => x.MatMul(Random([3, 4], "inner")).Tanh();
        Tensor Outer(Tensor u) => u.MatMul(Random([4, 2], "outer")).Sin();
    }

    /// <summary>In the source, J is the log-likelihood, which is maximized: dJ/da = y* − y. The loss is −J.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [Trait("Id", "AD-08")]
    [Trait("Id", "NN-08")]
    public void Logistic_regression_has_the_gradients_of_its_table(double target)
    {
        using var scope = Backend.BeginScope();
        Tensor x = Leaf([1, 3], 1, 0.5, -2), theta = Leaf([3, 1], 0.2, -0.4, 0.3);
        var a = x.MatMul(theta).RetainGradient();
        var y = a.Sigmoid().RetainGradient();
        Graph.Backward((target * y.Log() + (1 - target) * (1 - y).Log()).Sum());
        double value = y.Item(), decay = Math.Exp(-a.Item());
        Assert.Equal(target / value + (1 - target) / (value - 1), y.Gradient!.Item(), 1e-12);
        Assert.Equal(value * (1 - value), decay / ((decay + 1) * (decay + 1)), 1e-12);
        Assert.Equal(target - value, a.Gradient!.Item(), 1e-12);
        AssertClose([.. x.ToArray().Select(feature => (target - value) * feature)], theta.Gradient!.ToArray());
        AssertClose([.. theta.ToArray().Select(weight => (target - value) * weight)], x.Gradient!.ToArray());

        var logit = Leaf([1, 1], a.Item());
        Assert.Equal(value - target, Gradients(logit.BinaryCrossEntropy(Leaf([1, 1], target)), logit)[0][0], 1e-12);
    }

    /// <summary>
    /// The last line of the table prints da_j/dx_i = Σ α_ji; the correct line is dJ/dx_i = Σ_j dJ/da_j · α_ji.
    /// </summary>
    [Fact]
    [Trait("Id", "AD-09")]
    public void A_network_with_one_hidden_layer_has_the_gradients_of_its_table()
    {
        const double target = 1;
        using var scope = Backend.BeginScope();
        Tensor x = Random([1, 3], "x"), alpha = Random([4, 3], "alpha"), beta = Random([1, 4], "beta");
        var z = x.MatMul(alpha, transposeB: true).Sigmoid();
        var y = z.MatMul(beta, transposeB: true).Sigmoid();
        Graph.Backward((target * y.Log() + (1 - target) * (1 - y).Log()).Sum());

        double[] xs = x.ToArray(), alphas = alpha.ToArray(), betas = beta.ToArray(), zs = z.ToArray();
        var db = target - y.Item();
        double[] da = [.. zs.Select((value, j) => db * betas[j] * value * (1 - value))];
        AssertClose([.. zs.Select(value => db * value)], beta.Gradient!.ToArray());
        AssertClose([.. from j in Enumerable.Range(0, 4) from i in Enumerable.Range(0, 3) select da[j] * xs[i]],
            alpha.Gradient!.ToArray());
        AssertClose([.. Enumerable.Range(0, 3).Select(i => Enumerable.Range(0, 4).Sum(j => da[j] * alphas[j * 3 + i]))],
            x.Gradient!.ToArray());
    }

    [Fact]
    [Trait("Id", "AD-11")]
    public void Gradients_of_nested_layers_match_differences_at_every_depth()
    {
        for (var depth = 1; depth <= 6; depth++)
        {
            var weights = Enumerable.Range(1, depth).Select(n => Random([3, 3], $"W{n}"));
            var report = new GradientCheck().Run(
                t => t[1..].Aggregate(t[0], (z, w) => z.MatMul(w, transposeB: true).Sigmoid()),
                [Random([2, 3], "z0"), .. weights]);
            Assert.True(report.Passed, $"depth {depth}: {report}");
        }
    }

    /// <summary>Returns the Jacobian of f, computed by one backward pass per row.</summary>
    double[,] Jacobian(Func<Tensor, Tensor> f, double[] at)
    {
        double[,]? jacobian = null;
        for (var row = 0; jacobian is null || row < jacobian.GetLength(0); row++)
        {
            using var scope = Backend.BeginScope();
            var x = Leaf([1, at.Length], at);
            var y = f(x);
            jacobian ??= new double[y.Shape.Count, at.Length];
            var gradient = Gradients(y.Slice(1, row, 1).Sum(), x)[0];
            for (var column = 0; column < at.Length; column++) jacobian[row, column] = gradient[column];
        }
        return jacobian;
    }
}
