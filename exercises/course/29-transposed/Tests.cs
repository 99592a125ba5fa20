using Tiny.Nn.Backends;
using Tiny.Nn.Ops;

namespace Exercise29;

/// <summary>
/// Worked examples, overlaps, Tiny.Nn's transposed convolution, the adjoint identity, and the gradients.
/// </summary>
public static class Tests
{
    [ExerciseTest("TC-02", nameof(TransposedConvolution.Apply))]
    public static void The_worked_example()
    {
        // only the first row of the kernel is not zero, so the first row of the result is the 1-D example
        Expect.Equal([10, 20, 31, 2, 3], Run(new(1, 1, 3, 5, 1, 3, S: 2), [10, 1], [1, 2, 3, 0, 0, 0, 0, 0, 0])[..5],
            "y = (10, 1), kernel (1 2 3 / 0 0 0 / 0 0 0), stride 2: the first row of the 3×5 result");
    }

    [ExerciseTest("TC-01", nameof(TransposedConvolution.Apply))]
    public static void One_element_gives_the_kernel_itself()
    {
        Expect.Equal([1, 2, 3, 4], Run(new(1, 1, 2, 2, 1, 2), [1], [1, 2, 3, 4]), "y = 1, kernel (1 2 / 3 4)");
        Expect.Equal([4], Run(new(1, 1, 1, 1, 1, 2, S: 2, P: 1), [1], [1, 2, 3, 4]),
            "y = 1, kernel (1 2 / 3 4), padding 1, a result of one pixel");
    }

    [ExerciseTest("TC-01", nameof(TransposedConvolution.Apply))]
    public static void Overlapping_kernels_add()
    {
        Expect.Equal([1, 1, 2, 1, 1, 1, 1, 2, 1, 1, 2, 2, 4, 2, 2, 1, 1, 2, 1, 1, 1, 1, 2, 1, 1],
            Run(new(1, 1, 5, 5, 1, 3, S: 2), [1, 1, 1, 1], Enumerable.Repeat(1.0, 9).ToArray()),
            "y = (1 1 / 1 1), kernel (1 1 1 / 1 1 1 / 1 1 1), stride 2: the 5×5 result");
    }

    [ExerciseTest("TC-01", nameof(TransposedConvolution.Apply))]
    public static void It_matches_the_library_for_many_sizes()
    {
        foreach (var s in Cases())
        {
            double[] y = TestData.Uniform(s.OutputCount, 1), w = TestData.Uniform(s.FilterCount, 2);
            using var backend = new Reference();
            using var scope = backend.BeginScope();
            var a = (s.H + 2 * s.P - s.K) % s.S;
            var b = (s.W + 2 * s.P - s.K) % s.S;
            var expected = Tensor.From(backend, [s.N, s.O, s.OutH, s.OutW], y).ConvolveTransposed(Tensor.From(backend,
                [s.O, s.C, s.K, s.K], w), stride: s.S, padding: s.P, outputPadding: [a, b]).ToArray();
            Expect.Equal(expected, Run(s, y, w),
                $"the transpose of {s}, y = {Format.Text(y)}, kernel w = {Format.Text(w)}", 1e-10);
        }
    }

    [ExerciseTest("TC-01", nameof(TransposedConvolution.Apply))]
    public static void It_fulfils_the_adjoint_identity()
    {
        foreach (var s in Cases())
        {
            double[] x = TestData.Uniform(s.InputCount, 1), w = TestData.Uniform(s.FilterCount, 2),
                y = TestData.Uniform(s.OutputCount, 3);
            using var backend = new Reference();
            using var scope = backend.BeginScope();
            var Cx = Tensor.From(backend, [s.N, s.C, s.H, s.W], x)
                .Convolve(Tensor.From(backend, [s.O, s.C, s.K, s.K], w), stride: s.S, padding: s.P).ToArray();
            Expect.Equal(Dot(Cx, y), Dot(x, Run(s, y, w)), $"{s}: ⟨C·x, y⟩ compared with ⟨x, your Cᵀ·y⟩", 1e-10);
        }
    }

    [ExerciseTest("TC-01", nameof(TransposedConvolution.InputGradient))]
    public static void The_input_gradient_passes_the_gradient_check()
    {
        foreach (var s in Cases())
        {
            double[] y = TestData.Uniform(s.OutputCount, 1), w = TestData.Uniform(s.FilterCount, 2),
                dx = TestData.Uniform(s.InputCount, 3), dy = TestData.Filled(s.OutputCount);
            TransposedConvolution.InputGradient(s, dx, w, dy);
            Expect.Gradient(at => Dot(Run(s, at, w), dx), y, dy,
                $"dy for the transpose of {s}, dx = {Format.Text(dx)}, kernel w = {Format.Text(w)}");
        }
    }

    [ExerciseTest("TC-01", nameof(TransposedConvolution.FilterGradient))]
    public static void The_filter_gradient_passes_the_gradient_check()
    {
        foreach (var s in Cases())
        {
            double[] y = TestData.Uniform(s.OutputCount, 1), w = TestData.Uniform(s.FilterCount, 2),
                dx = TestData.Uniform(s.InputCount, 3), dw = TestData.Filled(s.FilterCount);
            TransposedConvolution.FilterGradient(s, dx, y, dw);
            Expect.Gradient(at => Dot(Run(s, y, at), dx), w, dw,
                $"dw for the transpose of {s}, dx = {Format.Text(dx)}, y = {Format.Text(y)}");
        }
    }

    static Conv2dSizes[] Cases() =>
        [new(1, 1, 2, 3, 1, 2), new(1, 1, 3, 3, 1, 3, P: 1), new(1, 1, 4, 4, 1, 3, S: 2, P: 1),
        new(1, 2, 3, 3, 3, 2), new(2, 3, 5, 4, 2, 2, S: 2), new(2, 2, 6, 7, 3, 3, S: 3, P: 1)];

    static double[] Run(Conv2dSizes s, double[] y, double[] w)
    {
        var x = TestData.Filled(s.InputCount);
        TransposedConvolution.Apply(s, y, w, x);
        return x;
    }

    static double Dot(double[] a, double[] b) => a.Zip(b).Sum(pair => pair.First * pair.Second);
}
