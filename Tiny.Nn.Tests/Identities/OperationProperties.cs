using Tiny.Nn.Backends;
using Tiny.Nn.Checks;
using Tiny.Nn.Ops;
using Tiny.Nn.Tests.Transposition;

namespace Tiny.Nn.Tests.Identities;

/// <summary>
/// Identities of activations, losses, normalization, dropout, products and broadcasting. Each property takes a seed,
/// from which it draws its random values.
/// </summary>
public static class OperationProperties
{
    /// <summary>softmax(x + c) = softmax(x).</summary>
    public static void Softmax_is_invariant_to_a_shift(Backend backend, int seed)
    {
        using var scope = backend.BeginScope();
        var x = Logits(backend, seed);
        TensorAssert.Close(x.Softmax(), (x + 100).Softmax());
        TensorAssert.Close(x.LogSoftmax(), (x - 7).LogSoftmax());
    }

    /// <summary>Σ softmax(x) = 1 and no entry is negative, also for logits of several hundred.</summary>
    public static void Softmax_is_nonnegative_and_sums_to_one(Backend backend, int seed)
    {
        using var scope = backend.BeginScope();
        var p = (300 * Logits(backend, seed)).Softmax();
        Assert.DoesNotContain(p.ToArray(), value => !(value >= 0));
        TensorAssert.Close(Tensor.Full(backend, [4], 1), p.Sum(-1));
    }

    /// <summary>softmax(a, b)₁ = σ(a − b).</summary>
    public static void Softmax_of_two_classes_is_the_sigmoid_of_their_difference(Backend backend, int seed)
    {
        using var scope = backend.BeginScope();
        var x = RandomTensors.Normal(backend, [5, 2], $"{seed}");
        TensorAssert.Close((x.Slice(1, 0, 1) - x.Slice(1, 1, 1)).Sigmoid(), x.Softmax().Slice(1, 0, 1));
    }

    /// <summary>tanh x = 2σ(2x) − 1,  σ(−x) = 1 − σ(x),  softplus(x) − softplus(−x) = x,  and softplus′ = σ.</summary>
    public static void Tanh_sigmoid_and_softplus_satisfy_their_identities(Backend backend, int seed)
    {
        using var scope = backend.BeginScope();
        var x = RandomTensors.Normal(backend, [20], $"{seed}");
        TensorAssert.Close(2 * (2 * x).Sigmoid() - 1, x.Tanh());
        TensorAssert.Close(1 - x.Sigmoid(), (-x).Sigmoid());
        TensorAssert.Close(x, x.Softplus() - (-x).Softplus());
        var softplus = x.Softplus();
        Graph.Backward(softplus.Sum());
        TensorAssert.Close(x.Sigmoid(), x.Gradient!);
    }

    /// <summary>relu(x) − relu(−x) = x,  relu(x) + relu(−x) = |x|,  leaky(x) = (1 − a)·relu(x) + a·x.</summary>
    public static void Relu_splits_a_value_into_its_positive_and_negative_part(Backend backend, int seed)
    {
        using var scope = backend.BeginScope();
        var x = RandomTensors.Normal(backend, [20], $"{seed}");
        TensorAssert.Equal(x, x.Relu() - (-x).Relu());
        TensorAssert.Equal(x.Abs(), x.Relu() + (-x).Relu());
        TensorAssert.Close(0.9 * x.Relu() + 0.1 * x, x.LeakyRelu(0.1));
    }

    /// <summary>Each standardized channel has mean 0 and, for ε = 0, biased variance 1.</summary>
    public static void Standardized_channels_have_mean_0_and_variance_1(Backend backend, int seed)
    {
        using var scope = backend.BeginScope();
        var x = RandomTensors.Normal(backend, [4, 3, 5], $"{seed}") * 3 + 2;
        var statistics = Normalization.ChannelStatistics(x.Shape);
        var y = x.Standardize(statistics, epsilon: 0).Normalized;
        TensorAssert.Close(Tensor.Full(backend, statistics, 0), y.MeanTo(statistics));
        TensorAssert.Close(Tensor.Full(backend, statistics, 1), y.Square().MeanTo(statistics));
    }

    /// <summary>standardize(a·x + b) = sign(a)·standardize(x).</summary>
    public static void Standardization_is_invariant_to_scale_and_shift(Backend backend, int seed)
    {
        using var scope = backend.BeginScope();
        var x = RandomTensors.Normal(backend, [6, 2], $"{seed}");
        var statistics = Normalization.ChannelStatistics(x.Shape);
        var y = x.Standardize(statistics, epsilon: 0).Normalized;
        TensorAssert.Close(y, (5 * x - 3).Standardize(statistics, epsilon: 0).Normalized);
        TensorAssert.Close(-y, (-2 * x + 1).Standardize(statistics, epsilon: 0).Normalized);
    }

    /// <summary>
    /// Dropout changes each element to 0 or x / (1 − p). The fraction kept is 1 − p within five standard deviations,
    /// which preserves the mean.
    /// </summary>
    public static void Dropout_preserves_the_expected_value(Backend backend, int seed)
    {
        const int count = 10_000;
        const double p = 0.3;
        using var scope = backend.BeginScope();
        var y = Tensor.Full(backend, [count], 2).Dropout(p, new Philox((ulong)seed), counter: 1).ToArray();
        Assert.All(y, value => Assert.True(value == 0 || Math.Abs(value - 2 / (1 - p)) < 1e-6, $"got {value}"));
        var deviation = Math.Sqrt(p * (1 - p) / count);
        Assert.InRange((double)y.Count(value => value != 0) / count, 1 - p - 5 * deviation, 1 - p + 5 * deviation);
        Assert.InRange(y.Average(), 2 * (1 - 5 * deviation / (1 - p)), 2 * (1 + 5 * deviation / (1 - p)));
    }

    /// <summary>
    /// At the logits ln t the loss is the entropy of t and the gradient is 0, where t = 1 − ε(K − 1)/K for the label
    /// and ε/K otherwise. Other logits have a larger loss.
    /// </summary>
    public static void Label_smoothing_is_minimal_at_the_log_of_its_targets(Backend backend, int seed)
    {
        const int classes = 5;
        using var scope = backend.BeginScope();
        var (label, smoothing) = (seed % classes, 0.05 + seed % 7 / 10.0);
        var targets = new double[classes];
        Array.Fill(targets, smoothing / classes);
        targets[label] += 1 - smoothing;
        var best = Tensor.From(backend, [1, classes], [.. targets.Select(t => Math.Log(t))], requiresGradient: true);
        var loss = best.CrossEntropy([label], smoothing);
        Graph.Backward(loss);
        Assert.Equal(-targets.Sum(t => t * Math.Log(t)), loss.Item(), 100 * backend.Precision);
        TensorAssert.Close(Tensor.Full(backend, [1, classes], 0), best.Gradient!, roundings: 100);
        var other = best + 0.5 * RandomTensors.Normal(backend, [1, classes], $"{seed}");
        Assert.True(other.CrossEntropy([label], smoothing).Item() > loss.Item());
    }

    /// <summary>d logits = (softmax − t) / N, for labels, smoothed labels and soft targets.</summary>
    public static void The_gradient_of_cross_entropy_is_prediction_minus_target(Backend backend, int seed)
    {
        using var scope = backend.BeginScope();
        var hot = Tensor.From(backend, [4, 3], [1, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 1]);
        var soft = (1 - 0.3) * hot + 0.3 / 3;
        CheckGradient(x => x.CrossEntropy([0, 2, 1, 2]), hot);
        CheckGradient(x => x.CrossEntropy([0, 2, 1, 2], labelSmoothing: 0.3), soft);
        CheckGradient(x => x.CrossEntropy(soft), soft);

        void CheckGradient(Func<Tensor, Tensor> loss, Tensor target)
        {
            var x = RandomTensors.Normal(backend, [4, 3], $"{seed}");
            Graph.Backward(loss(x));
            TensorAssert.Close((x.Softmax() - target) / 4, x.Gradient!);
        }
    }

    /// <summary>The loss of logit z against t is the cross-entropy of the logits (z, 0) against (t, 1 − t).</summary>
    public static void Binary_cross_entropy_is_the_cross_entropy_of_two_classes(Backend backend, int seed)
    {
        using var scope = backend.BeginScope();
        var z = RandomTensors.Normal(backend, [6, 1], $"{seed}");
        var t = RandomTensors.Normal(backend, [6, 1], $"{seed}, t").Sigmoid();
        var two = Reshaping.Concatenate(1, z, 0 * z).CrossEntropy(Reshaping.Concatenate(1, t, 1 - t));
        TensorAssert.Close(two, z.BinaryCrossEntropy(t));
    }

    /// <summary>Gibbs' inequality: −Σ p ln q ≥ −Σ p ln p, with equality for q = p.</summary>
    public static void Cross_entropy_is_at_least_the_entropy(Backend backend, int seed)
    {
        using var scope = backend.BeginScope();
        var own = RandomTensors.Normal(backend, [1, 6], $"{seed}, p");
        var other = RandomTensors.Normal(backend, [1, 6], $"{seed}, q");
        var p = own.Softmax();
        var entropy = -(p * p.Log()).Sum().Item();
        Assert.Equal(entropy, own.CrossEntropy(p).Item(), 100 * backend.Precision);
        Assert.True(other.CrossEntropy(p).Item() > entropy);
    }

    /// <summary>ln eˣ = x,  (√|x|)² = |x|,  sin² + cos² = 1,  x = sign(x)·|x|.</summary>
    public static void Elementary_functions_satisfy_their_identities(Backend backend, int seed)
    {
        using var scope = backend.BeginScope();
        var x = RandomTensors.Normal(backend, [20], $"{seed}");
        TensorAssert.Close(x, x.Exp().Log());
        TensorAssert.Close(x.Abs(), x.Abs().Sqrt().Power(2));
        TensorAssert.Close(Tensor.Full(backend, [20], 1), x.Sin().Square() + x.Cos().Square());
        TensorAssert.Equal(x, x.Sign() * x.Abs());
    }

    /// <summary>C[i, j] = Σ_k A[i, k]·B[k, j], also if either operand is stored transposed.</summary>
    public static void Matrix_product_equals_its_defining_sum(Backend backend, int seed)
    {
        using var scope = backend.BeginScope();
        var (rows, depth, columns) = (1 + seed % 4, 1 + seed % 5, 1 + seed % 3);
        var a = RandomTensors.Integers(backend, [rows, depth], $"{seed}, a");
        var b = RandomTensors.Integers(backend, [depth, columns], $"{seed}, b");
        double[] left = a.ToArray(), right = b.ToArray();
        double[] expected =
        [
            .. from i in Enumerable.Range(0, rows)
               from j in Enumerable.Range(0, columns)
               select Enumerable.Range(0, depth).Sum(k => left[i * depth + k] * right[k * columns + j]),
        ];
        Assert.Equal(expected, a.MatMul(b).ToArray());
        Assert.Equal(expected, a.Transpose().MatMul(b, transposeA: true).ToArray());
        Assert.Equal(expected, a.MatMul(b.Transpose(), transposeB: true).ToArray());
    }

    /// <summary>
    /// An operation on operands of different shapes equals the operation on the operands repeated to
    /// their common shape.
    /// </summary>
    public static void Broadcasting_equals_explicit_repetition(Backend backend, int seed)
    {
        using var scope = backend.BeginScope();
        var a = RandomTensors.Integers(backend, [4, 1, 3], $"{seed}, a");
        var b = RandomTensors.Integers(backend, [2, 1], $"{seed}, b");
        Shape common = [4, 2, 3];
        TensorAssert.Equal(a.BroadcastTo(common) + b.BroadcastTo(common), a + b);
        TensorAssert.Equal(a.BroadcastTo(common) * b.BroadcastTo(common), a * b);
        TensorAssert.Equal(b.BroadcastTo(common) - a.BroadcastTo(common), b - a);
    }

    /// <summary>
    /// ArgMax returns the first index of the largest value, and only that element receives the gradient of Max.
    /// </summary>
    public static void Max_and_argmax_take_the_first_of_equal_values(Backend backend, int seed)
    {
        using var scope = backend.BeginScope();
        var x = RandomTensors.Integers(backend, [5, 12], $"{seed}");
        var (xs, indices) = (x.ToArray(), x.ArgMax());
        for (var row = 0; row < 5; row++)
            Assert.Equal(Array.IndexOf(xs, xs[(row * 12)..(row * 12 + 12)].Max(), row * 12) - row * 12, indices[row]);
        Graph.Backward(x.Max(-1).Sum());
        Assert.Equal(indices, x.Gradient!.ArgMax());
        Assert.Equal(5, x.Gradient!.Sum().Item());
    }

    /// <summary>Derivatives that are computed from x, from y, and from both, match central differences.</summary>
    public static void Derivatives_of_elementwise_functions_match_differences(Backend backend, int seed)
    {
        var x = RandomTensors.Normal(backend, [8], $"{seed}");
        foreach (var function in new Func<Tensor, Tensor>[]
                 {
                     t => t.Tanh(), t => t.Sigmoid(), t => t.Exp(), t => t.Softplus(), t => t.Gelu(), t => t.Sin(),
                 })
        {
            var report = new GradientCheck().Run(function, x);
            Assert.True(report.Passed, $"{report}");
        }
    }

    static Tensor Logits(Backend backend, int seed) => RandomTensors.Normal(backend, [4, 6], $"{seed}") * 3;
}
