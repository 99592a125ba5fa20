// P6 · Enlarging a constant image · predictions
//
// A transposed convolution with a 3×3 kernel of ones and stride 2 enlarges an image whose pixels are all 1. What does
// the inner part of the result look like?
//
// (a)      constant, since image and kernel are constant
// (b)      a checkerboard pattern of different values
// (c)      horizontal stripes
// (d)      zero everywhere except at every second pixel
// Answer   Neighbouring copies of the kernel are 2 apart and 3 wide, so they overlap in every second row and column:
//          1, 2 or 4 copies add up. Training can hardly remove the pattern, which appears in generated images. A kernel
//          size that is a multiple of the stride avoids it, and so does enlarging first and convolving afterwards.
// Formula  TC-01  x = Cᵀ·y
// Needs    29
// Explore  dotnet run --project Tiny.Nn.Lab -- experiment convolutions;  dotnet run --project Tiny.Nn.Lab --
//          playground, address convolution#transposed/i=5/k=3/s=2/p=0/q=0

using Exercise29;

namespace PredictionP6;

public static class Prediction
{
    [ExerciseTest("TC-01", "Apply")]
    public static void Run(TestContext context)
    {
        var sizes = new Conv2dSizes(1, 1, 13, 13, 1, 3, S: 2);
        var x = new double[sizes.InputCount];
        TransposedConvolution.Apply(sizes, [.. Enumerable.Repeat(1.0, 36)], [.. Enumerable.Repeat(1.0, 9)], x);
        for (var row = 0; row < 13; row++)
            context.WriteLine(string.Concat(x.Skip(row * 13).Take(13).Select(value => $"{value,3}")));
        double At(int row, int column) => x[row * 13 + column];
        var (acrossDiffers, downDiffers) = (At(4, 4) != At(4, 5) || At(5, 4) != At(5, 5), At(4, 4) != At(5, 4));
        context.ReportAnswer((acrossDiffers, downDiffers) switch
        {
            (false, false) => 'a', (false, true) => 'c', _ => At(5, 5) == 0 ? 'd' : 'b',
        });
    }
}
