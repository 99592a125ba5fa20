// P1 · A confident mistake · predictions
//
// A neuron with a sigmoid answers 0.993 (its logit is z = 5), but the target is 0. Two copies of it learn by gradient
// descent on z with rate 1: one with the squared error ½(y − t)², one with cross-entropy. Which copy is first below ½?
//
// (a)      the one with the squared error, because its error is large
// (b)      the one with cross-entropy
// (c)      both at the same step, since the gradient is the error in both cases
// Answer   The squared error's gradient is (y − t)·σ′(z), and the sigmoid is flat where its output is near 0 or 1: σ′
//          is 0.007 here. The larger the mistake, the slower the learning. In the gradient of cross-entropy, σ′ cancels
//          and y − t remains. This is why classifiers are trained with cross-entropy.
// Formula  NN-06  the gradient of cross-entropy is p − onehot
// Needs    02 04
// Explore  dotnet run --project Tiny.Nn.Lab -- experiment losses

using Exercise02;
using Exercise04;

namespace PredictionP1;

public static class Prediction
{
    const int Steps = 120;

    [ExerciseTest("NN-06", "Gradient")]
    public static void Run(TestContext context)
    {
        // as a softmax over the logits (z, 0), the probability of class 0 is σ(z); the target 0 is label 1
        var squared = Outputs(z => Activations.Sigmoid(z) * Activations.SigmoidDerivative(Activations.Sigmoid(z)));
        var entropy = Outputs(z => CrossEntropy.Gradient([z, 0], 1)[0]);
        foreach (var line in TextPlot.Curves(('s', squared), ('c', entropy))) context.WriteLine(line);
        context.WriteLine($"the output after each step; s: squared error, below ½ {Text(Below(squared))}; " +
            $"c: cross-entropy, below ½ {Text(Below(entropy))}");
        context.ReportAnswer(Below(entropy) < Below(squared) ? 'b' : Below(entropy) > Below(squared) ? 'a' : 'c');
    }

    static double[] Outputs(Func<double, double> gradient)
    {
        var (z, outputs) = (5.0, new double[Steps + 1]);
        for (var step = 0; step <= Steps; step++)
        {
            outputs[step] = Activations.Sigmoid(z);
            z -= gradient(z);
        }
        return outputs;
    }

    static string Text(int steps) => steps > Steps ? $"not within {Steps} steps" : $"after {steps} steps";

    static int Below(double[] outputs) => outputs.Select((output, step) => (output, step))
        .FirstOrDefault(pair => pair.output < 0.5, (0, Steps + 1)).Item2;
}
