using Tiny.Nn.Data;
using Tiny.Nn.Layers;
using Tiny.Nn.Ops;

namespace Tiny.Nn.Lab.Experiments.Support;

/// <summary>
/// The cross-entropy of one fixed batch as a function of a network's parameters: its value and its gradient at points
/// around the parameters. The parameters return to their values afterwards.
/// </summary>
/// <remarks>Batch norm uses the statistics of the batch, because those of the training run belong to other
/// weights.</remarks>
sealed class LossSurface(ExperimentRun run, Sequential network, Dataset data)
{
    readonly Parameter[] parameters = [.. network.Parameters.Select(entry => entry.Parameter)];
    readonly float[] inputs = [.. Enumerable.Range(0, data.Count).SelectMany(data.Input)];
    readonly int[] labels = data.Labels();

    /// <summary>Returns the gradient, one array per parameter; zeros for running statistics.</summary>
    public double[][] Gradient()
    {
        var saved = Values();
        using (var scope = run.Backend.BeginScope())
        {
            Graph.Backward(Loss());
            var gradient = parameters.Select(parameter =>
                parameter.Value.Gradient?.ToArray() ?? new double[parameter.Shape.Count]).ToArray();
            Restore(saved);
            return gradient;
        }
    }

    /// <summary>Returns the loss at the parameters plus a step along a direction.</summary>
    public double At(double step, double[][] direction) => Moved(step, direction, () =>
    {
        using var scope = run.Backend.BeginScope(recording: false);
        return Loss().Item();
    });

    /// <summary>
    /// Returns the losses on a grid of the plane that two directions span, in rows from the top: both steps from −1 to
    /// 1, the second one upward.
    /// </summary>
    /// <param name="points">The number of points along each side, odd for a point at the parameters.</param>
    public double[] Plane(double[][] right, double[][] up, int points)
    {
        double Step(int point) => 2.0 * point / (points - 1) - 1;
        return [.. Enumerable.Range(0, points * points).Select(cell => At(1, [.. right.Zip(up, (a, b) =>
            a.Zip(b, (x, y) => Step(cell % points) * x - Step(cell / points) * y).ToArray())]))];
    }

    /// <summary>Returns the gradient at the parameters plus a step along a direction.</summary>
    public double[][] GradientAt(double step, double[][] direction) => Moved(step, direction, Gradient);

    /// <summary>
    /// Returns a random direction in which the weights of every unit have the norm of that unit's weights (filter
    /// normalization); biases, scales and statistics stay.
    /// </summary>
    public double[][] RandomDirection(ulong seed)
    {
        var random = new RandomStream(seed, "direction");
        return [.. parameters.Select(parameter =>
        {
            if (parameter.Kind != ParameterKind.Weight) return new double[parameter.Shape.Count];
            var size = parameter.Shape[1..].Count;
            return parameter.Value.ToArray().Chunk(size).SelectMany(unit =>
            {
                var drawn = random.NextNormals(size);
                var scale = Norm([unit]) / Norm([drawn]);
                return drawn.Select(value => scale * value);
            }).ToArray();
        })];
    }

    /// <summary>The norm of a vector that is given in parts.</summary>
    public static double Norm(double[][] vector) => Math.Sqrt(vector.Sum(part => part.Sum(value => value * value)));

    /// <summary>The norm of the difference of two vectors.</summary>
    public static double Distance(double[][] a, double[][] b) =>
        Norm([.. a.Zip(b, (x, y) => x.Zip(y, (s, t) => s - t).ToArray())]);

    Tensor Loss() => network.Forward(
        Tensor.From(run.Backend, [labels.Length, .. data.ExampleShape.Lengths], inputs),
        new ForwardContext(isTraining: true)).CrossEntropy(labels);

    T Moved<T>(double step, double[][] direction, Func<T> measure)
    {
        var saved = Values();
        foreach (var (parameter, (values, change)) in parameters.Zip(saved.Zip(direction)))
            parameter.Value.Assign([.. values.Zip(change, (value, slope) => value + step * slope)]);
        var result = measure();
        Restore(saved);
        return result;
    }

    double[][] Values() => [.. parameters.Select(parameter => parameter.Value.ToArray())];

    void Restore(double[][] values)
    {
        foreach (var (parameter, array) in parameters.Zip(values)) parameter.Value.Assign(array);
    }
}
