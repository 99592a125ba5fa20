using Tiny.Nn;
using Tiny.Nn.Training;

namespace Exercises;

/// <summary>The loss of one example, from its logits and its label: exercise 04's.</summary>
public delegate double OwnLoss(ReadOnlySpan<double> logits, int label);

/// <summary>Its gradient in the logits.</summary>
public delegate double[] OwnLossGradient(ReadOnlySpan<double> logits, int label);

/// <summary>One step of an optimizer: weights, gradient, velocity, rate, μ; exercise 12's.</summary>
public delegate void OwnStep(Span<double> weights, ReadOnlySpan<double> gradient, Span<double> velocity, double rate, double mu);

/// <summary>A learner's cross-entropy as the objective of Tiny.Nn's training loop: one operation, with its pullback.</summary>
public sealed class OwnClassification(OwnLoss loss, OwnLossGradient gradient) : Objective
{
    public override bool IsClassification => true;

    /// <summary>The mean over the batch.</summary>
    public override Tensor Loss(Tensor output, Tensor input, ReadOnlySpan<int> labels)
    {
        var (logits, classes, sum) = (output.ToArray(), output.Shape[1], 0.0);
        var slopes = new double[logits.Length];
        for (var n = 0; n < labels.Length; n++)
        {
            var row = logits.AsSpan(n * classes, classes);
            sum += loss(row, labels[n]) / labels.Length;
            gradient(row, labels[n]).CopyTo(slopes.AsSpan(n * classes));
        }
        var value = output.NewBuffer("own_cross_entropy", 1);
        output.Backend.Fill(sum, value);
        return Tensor.Result("own_cross_entropy", Shape.Scalar, output.Backend, value,
            new Edge(output, dJ => Share(output, slopes, dJ.Item() / output.Shape[0])));
    }

    static Tensor Share(Tensor output, double[] slopes, double factor) =>
        Tensor.From(output.Backend, output.Shape, [.. slopes.Select(slope => slope * factor)]);
}

/// <summary>A learner's momentum as the optimizer of Tiny.Nn's training loop.</summary>
public sealed class OwnOptimizer(OwnStep step, double rate, double mu) : Optimizer(rate)
{
    readonly Dictionary<Tensor, double[]> velocities = [];

    protected override void Step(InPlaceVector w, InPlaceVector g, OptimizerState state)
    {
        var parameter = state.Parameter.Value;
        var weights = parameter.ToArray();
        if (!velocities.TryGetValue(parameter, out var velocity)) velocities[parameter] = velocity = new double[weights.Length];
        step(weights, parameter.Gradient!.ToArray(), velocity, Rate, mu);
        parameter.Assign(weights);
    }
}
