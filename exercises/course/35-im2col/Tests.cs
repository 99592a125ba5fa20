using Tiny.Nn.Backends;
using Tiny.Nn.Ops;

namespace Exercise35;

/// <summary>The patches, the product, then the speed.</summary>
public static class Tests
{
    [ExerciseTest("CV-26", nameof(Patches.Unfold))]
    public static void The_worked_example()
    {
        Expect.Equal([1, 2, 4, 5, 2, 3, 5, 6, 4, 5, 7, 8, 5, 6, 8, 9],
            Patches.Unfold(new(1, 1, 3, 3, 1, 2), [1, 2, 3, 4, 5, 6, 7, 8, 9]),
            "3×3 image 1 … 9, K = 2: the four rows of P");
        Expect.Equal([0, 0, 0, 4, 0, 0, 3, 0, 0, 2, 0, 0, 1, 0, 0, 0],
            Patches.Unfold(new(1, 1, 2, 2, 1, 2, S: 2, P: 1), [1, 2, 3, 4]),
            "2×2 image (1 2 / 3 4), K = 2, stride 2, padding 1: the four rows of P");
    }

    [ExerciseTest("CV-26", nameof(Patches.Convolve))]
    public static void The_product_with_the_filters_is_the_convolution()
    {
        Expect.Equal([37, 47, 67, 77],
            Patches.Convolve(new(1, 1, 3, 3, 1, 2), [1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 3, 4], Loops),
            "3×3 image 1 … 9, kernel (1 2 / 3 4)");
    }

    [ExerciseTest("CV-26", nameof(Patches.Convolve))]
    public static void It_matches_the_library_for_many_sizes()
    {
        foreach (var s in new Conv2dSizes[] { new(1, 1, 3, 4, 1, 2), new(1, 2, 4, 3, 3, 2), new(1, 1, 3, 3, 2, 3, P: 1),
            new(1, 2, 5, 6, 2, 3, S: 2, P: 1), new(1, 3, 7, 7, 4, 3, S: 3, P: 2) })
        {
            var (x, w) = (TestData.Uniform(s.InputCount, 1), TestData.Uniform(s.FilterCount, 2));
            using var backend = new Reference();
            using var scope = backend.BeginScope();
            var expected = Tensor.From(backend, [1, s.C, s.H, s.W], x)
                .Convolve(Tensor.From(backend, [s.O, s.C, s.K, s.K], w), stride: s.S, padding: s.P).ToArray();
            Expect.Equal(expected, Patches.Convolve(s, x, w, Loops), $"{s}, random values", 1e-10);
        }
    }

    [ExerciseTest("CV-26", nameof(Patches.Convolve))]
    public static void The_speedup_over_seven_loops(TestContext context)
    {
        var s = new Conv2dSizes(1, 16, 16, 16, 32, 5);
        var (x, w, y) = (TestData.Uniform(s.InputCount, 1), TestData.Uniform(s.FilterCount, 2),
            new double[s.OutputCount]);
        using var backend = new Cpu<double>(1);
        void Fast(int rows, int depth, int columns, double[] A, double[] B, double[] C)
        {
            using var scope = backend.BeginScope(recording: false);
            Tensor.From(backend, [rows, depth], A).MatMul(Tensor.From(backend, [depth, columns], B)).ToArray()
                .CopyTo(C, 0);
        }
        var times = Timing.Speedup(() => SevenLoops(s, x, w, y), () => Patches.Convolve(s, x, w, Fast), enough: 4);
        context.WriteLine($"{s}: {times:0.0} times as fast as seven loops");
    }

    static void Loops(int rows, int depth, int columns, double[] A, double[] B, double[] C)
    {
        for (var i = 0; i < rows; i++)
            for (var j = 0; j < columns; j++) C[i * columns + j] = Enumerable.Range(0, depth)
                .Sum(k => A[i * depth + k] * B[k * columns + j]);
    }

    static void SevenLoops(Conv2dSizes s, double[] x, double[] w, double[] y)
    {
        for (var o = 0; o < s.O; o++)
            for (var r = 0; r < s.OutH; r++)
                for (var q = 0; q < s.OutW; q++)
                {
                    var sum = 0.0;
                    for (var c = 0; c < s.C; c++)
                        for (var a = 0; a < s.K; a++)
                            for (var b = 0; b < s.K; b++)
                                sum += x[(c * s.H + r + a) * s.W + q + b] * w[((o * s.C + c) * s.K + a) * s.K + b];
                    y[(o * s.OutH + r) * s.OutW + q] = sum;
                }
    }
}
