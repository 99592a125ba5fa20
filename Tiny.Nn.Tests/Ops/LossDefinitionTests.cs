using FsCheck.Fluent;
using Tiny.Nn.Backends;
using Tiny.Nn.Ops;
using static Tiny.Nn.Tests.PropertyCheck;

namespace Tiny.Nn.Tests;

/// <summary>Tests that every loss has the value of its formula, computed by plain loops.</summary>
public sealed class LossDefinitionTests
{
    const int Cases = 40;

    [Fact]
    public void Losses_of_values_are_means_of_a_function_of_the_error() => ForAll(
        from n in Between(1, 4) from k in Between(1, 3) from seed in Between(0, 1000)
        select (n, k, seed),
        sizes =>
        {
            using var backend = new Reference();
            using var scope = backend.BeginScope();
            var (n, k, random) = (sizes.n, sizes.k, new RandomStream((ulong)sizes.seed, "losses"));
            var (y, t) = (Uniform(random, n * k, -3, 3), Uniform(random, n * k, -3, 3));
            Tensor prediction = Tensor.From(backend, [n, k], y), target = Tensor.From(backend, [n, k], t);
            var errors = y.Zip(t, (a, b) => a - b).ToArray();
            Assert.Equal(errors.Sum(e => e * e) / n, prediction.SquaredError(target).Item(), 1e-12);
            Assert.Equal(errors.Sum(e => e * e / 2) / n, prediction.SquaredError(target, half: true).Item(), 1e-12);
            Assert.Equal(errors.Average(e => e * e), prediction.MeanSquaredError(target).Item(), 1e-12);
            Assert.Equal(errors.Average(Math.Abs), prediction.MeanAbsoluteError(target).Item(), 1e-12);
            foreach (var delta in new[] { 0.5, 1, 2 })
                Assert.Equal(
                    errors.Average(e => Math.Abs(e) <= delta ? e * e / 2 : delta * (Math.Abs(e) - delta / 2)),
                    prediction.Huber(target, delta).Item(), 1e-12);
            var p = t.Select(value => (value + 3) / 6).ToArray();
            Assert.Equal(
                y.Zip(p, (z, q) => -q * Math.Log(Sigmoid(z)) - (1 - q) * Math.Log(Sigmoid(-z))).Average(),
                prediction.BinaryCrossEntropy(Tensor.From(backend, [n, k], p)).Item(), 1e-12);
        }, cases: Cases);

    [Fact]
    public void Cross_entropy_is_the_mean_over_examples_and_positions_of_the_negative_log_probability() => ForAll(
        from n in Between(1, 3) from k in Between(1, 4) from h in Between(1, 3) from w in Between(1, 3)
        from seed in Between(0, 1000)
        select (n, k, h, w, seed),
        sizes =>
        {
            using var backend = new Reference();
            using var scope = backend.BeginScope();
            var (n, k, space) = (sizes.n, sizes.k, sizes.h * sizes.w);
            var random = new RandomStream((ulong)sizes.seed, "losses");
            var z = Uniform(random, n * k * space, -3, 3);
            var labels = Enumerable.Range(0, n * space).Select(_ => random.NextInt(k)).ToArray();
            var oneHot = new double[z.Length];
            var sum = 0.0;
            for (var example = 0; example < n; example++)
                for (var position = 0; position < space; position++)
                {
                    int At(int c) => (example * k + c) * space + position;
                    var label = labels[example * space + position];
                    sum += Math.Log(Enumerable.Range(0, k).Sum(c => Math.Exp(z[At(c)]))) - z[At(label)];
                    oneHot[At(label)] = 1;
                }
            var expected = sum / (n * space);
            var shapes = new List<Shape> { Shape.Of([n, k, sizes.h, sizes.w]), Shape.Of([n, k, space]) };
            if (space == 1) shapes.Add([n, k]);
            foreach (var shape in shapes)
            {
                var logits = Tensor.From(backend, shape, z);
                Assert.Equal(expected, logits.CrossEntropy(labels).Item(), 1e-12);
                Assert.Equal(expected, logits.CrossEntropy(Tensor.From(backend, shape, oneHot)).Item(), 1e-12);
            }
        }, cases: Cases);

    static double Sigmoid(double z) => 1 / (1 + Math.Exp(-z));

    static double[] Uniform(RandomStream random, int count, double from, double to) =>
        [.. Enumerable.Range(0, count).Select(_ => random.NextUniform(from, to))];
}
