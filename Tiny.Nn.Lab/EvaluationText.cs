using Tiny.Nn.Training;

namespace Tiny.Nn.Lab;

/// <summary>Results in words.</summary>
static class EvaluationText
{
    /// <summary><c>99.01 % read rightly (99 misread), loss 0.0312</c>; the squared error where nothing is classified.</summary>
    public static string Describe(Evaluation evaluation, int examples) => evaluation.Accuracy is { } accuracy
        ? $"{accuracy:P2} read rightly ({MisclassifiedCount(accuracy, examples):N0} misread), loss {evaluation.Loss:F4}"
        : $"squared error per pixel {evaluation.Loss:F5}";

    /// <summary>How many were misread.</summary>
    public static int MisclassifiedCount(double accuracy, int examples) => (int)Math.Round((1 - accuracy) * examples);
}
