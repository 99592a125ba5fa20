using Tiny.Nn.Backends;
using Tiny.Nn.Data;
using Tiny.Nn.Ops;

namespace Tiny.Nn.Lab.Experiments.Support;

/// <summary>
/// k-means: every example starts in a random cluster; then the clusters' means and the assignment of each example to
/// the nearest mean are computed in turn, until no example changes its cluster. Source: ML-02.
/// </summary>
/// <remarks>
/// A cluster that becomes empty keeps its mean. The backend should have double precision, so that rounding does not
/// hide that the sum of squares never rises.
/// </remarks>
public sealed class KMeans
{
    const int MaximumIterations = 1_000;

    readonly Backend backend;
    readonly float[][] inputs;
    readonly Tensor examples;
    readonly double sumOfSquares;

    public KMeans(Backend backend, Dataset data)
    {
        this.backend = backend;
        inputs = [.. Enumerable.Range(0, data.Count).Select(data.Input)];
        examples = Tensor.From(
            backend, [data.Count, data.ExampleShape.Count], inputs.SelectMany(input => input).ToArray());
        sumOfSquares = inputs.Sum(input => input.Sum(value => (double)value * value));
    }

    /// <summary>Clusters the examples.</summary>
    /// <param name="k">The number of clusters.</param>
    /// <param name="seed">Determines the first assignment.</param>
    public Clustering Run(int k, ulong seed)
    {
        var random = new RandomStream(seed, "k-means");
        var clusters = new int[inputs.Length];
        foreach (ref var cluster in clusters.AsSpan()) cluster = random.NextInt(k);
        var means = new double[k][];
        Array.Fill(means, new double[inputs[0].Length]);
        var sums = new List<double>();
        while (sums.Count < MaximumIterations)
        {
            means = Means(clusters, means);
            var (assigned, sum) = Assign(means);
            sums.Add(sum);
            if (assigned.SequenceEqual(clusters)) return new(clusters, means, sums, IsFixedPoint: true);
            clusters = assigned;
        }
        return new(clusters, means, sums, IsFixedPoint: false);
    }

    double[][] Means(int[] clusters, double[][] former)
    {
        var (sums, counts) = (Array.ConvertAll(former, mean => new double[mean.Length]), new int[former.Length]);
        foreach (var (input, cluster) in inputs.Zip(clusters))
        {
            var sum = sums[cluster];
            for (var i = 0; i < sum.Length; i++) sum[i] += input[i];
            counts[cluster]++;
        }
        return [.. sums.Select((sum, cluster) => counts[cluster] == 0
            ? former[cluster]
            : Array.ConvertAll(sum, value => value / counts[cluster]))];
    }

    /// <summary>
    /// Returns the nearest mean of every example, and Σ‖x − m‖² = Σ‖x‖² − 2 Σ max (x·m − ½‖m‖²).
    /// </summary>
    (int[] Clusters, double Sum) Assign(double[][] means)
    {
        using var scope = backend.BeginScope(recording: false);
        double[] bias = Array.ConvertAll(means, mean => -0.5 * mean.Sum(value => value * value));
        var scores = examples.MatMul(
            Tensor.From(backend, [means.Length, means[0].Length], means.SelectMany(mean => mean).ToArray()),
            transposeB: true, bias: Tensor.From(backend, [means.Length], bias));
        var nearest = scores.ArgMax();
        var values = scores.ToArray();
        return (nearest, sumOfSquares - 2 * nearest.Index().Sum(pair => values[pair.Index * means.Length + pair.Item]));
    }
}

/// <summary>A result of <see cref="KMeans"/>.</summary>
/// <param name="Clusters">The cluster of every example.</param>
/// <param name="Means">The mean of every cluster.</param>
/// <param name="Sums">The sum of squared distances to the nearest mean, per iteration.</param>
/// <param name="IsFixedPoint">Whether the last iteration changed no assignment.</param>
public sealed record Clustering(
    int[] Clusters, double[][] Means, IReadOnlyList<double> Sums, bool IsFixedPoint);
