using Tiny.Nn.Backends;
using Tiny.Nn.Ops;

namespace Exercise23;

/// <summary>Worked examples of the sources, then Tiny.Nn's convolution for many sizes.</summary>
public static class Tests
{
    static readonly double[] Image = [3, 3, 2, 1, 0, 0, 0, 1, 3, 1, 3, 1, 2, 2, 3, 2, 0, 0, 2, 2, 2, 0, 0, 0, 1];
    static readonly double[] Kernel = [0, 1, 2, 2, 2, 0, 0, 1, 2];

    [ExerciseTest("CV-04", nameof(Conv2d.Convolve))]
    public static void The_worked_image()
    {
        Expect.Equal([12, 12, 17, 10, 17, 19, 9, 6, 14], Run(new(1, 1, 5, 5, 1, 3), Image, Kernel),
            "the 5×5 image (3 3 2 1 0 / 0 0 1 3 1 / 3 1 2 2 3 / 2 0 0 2 2 / 2 0 0 0 1), " +
            "kernel (0 1 2 / 2 2 0 / 0 1 2)");
    }

    [ExerciseTest("CV-04", nameof(Conv2d.Convolve))]
    public static void The_worked_image_with_stride_and_padding()
    {
        Expect.Equal([6, 17, 3, 8, 17, 13, 6, 4, 4], Run(new(1, 1, 5, 5, 1, 3, S: 2, P: 1), Image, Kernel),
            "the same image and kernel, stride 2, padding 1");
    }

    [ExerciseTest("CV-04", nameof(Conv2d.Convolve))]
    public static void Channels_are_added_and_each_filter_gives_a_channel()
    {
        Expect.Equal([11, 22], Run(new(1, 2, 1, 1, 2, 1), [1, 1], [1, 10, 2, 20]),
            "one pixel, channels (1, 1), filters (1, 10) and (2, 20) of 1×1");
    }

    [ExerciseTest("CV-04", nameof(Conv2d.Convolve))]
    public static void It_matches_the_library_for_many_sizes()
    {
        foreach (var s in Cases())
        {
            var (x, w) = (TestData.Uniform(s.InputCount, 1), TestData.Uniform(s.FilterCount, 2));
            Expect.Equal(Library(s, x, w), Run(s, x, w), $"{s}, random values", 1e-10);
        }
    }

    [ExerciseTest("CV-04", nameof(Conv2d.Convolve))]
    public static void The_convolution_is_linear_in_the_image()
    {
        var s = new Conv2dSizes(1, 2, 4, 5, 2, 3, P: 1);
        double[] a = TestData.Uniform(s.InputCount, 1), b = TestData.Uniform(s.InputCount, 2),
            w = TestData.Uniform(s.FilterCount, 3);
        var sum = Run(s, a, w).Zip(Run(s, b, w), (p, q) => 2 * p - q).ToArray();
        Expect.Equal(sum, Run(s, a.Zip(b, (p, q) => 2 * p - q).ToArray(), w),
            $"{s}: conv(2a − b) compared with 2·conv(a) − conv(b)",
            1e-10);
    }

    static Conv2dSizes[] Cases() =>
    [
        new(1, 1, 3, 3, 1, 2), new(1, 1, 3, 4, 1, 2), new(1, 1, 4, 3, 1, 3, P: 1), new(1, 1, 5, 4, 1, 2, S: 2),
        new(1, 2, 3, 3, 1, 2), new(1, 2, 4, 4, 3, 3, P: 1), new(2, 1, 3, 3, 2, 2), new(2, 3, 6, 5, 2, 3, S: 2, P: 1),
        new(3, 2, 7, 7, 4, 3, S: 3, P: 2), new(1, 1, 2, 2, 1, 4, P: 2),
    ];

    static double[] Run(Conv2dSizes s, double[] x, double[] w)
    {
        var y = TestData.Filled(s.OutputCount);
        Conv2d.Convolve(s, x, w, y);
        return y;
    }

    static double[] Library(Conv2dSizes s, double[] x, double[] w)
    {
        using var backend = new Reference();
        using var scope = backend.BeginScope();
        var image = Tensor.From(backend, [s.N, s.C, s.H, s.W], x);
        return image.Convolve(Tensor.From(backend, [s.O, s.C, s.K, s.K], w), stride: s.S, padding: s.P).ToArray();
    }
}
