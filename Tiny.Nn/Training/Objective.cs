using Tiny.Nn.Data;
using Tiny.Nn.Ops;

namespace Tiny.Nn.Training;

/// <summary>
/// Maps a batch's outputs to the scalar loss to minimise, and to predictions; independent of the network. The kind of
/// the predictions decides which metrics an <see cref="Evaluation"/> has.
/// </summary>
public abstract class Objective
{
    /// <summary>Returns the loss of a batch, a scalar: the mean over its examples.</summary>
    /// <param name="output">The network's output for the input, [N, …].</param>
    /// <param name="input">The input of the network, [N, example…].</param>
    /// <param name="targets">The targets of the N examples.</param>
    public abstract Tensor Loss(Tensor output, Tensor input, Targets targets);

    /// <summary>
    /// Returns the predictions for a batch, in the form of its targets; null, the default, if only the loss is defined.
    /// </summary>
    /// <param name="output">The network's output, [N, …].</param>
    public virtual Targets? Predict(Tensor output) => null;

    /// <summary>
    /// Classification into K classes: softmax and cross-entropy of logits [N, K], or [N, K, space…] for one class per
    /// element. Metrics: accuracy, confusion matrix.
    /// </summary>
    /// <param name="labelSmoothing">PyTorch's ε, the part of every target that is spread evenly over all K classes. The
    /// e of RG-13, the probability taken from the label, is ε(K − 1)/K.</param>
    /// <exception cref="ArgumentException">ε is not in 0 … 1.</exception>
    public static Objective Classification(double labelSmoothing = 0)
    {
        Losses.CheckSmoothing("Classification", labelSmoothing);
        return new ClassificationObjective(labelSmoothing);
    }

    /// <summary>
    /// Regression: outputs of the targets' shape, such as [N, k] for k values per example. Metrics: R², mean
    /// absolute error.
    /// </summary>
    /// <param name="loss">The loss of (output, target), such as <c>Losses.MeanAbsoluteError</c> or
    /// <c>(y, t) => y.Huber(t, delta: 2)</c>; by default <see cref="Losses.MeanSquaredError"/>.</param>
    public static Objective Regression(Func<Tensor, Tensor, Tensor>? loss = null) =>
        new RegressionObjective(loss ?? Losses.MeanSquaredError);

    /// <summary>
    /// Reconstruction of the input, as by an autoencoder; it uses no targets. The loss, its only metric, is the mean of
    /// (output − input)² over all elements.
    /// </summary>
    public static Objective Reconstruction { get; } = new ReconstructionObjective();

    /// <summary>Returns the class with the highest logit, the first one on ties, of each example or element.</summary>
    /// <param name="logits">[N, K], or [N, K, space…].</param>
    protected static Targets Classes(Tensor logits) =>
        Targets.FromLabels(logits.MoveAxis(1, -1).ArgMax(), logits.Shape[1], logits.Shape[2..]);

    /// <summary>Returns a tensor's values [N, …] as predictions.</summary>
    protected static Targets Values(Tensor output) =>
        Targets.FromValues(Array.ConvertAll(output.ToArray(), value => (float)value), output.Shape[1..]);

    sealed class ClassificationObjective(double labelSmoothing) : Objective
    {
        public override Tensor Loss(Tensor output, Tensor input, Targets targets) =>
            output.CrossEntropy(targets.Labels, labelSmoothing);

        public override Targets Predict(Tensor output) => Classes(output);
    }

    sealed class RegressionObjective(Func<Tensor, Tensor, Tensor> loss) : Objective
    {
        // Equal shapes exclude broadcasting: [N, 1] − [N] would compare every output with every target.
        public override Tensor Loss(Tensor output, Tensor input, Targets targets) => output.Shape == targets.Shape
            ? loss(output, Tensor.From(output.Backend, output.Shape, targets.Values))
            : throw new ArgumentException(
                $"Regression: expects values of the outputs' shape {output.Shape} as targets, got {targets}");

        public override Targets Predict(Tensor output) => Values(output);
    }

    sealed class ReconstructionObjective : Objective
    {
        public override Tensor Loss(Tensor output, Tensor input, Targets targets) =>
            output.MeanSquaredError(input.Reshape(output.Shape));
    }
}
