using Tiny.Nn.Training;

namespace Tiny.Nn.Lab;

/// <summary>Formats evaluations as text.</summary>
static class EvaluationText
{
    /// <summary>
    /// Formats an evaluation, as in <c>accuracy 99.01 % (99 misclassified), loss 0.0312</c>; for an autoencoder, the
    /// text states the mean squared error per pixel.
    /// </summary>
    public static string Describe(Evaluation evaluation, int examples) => evaluation.Accuracy is { } accuracy
        ? $"accuracy {accuracy:P2} ("
            + $"{MisclassifiedCount(accuracy, examples):N0} misclassified), loss {evaluation.Loss:F4}"
        : $"mean squared error per pixel {evaluation.Loss:F5}";

    /// <summary>Returns the number of misclassified examples.</summary>
    public static int MisclassifiedCount(double accuracy, int examples) => (int)Math.Round((1 - accuracy) * examples);
}
