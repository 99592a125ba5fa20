using Tiny.Nn.Data;
using Tiny.Nn.Lab.Report;
using Tiny.Nn.Layers;
using Tiny.Nn.Ops;

namespace Tiny.Nn.Lab.Experiments.Support;

/// <summary>Charts of labelled points in a plane, and of the decision boundary of a network behind them.</summary>
static class PlanePlot
{
    /// <summary>Returns a chart of points with two coordinates, one color per class.</summary>
    /// <param name="coordinates">The coordinates; by default the inputs of the dataset.</param>
    public static Chart Points(
        string title, Dataset data, IReadOnlyList<(double X, double Y)>? coordinates = null,
        string x = "x", string y = "y")
    {
        var points = coordinates ?? Inputs(data);
        return new(title, new(x), new(y), ByClass(data, points)) { IsSquare = true };
    }

    /// <summary>
    /// Returns a chart of the plane from −<paramref name="limit"/> to <paramref name="limit"/>: the probability of
    /// class 1 as a color, and the points on top of it.
    /// </summary>
    public static Chart Boundary(
        string title, ExperimentRun run, Sequential network, Dataset data, double limit = 1.2)
    {
        var axis = new ChartAxis("", -limit, limit);
        return new(title, axis, axis, ByClass(data, Inputs(data)))
        {
            IsSquare = true,
            Background = PlaneImage.Diverging(axis, axis, points => [.. Probabilities(run, network, points)
                .Select(probability => 2 * probability - 1)]),
        };
    }

    /// <summary>Returns the probability of class 1 at each point.</summary>
    public static float[] Probabilities(
        ExperimentRun run, Sequential network, IReadOnlyList<(double X, double Y)> points)
    {
        using var scope = run.Backend.BeginScope(recording: false);
        var inputs = points.SelectMany(point => new[] { (float)point.X, (float)point.Y }).ToArray();
        var output = network.Forward(
            Tensor.From(run.Backend, [points.Count, 2], inputs), ForwardContext.Evaluation).Softmax();
        return [.. output.ToArray().Chunk(2).Select(row => (float)row[1])];
    }

    static (double X, double Y)[] Inputs(Dataset data) =>
        [.. Enumerable.Range(0, data.Count).Select(data.Input).Select(input => ((double)input[0], (double)input[1]))];

    /// <summary>Returns the examples of each class as a series of points.</summary>
    public static Series[] ByClass(Dataset data) => ByClass(data, Inputs(data));

    static Series[] ByClass(Dataset data, IReadOnlyList<(double X, double Y)> points) =>
        [.. Enumerable.Range(0, data.Classes).Select(label => new Series($"class {label}",
            [.. Enumerable.Range(0, data.Count).Where(i => data.Label(i) == label).Select(i => points[i])],
            label, SeriesStyle.Points))];
}
