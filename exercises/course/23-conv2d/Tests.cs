using Tiny.Nn.Backends;
using Tiny.Nn.Ops;

namespace Exercise23;

/// <summary>The sources' worked images, then Tiny.Nn's own convolution on many sizes.</summary>
public static class Tests
{
    static readonly double[] Image = [3, 3, 2, 1, 0, 0, 0, 1, 3, 1, 3, 1, 2, 2, 3, 2, 0, 0, 2, 2, 2, 0, 0, 0, 1];
    static readonly double[] Kernel = [0, 1, 2, 2, 2, 0, 0, 1, 2];

    [About("CV-04", nameof(Conv2d.Convolve))]
    public static void The_worked_image()
    {
        Check.Equal([12, 12, 17, 10, 17, 19, 9, 6, 14], Run(new(1, 1, 5, 5, 1, 3), Image, Kernel),
            "the 5×5 image (3 3 2 1 0 / 0 0 1 3 1 / 3 1 2 2 3 / 2 0 0 2 2 / 2 0 0 0 1), kernel (0 1 2 / 2 2 0 / 0 1 2)");
    }

    [About("CV-04", nameof(Conv2d.Convolve))]
    public static void The_same_with_stride_and_padding()
    {
        Check.Equal([6, 17, 3, 8, 17, 13, 6, 4, 4], Run(new(1, 1, 5, 5, 1, 3, S: 2, P: 1), Image, Kernel),
            "the same image and kernel, stride 2, padding 1");
    }

    [About("CV-04", nameof(Conv2d.Convolve))]
    public static void Two_channels_are_added_and_two_filters_are_two_maps()
    {
        Check.Equal([11, 22], Run(new(1, 2, 1, 1, 2, 1), [1, 1], [1, 10, 2, 20]),
            "one pixel, channels (1, 1), filters (1, 10) and (2, 20) of 1×1");
    }

    [About("CV-04", nameof(Conv2d.Convolve))]
    public static void It_equals_the_library_on_many_sizes()
    {
        foreach (var s in Cases())
        {
            var (x, w) = (Check.Numbers(s.InputCount, 1), Check.Numbers(s.FilterCount, 2));
            Check.Equal(Library(s, x, w), Run(s, x, w), $"{s}, random numbers", 1e-10);
        }
    }

    [About("CV-04", nameof(Conv2d.Convolve))]
    public static void It_is_linear_in_the_image()
    {
        var s = new Sizes(1, 2, 4, 5, 2, 3, P: 1);
        double[] a = Check.Numbers(s.InputCount, 1), b = Check.Numbers(s.InputCount, 2), w = Check.Numbers(s.FilterCount, 3);
        var sum = Run(s, a, w).Zip(Run(s, b, w), (p, q) => 2 * p - q).ToArray();
        Check.Equal(sum, Run(s, a.Zip(b, (p, q) => 2 * p - q).ToArray(), w), $"{s}: the convolution of 2a − b against 2·conv(a) − conv(b)",
            1e-10);
    }

    static Sizes[] Cases() =>
    [
        new(1, 1, 3, 3, 1, 2), new(1, 1, 3, 4, 1, 2), new(1, 1, 4, 3, 1, 3, P: 1), new(1, 1, 5, 4, 1, 2, S: 2), new(1, 2, 3, 3, 1, 2),
            new(1, 2, 4, 4, 3, 3, P: 1),
        new(2, 1, 3, 3, 2, 2), new(2, 3, 6, 5, 2, 3, S: 2, P: 1), new(3, 2, 7, 7, 4, 3, S: 3, P: 2), new(1, 1, 2, 2, 1, 4, P: 2),
    ];

    static double[] Run(Sizes s, double[] x, double[] w)
    {
        var y = Enumerable.Repeat(99.0, s.OutputCount).ToArray();
        Conv2d.Convolve(s, x, w, y);
        return y;
    }

    static double[] Library(Sizes s, double[] x, double[] w)
    {
        using var backend = new Reference();
        using var scope = backend.BeginScope();
        var image = Tensor.From(backend, [s.N, s.C, s.H, s.W], x);
        return image.Convolve(Tensor.From(backend, [s.O, s.C, s.K, s.K], w), stride: s.S, padding: s.P).ToArray();
    }
}
