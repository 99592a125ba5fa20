using Tiny.Nn.Backends;
using Tiny.Nn.Ops;

namespace Exercise26;

/// <summary>Worked values, gradient checks on Tiny.Nn's convolution, and the adjoint identities.</summary>
public static class Tests
{
    [ExerciseTest("CV-25", nameof(Conv2dGradients.InputGradient))]
    public static void The_worked_example()
    {
        Expect.Equal([10], Dx(new(1, 1, 1, 1, 1, 1), [2], [5]), "x = 3, w = 5, dy = 2: dx");
    }

    [ExerciseTest("CV-25", nameof(Conv2dGradients.InputGradient))]
    public static void Contributions_of_overlapping_windows_add()
    {
        Expect.Equal([1, 2, 1, 2, 4, 2, 1, 2, 1], Dx(new(1, 1, 3, 3, 1, 2), [1, 1, 1, 1], [1, 1, 1, 1]),
            "3×3 image, 2×2 kernel of ones, dy all 1: dx is the number of windows over each pixel");
    }

    [ExerciseTest("CV-24", nameof(Conv2dGradients.FilterGradient))]
    public static void Contributions_of_all_windows_add()
    {
        Expect.Equal([6], Dw(new(1, 1, 1, 1, 1, 1), [2], [3]), "x = 3, w = 5, dy = 2: dw");
        Expect.Equal([4], Dw(new(1, 1, 2, 2, 1, 1), [1, 1, 1, 1], [1, 1, 1, 1]),
            "2×2 image of ones, 1×1 kernel, dy all 1: dw");
    }

    [ExerciseTest("CV-24", nameof(Conv2dGradients.FilterGradient))]
    public static void Contributions_of_all_images_of_a_batch_add()
    {
        Expect.Equal([2 * 3 + 10 * 7], Dw(new(2, 1, 1, 1, 1, 1), [2, 10], [3, 7]),
            "two images of one pixel, x = 3 and 7, dy = 2 and 10: dw");
    }

    [ExerciseTest("CV-25", nameof(Conv2dGradients.InputGradient))]
    public static void The_input_gradient_passes_the_gradient_check()
    {
        foreach (var (s, x, w, dy) in Cases().Take(5))
            Expect.Gradient(at => Dot(Convolve(s, at, w), dy), x, Dx(s, dy, w), $"dx for {s}");
    }

    [ExerciseTest("CV-24", nameof(Conv2dGradients.FilterGradient))]
    public static void The_filter_gradient_passes_the_gradient_check()
    {
        foreach (var (s, x, w, dy) in Cases().Take(5))
            Expect.Gradient(at => Dot(Convolve(s, x, at), dy), w, Dw(s, dy, x), $"dw for {s}");
    }

    [ExerciseTest("CV-25", nameof(Conv2dGradients.InputGradient))]
    public static void The_inner_products_with_y_and_with_x_are_equal()
    {
        foreach (var (s, x, w, y) in Cases())
            Expect.Equal(Dot(Convolve(s, x, w), y), Dot(x, Dx(s, y, w)),
                $"{s}: ⟨conv(x, w), y⟩ compared with ⟨x, your dx⟩", 1e-10);
    }

    [ExerciseTest("CV-24", nameof(Conv2dGradients.FilterGradient))]
    public static void The_inner_products_with_y_and_with_w_are_equal()
    {
        foreach (var (s, x, w, y) in Cases())
            Expect.Equal(Dot(Convolve(s, x, w), y), Dot(w, Dw(s, y, x)),
                $"{s}: ⟨conv(x, w), y⟩ compared with ⟨w, your dw⟩", 1e-10);
    }

    static IEnumerable<(Conv2dSizes Sizes, double[] X, double[] W, double[] Y)> Cases() =>
        from s in new Conv2dSizes[] { new(1, 1, 2, 3, 1, 2), new(1, 1, 3, 3, 1, 3, P: 1), new(1, 2, 3, 3, 2, 2),
            new(2, 1, 4, 3, 2, 2, S: 2), new(2, 2, 4, 5, 3, 3, S: 2, P: 1), new(3, 3, 7, 6, 4, 3, S: 3, P: 2) }
        select (s, TestData.Uniform(s.InputCount, 1), TestData.Uniform(s.FilterCount, 2),
            TestData.Uniform(s.OutputCount, 3));

    static double[] Dx(Conv2dSizes s, double[] dy, double[] w)
    {
        var dx = TestData.Filled(s.InputCount);
        Conv2dGradients.InputGradient(s, dy, w, dx);
        return dx;
    }

    static double[] Dw(Conv2dSizes s, double[] dy, double[] x)
    {
        var dw = TestData.Filled(s.FilterCount);
        Conv2dGradients.FilterGradient(s, dy, x, dw);
        return dw;
    }

    static double Dot(double[] a, double[] b) => a.Zip(b).Sum(pair => pair.First * pair.Second);

    static double[] Convolve(Conv2dSizes s, double[] x, double[] w)
    {
        using var backend = new Reference();
        using var scope = backend.BeginScope();
        return Tensor.From(backend, [s.N, s.C, s.H, s.W], x)
            .Convolve(Tensor.From(backend, [s.O, s.C, s.K, s.K], w), stride: s.S, padding: s.P).ToArray();
    }
}
