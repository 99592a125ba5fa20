// P7 · The order of a sum · predictions
//
// The value 0.1 is added ten million times: once by a plain loop with one sum, once by your dot product with vectors,
// which adds several partial sums at the end. Which result is closer to 1,000,000? (0.1 has no exact binary form, but
// this error is far smaller.)
//
// (a)      that of the plain loop, since it adds in the natural order
// (b)      that of the vectors
// (c)      both are equal to the last bit
// Answer   Each addition rounds to the digits of the running sum, so a large sum loses more than a small one. With
//          several partial sums, each stays smaller and the errors are smaller too. Vectors are faster, and here also
//          more accurate. But the result depends on the order, and so on the width of the vectors: reproducible bits
//          need a fixed order, as in exercise 36.
// Formula  NN-01  Σ aᵢ·bᵢ
// Needs    33
// Explore  Tiny.Nn.Bench/README.md, and exercise 36

using Exercise33;

namespace PredictionP7;

public static class Prediction
{
    [ExerciseTest("NN-01", "Product")]
    public static void Run(TestContext context)
    {
        const int count = 10_000_000;
        var (a, ones, plain) = (new double[count], new double[count], 0.0);
        Array.Fill(a, 0.1);
        Array.Fill(ones, 1);
        foreach (var value in a) plain += value;
        var vectors = Dot.Product(a, ones);
        var (plainError, vectorError) = (Math.Abs(plain - 1e6), Math.Abs(vectors - 1e6));
        context.WriteLine($"plain loop  {plain:R}   error {plainError:0.0e0}");
        context.WriteLine($"vectors     {vectors:R}   error {vectorError:0.0e0}");
        context.ReportAnswer(plainError < vectorError ? 'a' : plainError > vectorError ? 'b' : 'c');
    }
}
