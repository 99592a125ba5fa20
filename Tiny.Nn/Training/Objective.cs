using Tiny.Nn.Ops;

namespace Tiny.Nn.Training;

/// <summary>
/// What a network is asked to do: how its output for a batch becomes one number to make small. It knows no network.
/// </summary>
public abstract class Objective
{
    /// <summary>The loss of a batch, the mean over its examples: a single number.</summary>
    /// <param name="output">What the network made of the input, [N, …].</param>
    /// <param name="input">[N, example…].</param>
    /// <param name="labels">The N classes.</param>
    public abstract Tensor Loss(Tensor output, Tensor input, ReadOnlySpan<int> labels);

    /// <summary>Whether outputs are logits [N, K], so that predictions, accuracy and confusion have a meaning.</summary>
    public abstract bool IsClassification { get; }

    /// <summary>Tell K classes apart: softmax and cross-entropy of logits [N, K].</summary>
    /// <param name="labelSmoothing">
    /// PyTorch's ε, the share of every target spread evenly over all K classes. RG-13's e, what the true class gives away, is ε(K − 1)/K.
    /// </param>
    /// <exception cref="ArgumentException">ε is not in 0 … 1.</exception>
    public static Objective Classification(double labelSmoothing = 0) => labelSmoothing is >= 0 and <= 1
        ? new ClassificationObjective(labelSmoothing)
        : throw new ArgumentException($"Classification: label smoothing is 0 to 1, got {labelSmoothing}");

    /// <summary>Give the input back, as an autoencoder: the mean of (output − input)² over all elements.</summary>
    public static Objective Reconstruction { get; } = new ReconstructionObjective();

    sealed class ClassificationObjective(double labelSmoothing) : Objective
    {
        public override bool IsClassification => true;

        public override Tensor Loss(Tensor output, Tensor input, ReadOnlySpan<int> labels) => output.CrossEntropy(labels, labelSmoothing);
    }

    sealed class ReconstructionObjective : Objective
    {
        public override bool IsClassification => false;

        public override Tensor Loss(Tensor output, Tensor input, ReadOnlySpan<int> labels) =>
            output.MeanSquaredError(input.Reshape(output.Shape));
    }
}
