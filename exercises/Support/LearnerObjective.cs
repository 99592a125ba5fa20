using Tiny.Nn;
using Tiny.Nn.Data;
using Tiny.Nn.Training;

namespace Exercises;

/// <summary>Returns the loss of one example from its logits and its label, as in exercise 04.</summary>
public delegate double LearnerLoss(ReadOnlySpan<double> logits, int label);

/// <summary>Returns the gradient of the loss with respect to the logits, as in exercise 04.</summary>
public delegate double[] LearnerLossGradient(ReadOnlySpan<double> logits, int label);

/// <summary>
/// A classification objective for Tiny.Nn's training loop. It calls the learner's loss and gradient, as one operation
/// with its pullback.
/// </summary>
public sealed class LearnerObjective(LearnerLoss loss, LearnerLossGradient gradient) : Objective
{
    /// <inheritdoc/>
    public override Targets Predict(Tensor output) => Classes(output);

    /// <summary>Returns the mean loss of the batch.</summary>
    public override Tensor Loss(Tensor output, Tensor input, Targets targets)
    {
        var labels = targets.Labels;
        var (logits, classes, mean) = (output.ToArray(), output.Shape[1], 0.0);
        var gradients = new double[logits.Length];
        for (var n = 0; n < labels.Length; n++)
        {
            var row = logits.AsSpan(n * classes, classes);
            mean += loss(row, labels[n]) / labels.Length;
            gradient(row, labels[n]).CopyTo(gradients.AsSpan(n * classes));
        }
        var value = output.NewBuffer("learner_cross_entropy", 1);
        output.Backend.Fill(mean, value);
        return Tensor.Result("learner_cross_entropy", Shape.Scalar, output.Backend, value,
            new Edge(output, dJ => Scaled(output, gradients, dJ.Item() / output.Shape[0])));
    }

    static Tensor Scaled(Tensor output, double[] gradients, double factor) =>
        Tensor.From(output.Backend, output.Shape, [.. gradients.Select(value => value * factor)]);
}
