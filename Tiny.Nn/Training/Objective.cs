using Tiny.Nn.Ops;

namespace Tiny.Nn.Training;

/// <summary>Maps a batch's outputs to the scalar loss to minimise; independent of the network.</summary>
public abstract class Objective
{
    /// <summary>Returns the loss of a batch, a scalar: the mean over its examples.</summary>
    /// <param name="output">The network's output for the input, [N, …].</param>
    /// <param name="input">The input of the network, [N, example…].</param>
    /// <param name="labels">The classes of the N examples.</param>
    public abstract Tensor Loss(Tensor output, Tensor input, ReadOnlySpan<int> labels);

    /// <summary>
    /// Whether outputs are logits [N, K]. Only then are predictions, accuracy and confusion matrix defined.
    /// </summary>
    public abstract bool IsClassification { get; }

    /// <summary>Classification into K classes: softmax and cross-entropy of logits [N, K].</summary>
    /// <param name="labelSmoothing">PyTorch's ε, the part of every target that is spread evenly over all K classes. The
    /// e of RG-13, the probability taken from the label, is ε(K − 1)/K.</param>
    /// <exception cref="ArgumentException">ε is not in 0 … 1.</exception>
    public static Objective Classification(double labelSmoothing = 0)
    {
        Losses.CheckSmoothing("Classification", labelSmoothing);
        return new ClassificationObjective(labelSmoothing);
    }

    /// <summary>
    /// Reconstruction of the input, as by an autoencoder. The loss is the mean of (output − input)² over all elements.
    /// </summary>
    public static Objective Reconstruction { get; } = new ReconstructionObjective();

    sealed class ClassificationObjective(double labelSmoothing) : Objective
    {
        public override bool IsClassification => true;

        public override Tensor Loss(Tensor output, Tensor input, ReadOnlySpan<int> labels) =>
            output.CrossEntropy(labels, labelSmoothing);
    }

    sealed class ReconstructionObjective : Objective
    {
        public override bool IsClassification => false;

        public override Tensor Loss(Tensor output, Tensor input, ReadOnlySpan<int> labels) =>
            output.MeanSquaredError(input.Reshape(output.Shape));
    }
}
