using Tiny.Nn.Backends;
using Tiny.Nn.Checks;
using Tiny.Nn.Ops;
using Tiny.Nn.Tests.Transposition;

namespace Tiny.Nn.Tests.Identities;

/// <summary>What activations, losses, norms and dropout are equal to, up to rounding. The seed draws the numbers.</summary>
public static class FunctionClaims
{
    /// <summary>softmax(x + c) = softmax(x).</summary>
    public static void A_shift_leaves_softmax_alone(Backend machine, int seed)
    {
        using var scope = machine.BeginScope();
        var x = Logits(machine, seed);
        Draw.Close(x.Softmax(), (x + 100).Softmax());
        Draw.Close(x.LogSoftmax(), (x - 7).LogSoftmax());
    }

    /// <summary>Σ softmax(x) = 1 and no entry is negative, also far out.</summary>
    public static void Softmax_sums_to_one(Backend machine, int seed)
    {
        using var scope = machine.BeginScope();
        var p = (300 * Logits(machine, seed)).Softmax();
        Assert.DoesNotContain(p.ToArray(), value => !(value >= 0));
        Draw.Close(Tensor.Full(machine, [4], 1), p.Sum(-1));
    }

    /// <summary>softmax(a, b)₁ = σ(a − b).</summary>
    public static void Two_classes_are_a_logistic(Backend machine, int seed)
    {
        using var scope = machine.BeginScope();
        var x = Draw.Normal(machine, [5, 2], $"{seed}");
        Draw.Close((x.Slice(1, 0, 1) - x.Slice(1, 1, 1)).Sigmoid(), x.Softmax().Slice(1, 0, 1));
    }

    /// <summary>tanh x = 2σ(2x) − 1,  σ(−x) = 1 − σ(x),  softplus(x) − softplus(−x) = x,  and softplus′ = σ.</summary>
    public static void Tanh_sigmoid_and_softplus_are_relatives(Backend machine, int seed)
    {
        using var scope = machine.BeginScope();
        var x = Draw.Normal(machine, [20], $"{seed}");
        Draw.Close(2 * (2 * x).Sigmoid() - 1, x.Tanh());
        Draw.Close(1 - x.Sigmoid(), (-x).Sigmoid());
        Draw.Close(x, x.Softplus() - (-x).Softplus());
        var softplus = x.Softplus();
        Graph.Backward(softplus.Sum());
        Draw.Close(x.Sigmoid(), x.Gradient!);
    }

    /// <summary>relu(x) − relu(−x) = x,  relu(x) + relu(−x) = |x|,  and a leaky ReLU mixes the two.</summary>
    public static void Rectifiers_split(Backend machine, int seed)
    {
        using var scope = machine.BeginScope();
        var x = Draw.Normal(machine, [20], $"{seed}");
        Draw.Same(x, x.Relu() - (-x).Relu());
        Draw.Same(x.Abs(), x.Relu() + (-x).Relu());
        Draw.Close(0.9 * x.Relu() + 0.1 * x, x.LeakyRelu(0.1));
    }

    /// <summary>Over each channel the result has mean 0 and, without ε, the biased variance 1.</summary>
    public static void Standardizing_fixes_the_moments(Backend machine, int seed)
    {
        using var scope = machine.BeginScope();
        var x = Draw.Normal(machine, [4, 3, 5], $"{seed}") * 3 + 2;
        var statistics = Normalization.ChannelStatistics(x.Shape);
        var y = x.Standardize(statistics, epsilon: 0).Normalized;
        Draw.Close(Tensor.Full(machine, statistics, 0), y.MeanTo(statistics));
        Draw.Close(Tensor.Full(machine, statistics, 1), y.Square().MeanTo(statistics));
    }

    /// <summary>a·x + b standardizes to what x does, for a &gt; 0; for a &lt; 0 to its negative.</summary>
    public static void Standardizing_forgets_scale_and_shift(Backend machine, int seed)
    {
        using var scope = machine.BeginScope();
        var x = Draw.Normal(machine, [6, 2], $"{seed}");
        var statistics = Normalization.ChannelStatistics(x.Shape);
        var y = x.Standardize(statistics, epsilon: 0).Normalized;
        Draw.Close(y, (5 * x - 3).Standardize(statistics, epsilon: 0).Normalized);
        Draw.Close(-y, (-2 * x + 1).Standardize(statistics, epsilon: 0).Normalized);
    }

    /// <summary>What is kept is x / (1 − p), the share kept is 1 − p within five standard deviations, and so the mean stays.</summary>
    public static void Dropout_keeps_the_expected_value(Backend machine, int seed)
    {
        const int count = 10_000;
        const double p = 0.3;
        using var scope = machine.BeginScope();
        var y = Tensor.Full(machine, [count], 2).Dropout(p, new Philox((ulong)seed), counter: 1).ToArray();
        Assert.All(y, value => Assert.True(value == 0 || Math.Abs(value - 2 / (1 - p)) < 1e-6, $"got {value}"));
        var deviation = Math.Sqrt(p * (1 - p) / count);
        Assert.InRange((double)y.Count(value => value != 0) / count, 1 - p - 5 * deviation, 1 - p + 5 * deviation);
        Assert.InRange(y.Average(), 2 * (1 - 5 * deviation / (1 - p)), 2 * (1 + 5 * deviation / (1 - p)));
    }

    /// <summary>
    /// At logits ln t the loss is the entropy of t and the gradient is 0, with t = 1 − ε(K − 1)/K for the label and ε/K elsewhere;
    /// every other logits lose more.
    /// </summary>
    public static void Smoothing_has_a_finite_optimum(Backend machine, int seed)
    {
        const int classes = 5;
        using var scope = machine.BeginScope();
        var (label, smoothing) = (seed % classes, 0.05 + seed % 7 / 10.0);
        var targets = new double[classes];
        Array.Fill(targets, smoothing / classes);
        targets[label] += 1 - smoothing;
        var best = Tensor.From(machine, [1, classes], [.. targets.Select(t => Math.Log(t))], requiresGradient: true);
        var loss = best.CrossEntropy([label], smoothing);
        Graph.Backward(loss);
        Assert.Equal(-targets.Sum(t => t * Math.Log(t)), loss.Item(), 1e-12);
        Draw.Close(new double[classes], best.Gradient!.ToArray());
        Assert.True((best + 0.5 * Draw.Normal(machine, [1, classes], $"{seed}")).CrossEntropy([label], smoothing).Item() > loss.Item());
    }

    /// <summary>d logits = (softmax − t) / N, for labels, smoothed labels and soft targets.</summary>
    public static void Cross_entropy_pulls_by_p_minus_t(Backend machine, int seed)
    {
        using var scope = machine.BeginScope();
        var hot = Tensor.From(machine, [4, 3], [1, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 1]);
        var soft = (1 - 0.3) * hot + 0.3 / 3;
        Pull(x => x.CrossEntropy([0, 2, 1, 2]), hot);
        Pull(x => x.CrossEntropy([0, 2, 1, 2], labelSmoothing: 0.3), soft);
        Pull(x => x.CrossEntropy(soft), soft);

        void Pull(Func<Tensor, Tensor> loss, Tensor target)
        {
            var x = Draw.Normal(machine, [4, 3], $"{seed}");
            Graph.Backward(loss(x));
            Draw.Close((x.Softmax() - target) / 4, x.Gradient!);
        }
    }

    /// <summary>The loss of logit z against t is the cross-entropy of the logits (z, 0) against (t, 1 − t).</summary>
    public static void Two_class_losses_agree(Backend machine, int seed)
    {
        using var scope = machine.BeginScope();
        Tensor z = Draw.Normal(machine, [6, 1], $"{seed}"), t = Draw.Normal(machine, [6, 1], $"{seed}, t").Sigmoid();
        var two = Reshaping.Concatenate(1, z, 0 * z).CrossEntropy(Reshaping.Concatenate(1, t, 1 - t));
        Draw.Close(two, z.BinaryCrossEntropy(t));
    }

    /// <summary>−Σ p ln q ≥ −Σ p ln p, with equality for q = p.</summary>
    public static void Gibbs_inequality(Backend machine, int seed)
    {
        using var scope = machine.BeginScope();
        Tensor own = Draw.Normal(machine, [1, 6], $"{seed}, p"), other = Draw.Normal(machine, [1, 6], $"{seed}, q");
        var p = own.Softmax();
        var entropy = -(p * p.Log()).Sum().Item();
        Assert.Equal(entropy, own.CrossEntropy(p).Item(), 1e-12);
        Assert.True(other.CrossEntropy(p).Item() > entropy);
    }

    /// <summary>ln eˣ = x,  (√|x|)² = |x|,  sin² + cos² = 1,  x = sign(x)·|x|.</summary>
    public static void Elementary_functions_invert(Backend machine, int seed)
    {
        using var scope = machine.BeginScope();
        var x = Draw.Normal(machine, [20], $"{seed}");
        Draw.Close(x, x.Exp().Log());
        Draw.Close(x.Abs(), x.Abs().Sqrt().Power(2));
        Draw.Close(Tensor.Full(machine, [20], 1), x.Sin().Square() + x.Cos().Square());
        Draw.Same(x, x.Sign() * x.Abs());
    }

    /// <summary>C[i, j] = Σ_k A[i, k]·B[k, j], and so with either operand stored transposed.</summary>
    public static void A_product_is_its_sum(Backend machine, int seed)
    {
        using var scope = machine.BeginScope();
        var (rows, depth, columns) = (1 + seed % 4, 1 + seed % 5, 1 + seed % 3);
        Tensor a = Draw.Whole(machine, [rows, depth], $"{seed}, a"), b = Draw.Whole(machine, [depth, columns], $"{seed}, b");
        double[] left = a.ToArray(), right = b.ToArray();
        double[] expected = [.. from i in Enumerable.Range(0, rows) from j in Enumerable.Range(0, columns)
                                select Enumerable.Range(0, depth).Sum(k => left[i * depth + k] * right[k * columns + j])];
        Assert.Equal(expected, a.MatMul(b).ToArray());
        Assert.Equal(expected, a.Transpose().MatMul(b, transposeA: true).ToArray());
        Assert.Equal(expected, a.MatMul(b.Transpose(), transposeB: true).ToArray());
    }

    /// <summary>Operands of two shapes meet as if each had been repeated to their common shape first.</summary>
    public static void Operands_meet_as_if_repeated(Backend machine, int seed)
    {
        using var scope = machine.BeginScope();
        Tensor a = Draw.Whole(machine, [4, 1, 3], $"{seed}, a"), b = Draw.Whole(machine, [2, 1], $"{seed}, b");
        Shape common = [4, 2, 3];
        Draw.Same(a.BroadcastTo(common) + b.BroadcastTo(common), a + b);
        Draw.Same(a.BroadcastTo(common) * b.BroadcastTo(common), a * b);
        Draw.Same(b.BroadcastTo(common) - a.BroadcastTo(common), b - a);
    }

    /// <summary>The place of the largest number is the first that has it, and Max hands its gradient to that place alone.</summary>
    public static void Of_equal_numbers_the_first_is_the_largest(Backend machine, int seed)
    {
        using var scope = machine.BeginScope();
        var x = Draw.Whole(machine, [5, 12], $"{seed}");
        var (xs, places) = (x.ToArray(), x.ArgMax());
        for (var row = 0; row < 5; row++)
            Assert.Equal(Array.IndexOf(xs, xs[(row * 12)..(row * 12 + 12)].Max(), row * 12) - row * 12, places[row]);
        Graph.Backward(x.Max(-1).Sum());
        Assert.Equal(places, x.Gradient!.ArgMax());
        Assert.Equal(5, x.Gradient!.Sum().Item());
    }

    /// <summary>The slopes of the functions that know them from x, from y, or from both are those that differences measure.</summary>
    public static void Slopes_are_those_of_differences(Backend machine, int seed)
    {
        var x = Draw.Normal(machine, [8], $"{seed}");
        foreach (var function in new Func<Tensor, Tensor>[] { t => t.Tanh(), t => t.Sigmoid(), t => t.Exp(), t => t.Softplus(), t => t.Gelu(), t => t.Sin() })
        {
            var report = new GradientCheck().Run(function, x);
            Assert.True(report.Passed, $"{report}");
        }
    }

    static Tensor Logits(Backend machine, int seed) => Draw.Normal(machine, [4, 6], $"{seed}") * 3;
}
