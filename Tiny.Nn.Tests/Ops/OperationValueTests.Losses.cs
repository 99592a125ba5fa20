using Tiny.Nn.Backends;
using Tiny.Nn.Ops;
using Tiny.Nn.Tests.Transposition;

namespace Tiny.Nn.Tests;

/// <summary>Tests of softmax, losses, kinks, ties and dropout.</summary>
public abstract partial class OperationValueTests
{
    [Fact, Trait("Id", "NN-05")]
    public void Softmax_sums_to_one_is_invariant_to_a_shift_and_handles_large_logits()
    {
        double[] logits = [0.3, -1, 2, 1000, 999, -1000];
        var p = Leaf([2, 3], logits).Softmax();
        AssertValues([1, 1], p.Sum(1), 1e-15);
        AssertValues(p.ToArray(), (Leaf([2, 3], logits) + 7.0).Softmax(), 1e-15);
        AssertValues([1 / (1 + Math.Exp(-1)), 1 / (1 + Math.E), 0], p.Slice(0, 1, 1), 1e-15);
        AssertValues(Leaf([1], 0.7 - -0.2).Sigmoid().ToArray(), Leaf([1, 2], 0.7, -0.2).Softmax().Slice(1, 0, 1),
            1e-15);

        var z = Leaf([3], 0.3, -1, 2);
        var q = z.Softmax();
        Graph.Backward(q, Leaf([3], 1, 0, 0));
        var values = q.ToArray();
        // The gradient is a row of diag(p) − p·pᵀ
        AssertValues([values[0] * (1 - values[0]), -values[0] * values[1], -values[0] * values[2]], z.Gradient!, 1e-15);
    }

    [Fact, Trait("Id", "NN-06")]
    public void Cross_entropy_is_the_negative_log_probability_of_the_label_with_gradient_p_minus_one_hot()
    {
        var z = Leaf([1, 3], Math.Log(0.05), Math.Log(0.05), Math.Log(0.9));
        var loss = z.CrossEntropy([2]);
        Assert.Equal(0.10536051565782628, loss.Item(), 1e-15);
        Graph.Backward(loss);
        AssertValues([0.05, 0.05, -0.1], z.Gradient!, 1e-15);
        foreach (var large in new[] { -1000.0, 1000 })
            Assert.True(double.IsFinite(Leaf([1, 2], large, -large).CrossEntropy([0]).Item()));
        Assert.Equal(2000, Leaf([1, 2], -1000, 1000).CrossEntropy([0]).Item());
        Assert.Equal(1000, Leaf([1], 1000).BinaryCrossEntropy(Leaf([1], 0)).Item());
    }

    [Fact, Trait("Id", "NN-10")]
    public void Cross_entropy_and_argmax_of_the_table_of_four_predictions()
    {
        var logarithms = Leaf([4, 3], .85, .10, .05, .20, .70, .10, .40, .45, .15, .40, .25, .35).Log();
        Assert.Equal(2.48530672980934, 4 * logarithms.CrossEntropy([0, 1, 0, 2]).Item(), 1e-13);
        Assert.Equal([0, 1, 1, 0], logarithms.ArgMax());
    }

    [Fact, Trait("Id", "NN-07")]
    public void Squared_error_in_its_three_conventions()
    {
        Tensor y = Leaf([2, 2], 1, 2, 3, 4), t = Tensor.From(backend, [2, 2], [0.0, 0, 1, 1]);
        Assert.Equal((18.0 / 2, 9.0 / 2, 18.0 / 4),
            (y.SquaredError(t).Item(), y.SquaredError(t, half: true).Item(), y.MeanSquaredError(t).Item()));
        Graph.Backward(y.SquaredError(t, half: true));
        AssertValues([0.5, 1, 1, 1.5], y.Gradient!);
        var whole = Leaf([2, 2], 1, 2, 3, 4);
        Graph.Backward(whole.SquaredError(t));
        AssertValues([1, 2, 2, 3], whole.Gradient!);
    }

    [Fact, Trait("Id", "RG-13")]
    public void Label_smoothing_moves_probability_e_from_the_label_to_the_other_classes()
    {
        const double epsilon = 0.1, taken = epsilon * (4 - 1) / 4;
        Tensor z = Leaf([1, 4], 0.3, -1, 2, 0.5),
            soft = Tensor.From(backend, [1, 4], [taken / 3, 1 - taken, taken / 3, taken / 3]);
        Assert.Equal(z.CrossEntropy(soft).Item(), z.CrossEntropy([1], epsilon).Item(), 1e-15);
    }

    [Fact, Trait("Id", "NN-02")]
    public void At_a_kink_the_derivative_is_the_documented_one()
    {
        void AssertDerivative(double expected, Func<Tensor, Tensor> f, double at = 0)
        {
            var x = Leaf([1], at);
            Graph.Backward(f(x));
            AssertValues([expected], x.Gradient!);
        }
        AssertDerivative(0, x => x.Relu());
        AssertDerivative(0.01, x => x.LeakyRelu());
        AssertDerivative(1.5, x => x.Elu(1.5));
        AssertDerivative(0, x => x.Heaviside());
        AssertDerivative(0, x => x.Abs());
        AssertDerivative(0, x => x.SoftThreshold(0.5), at: 0.5);
        AssertDerivative(0, x => x.SoftThreshold(0.5), at: -0.5);
    }

    [Fact]
    public void A_maximum_with_ties_is_the_first()
    {
        var x = Leaf([1, 1, 4], 2, 2, 1, 2);
        Graph.Backward(x.MaxPool(4));
        AssertValues([1, 0, 0, 0], x.Gradient!);
        var rows = Leaf([1, 3], 5, 7, 7);
        Graph.Backward(rows.Max(1));
        AssertValues([0, 1, 0], rows.Gradient!);
        Assert.Equal([1], rows.ArgMax());
    }

    [Fact]
    public void Dropout_preserves_the_mean_by_scaling_the_kept_elements()
    {
        var y = Tensor.Full(backend, [10_000], 1).Dropout(0.2, Philox.For(1, "dropout.0"), 0).ToArray();
        Assert.Equal([0, 1.25], y.Distinct().Order());
        Assert.InRange(y.Average(), 0.98, 1.02);
        var x = Leaf([3], 1, 2, 3);
        Assert.Same(x, x.Dropout(0, Philox.For(1, "dropout.0"), 0));
    }
}
