using Tiny.Nn.Backends;
using Tiny.Nn.Layers;
using Tiny.Nn.Ops;
using Tiny.Nn.Training;

namespace Tiny.Nn.Tests.Training;

/// <summary>Runs an optimizer on one parameter and a loss function, without a network or data.</summary>
static class OptimizerRuns
{
    /// <summary>Returns a parameter with the given values.</summary>
    public static Parameter CreateParameter(Backend backend, double[] values, ParameterKind kind = ParameterKind.Weight)
    {
        var parameter = new Parameter([values.Length], kind, Initializer.Zero, new Fan(1, 1));
        parameter.Initialize(backend, 0, "w");
        parameter.Value.Assign(values);
        return parameter;
    }

    /// <summary>Returns the loss function ½ Σ h·w².</summary>
    public static Func<Tensor, Tensor> QuadraticLoss(params double[] h) =>
        w => (w.Square() * Tensor.From(w.Backend, w.Shape, h)).Sum() * 0.5;

    /// <summary>Takes some optimizer steps and returns the loss before each of them.</summary>
    public static List<double> Minimize(Optimizer optimizer, Parameter parameter, Func<Tensor, Tensor> loss, int steps)
    {
        var losses = new List<double>();
        for (var t = 0; t < steps; t++)
        {
            using var scope = parameter.Value.Backend.BeginScope();
            var value = loss(parameter.Value);
            losses.Add(value.Item());
            Graph.Backward(value);
            optimizer.Step([parameter]);
        }
        return losses;
    }

    /// <summary>Returns the values of a parameter after some optimizer steps from a given start.</summary>
    public static double[] MinimizeFrom(double[] start, Optimizer optimizer, Func<Tensor, Tensor> loss, int steps)
    {
        using var backend = new Reference();
        var parameter = CreateParameter(backend, start);
        Minimize(optimizer, parameter, loss, steps);
        return parameter.Value.ToArray();
    }

    public static void AssertClose(double[] expected, double[] actual, double tolerance = 1e-12)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var j = 0; j < expected.Length; j++)
            Assert.InRange(actual[j], expected[j] - tolerance, expected[j] + tolerance);
    }
}
