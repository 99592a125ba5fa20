using Tiny.Nn.Data;
using Tiny.Nn.Layers;

namespace Tiny.Nn.Lab.Experiments.Support;

/// <summary>The outputs of a part of a network, as a dataset of their own.</summary>
static class Features
{
    /// <summary>Returns the outputs of layers for every example, with the example's label.</summary>
    public static Dataset Of(ExperimentRun run, Sequential layers, Dataset data, int batch = 500)
    {
        var outputs = new List<float>();
        Shape shape = [];
        foreach (var part in new Batches(data, batch, shuffle: false).Epoch(0))
        {
            using var scope = run.Backend.BeginScope(recording: false);
            var output = layers.Forward(
                Tensor.From(run.Backend, part.Shape, part.Inputs), ForwardContext.Evaluation);
            shape = output.Shape[1..];
            outputs.AddRange(output.ToArray().Select(value => (float)value));
        }
        return Dataset.FromArrays([.. outputs], shape, data.Labels(), data.Classes, data.Name);
    }

    /// <summary>
    /// Projects features to a plane: across the boundary of a linear classifier of two classes, u = w₁ − w₀, and along
    /// the direction of largest variance that is orthogonal to u, by power iteration.
    /// </summary>
    public static IReadOnlyList<(double X, double Y)> Project(Sequential linear, Dataset features)
    {
        var weights = linear.Parameters.First().Parameter.Value.ToArray();
        var length = features.ExampleShape.Count;
        var across = Normalized([.. Enumerable.Range(0, length).Select(i => weights[length + i] - weights[i])]);
        var rows = Enumerable.Range(0, features.Count)
            .Select(i => Array.ConvertAll(features.Input(i), value => (double)value)).ToArray();
        var mean = Enumerable.Range(0, length).Select(i => rows.Average(row => row[i])).ToArray();
        var along = Normalized([.. Enumerable.Range(0, length).Select(i => i + 1.0)]);
        for (var iteration = 0; iteration < 100; iteration++)
        {
            var sum = new double[length];
            foreach (var row in rows)
            {
                var centered = row.Zip(mean, (value, average) => value - average).ToArray();
                var score = Dot(centered, along);
                for (var i = 0; i < length; i++) sum[i] += score * centered[i];
            }
            var component = Dot(sum, across);
            along = Normalized([.. sum.Zip(across, (value, direction) => value - component * direction)]);
        }
        return [.. rows.Select(row => (Dot(row, across), Dot(row, along)))];
    }

    static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

    static double[] Normalized(double[] vector)
    {
        var norm = Math.Sqrt(Dot(vector, vector));
        return [.. vector.Select(value => value / norm)];
    }
}
