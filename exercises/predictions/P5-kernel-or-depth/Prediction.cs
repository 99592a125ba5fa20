// P5 · Kernel size or depth? · predictions
//
// Three convolutions with 3×3 kernels follow each other, with stride 1. One output element depends on a square of the
// image. How large is this square?
//
// (a)      3×3
// (b)      5×5
// (c)      7×7
// (d)      9×9
// Answer   Each further 3×3 kernel adds one pixel on every side: 3, 5, 7. The three small kernels have 27 weights, a
//          7×7 kernel has 49, and there is room for an activation after each layer. So modern networks use many small
//          kernels instead of a few large ones.
// Formula  CV-04  y[n, o, r, q] = Σ x·w
// Needs    23 26
// Explore  dotnet run --project Tiny.Nn.Lab -- experiment receptive-field;  dotnet run --project Tiny.Nn.Lab --
//          playground, address convolution#convolution/i=7/k=3/s=1/p=0/q=0

using Exercise23;
using Exercise26;

namespace PredictionP5;

public static class Prediction
{
    [ExerciseTest("CV-04", "InputGradient")]
    public static void Run(TestContext context)
    {
        // the gradient of the output element in the centre: it is 0 for pixels on which the element does not depend
        double[] kernel = [1, 1, 1, 1, 1, 1, 1, 1, 1];
        var (first, second, third) = (new Conv2dSizes(1, 1, 15, 15, 1, 3), new Conv2dSizes(1, 1, 13, 13, 1, 3),
            new Conv2dSizes(1, 1, 11, 11, 1, 3));
        var gradient = new double[third.OutputCount];
        gradient[third.OutputCount / 2] = 1;
        foreach (var sizes in new[] { third, second, first })
        {
            var before = new double[sizes.InputCount];
            Conv2dGradients.InputGradient(sizes, gradient, kernel, before);
            gradient = before;
        }
        for (var row = 0; row < 15; row++)
            context.WriteLine(string.Concat(gradient.Skip(row * 15).Take(15)
                .Select(value => value > 0 ? $"{value,3}" : "  ·")));
        var side = (int)Math.Sqrt(gradient.Count(value => value > 0));
        context.WriteLine($"a 15×15 image: the number of paths from each pixel to one output element; {side}×{side}");
        context.ReportAnswer("abcd"[(side - 3) / 2]);
    }
}
