using Tiny.Nn.Backends;
using Tiny.Nn.Ops;

namespace Exercise29;

/// <summary>Worked numbers, copies and overlaps, Tiny.Nn's own, and the identity that defines a transpose.</summary>
public static class Tests
{
    [About("TC-02", nameof(Transposed.Convolve))]
    public static void The_worked_number()
    {
        // a kernel of three rows, of which only the first is not zero, laid on one row
        Check.Equal([10, 20, 31, 2, 3], Run(new(1, 1, 3, 5, 1, 3, S: 2), [10, 1], [1, 2, 3, 0, 0, 0, 0, 0, 0])[..5],
            "kernel row (1, 2, 3), stride 2, y = (10, 1)");
    }

    [About("TC-01", nameof(Transposed.Convolve))]
    public static void One_cell_lays_down_the_kernel_itself()
    {
        Check.Equal([1, 2, 3, 4], Run(new(1, 1, 2, 2, 1, 2), [1], [1, 2, 3, 4]), "y = 1, kernel (1 2 / 3 4)");
        Check.Equal([4], Run(new(1, 1, 1, 1, 1, 2, S: 2, P: 1), [1], [1, 2, 3, 4]),
            "y = 1, kernel (1 2 / 3 4), padding 1, a result of one cell");
    }

    [About("TC-01", nameof(Transposed.Convolve))]
    public static void Overlaps_count_1_2_and_4()
    {
        Check.Equal([1, 1, 2, 1, 1, 1, 1, 2, 1, 1, 2, 2, 4, 2, 2, 1, 1, 2, 1, 1, 1, 1, 2, 1, 1],
            Run(new(1, 1, 5, 5, 1, 3, S: 2), [1, 1, 1, 1], Enumerable.Repeat(1.0, 9).ToArray()), "2×2 ones, 3×3 kernel of ones, stride 2");
    }

    [About("TC-01", nameof(Transposed.Convolve))]
    public static void It_equals_the_library_on_many_sizes()
    {
        foreach (var s in Cases())
        {
            double[] y = Check.Numbers(s.OutputCount, 1), w = Check.Numbers(s.FilterCount, 2);
            using var backend = new Reference();
            using var scope = backend.BeginScope();
            var a = (s.H + 2 * s.P - s.K) % s.S;
            var b = (s.W + 2 * s.P - s.K) % s.S;
            var expected = Tensor.From(backend, [s.N, s.O, s.OutH, s.OutW], y).ConvolveTransposed(Tensor.From(backend,
                [s.O, s.C, s.K, s.K], w), stride: s.S, padding: s.P, outputPadding: [a, b]).ToArray();
            Check.Equal(expected, Run(s, y, w), $"the transpose for {s}", 1e-10);
        }
    }

    [About("TC-01", nameof(Transposed.Convolve))]
    public static void It_is_the_transpose()
    {
        foreach (var s in Cases())
        {
            double[] x = Check.Numbers(s.InputCount, 1), w = Check.Numbers(s.FilterCount, 2), y = Check.Numbers(s.OutputCount, 3);
            using var backend = new Reference();
            using var scope = backend.BeginScope();
            var Cx = Tensor.From(backend, [s.N, s.C, s.H, s.W], x).Convolve(Tensor.From(backend, [s.O, s.C, s.K, s.K], w), stride: s.S,
                padding: s.P).ToArray();
            Check.Equal(Dot(Cx, y), Dot(x, Run(s, y, w)), $"{s}: ⟨C·x, y⟩ against ⟨x, your Cᵀ·y⟩", 1e-10);
        }
    }

    static Sizes[] Cases() => [new(1, 1, 2, 3, 1, 2), new(1, 1, 3, 3, 1, 3, P: 1), new(1, 1, 4, 4, 1, 3, S: 2, P: 1),
        new(1, 2, 3, 3, 3, 2), new(2, 3, 5, 4, 2, 2, S: 2), new(2, 2, 6, 7, 3, 3, S: 3, P: 1)];

    static double[] Run(Sizes s, double[] y, double[] w)
    {
        var x = Enumerable.Repeat(99.0, s.InputCount).ToArray();
        Transposed.Convolve(s, y, w, x);
        return x;
    }

    static double Dot(double[] a, double[] b) => a.Zip(b).Sum(pair => pair.First * pair.Second);
}
