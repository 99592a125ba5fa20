using Tiny.Nn.Lab.Terminal;
using Tiny.Nn.Training;

namespace Tiny.Nn.Lab;

/// <summary>Formats evaluations as text.</summary>
public static class EvaluationText
{
    /// <summary>
    /// Formats an evaluation: <c>accuracy 99.01 % (99 misclassified), loss 0.0312</c> for a classification,
    /// <c>R² 0.9912, mean absolute error 0.0871, loss 0.0123</c> for a regression, and the mean squared error per pixel
    /// for an autoencoder.
    /// </summary>
    public static string Describe(Evaluation evaluation) => evaluation switch
    {
        { Accuracy: { } accuracy } =>
            $"accuracy {accuracy:P2} ({MisclassifiedCount(accuracy, evaluation.Targets.Labels.Length):N0} "
            + $"misclassified), loss {NumberText.Fixed(evaluation.Loss, 4)}",
        { RSquared: { } rSquared } =>
            $"R² {NumberText.Fixed(rSquared, 4)}, mean absolute error {evaluation.MeanAbsoluteError:G4}, "
            + $"loss {evaluation.Loss:G4}",
        _ => $"mean squared error per pixel {NumberText.Fixed(evaluation.Loss, 5)}",
    };

    /// <summary>Returns the number of misclassified examples, or elements.</summary>
    public static int MisclassifiedCount(double accuracy, int examples) => (int)Math.Round((1 - accuracy) * examples);
}
