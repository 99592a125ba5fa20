using Tiny.Nn.Backends;
using Tiny.Nn.Ops;

namespace Exercise27;

/// <summary>Worked examples, kernels with zeros in the gaps, and Tiny.Nn for many sizes.</summary>
public static class Tests
{
    [ExerciseTest("CV-19", nameof(DilatedConvolution.Convolve))]
    public static void The_worked_example()
    {
        Expect.Equal([41, 52], DilatedConvolution.Convolve(1, 5, 1, 2, 3, 1, [1, 2, 3, 4, 5], [1, 10]),
            "x = (1, 2, 3, 4, 5), w = (1, 10), d = 3");
        Expect.Equal([21, 32], DilatedConvolution.Convolve(1, 3, 1, 2, 1, 1, [1, 2, 3], [1, 10]),
            "x = (1, 2, 3), w = (1, 10), d = 1");
    }

    [ExerciseTest("CV-19", nameof(DilatedConvolution.Convolve))]
    public static void A_dilated_kernel_equals_a_kernel_with_zeros_in_the_gaps()
    {
        var x = TestData.Uniform(9, 1);
        Expect.Equal(DilatedConvolution.Convolve(1, 9, 1, 5, 1, 1, x, [2, 0, 3, 0, 5]),
            DilatedConvolution.Convolve(1, 9, 1, 3, 2, 1, x, [2, 3, 5]),
            "9 random elements, w = (2, 0, 3, 0, 5) with d = 1 compared with w = (2, 3, 5) with d = 2");
    }

    [ExerciseTest("CV-21", nameof(DilatedConvolution.Convolve))]
    public static void Two_groups_are_two_independent_convolutions()
    {
        var y = DilatedConvolution.Convolve(2, 2, 4, 1, 1, 2, [1, 1, 1, 1], [3, 50, 7, 110]);
        Expect.Equal([3, 50, 7, 110], y.Where((_, i) => i % 2 == 0).ToArray(),
            "2 channels of ones, 4 filters of one weight (3, 50, 7, 110), 2 groups: element 0 of each output");
        Expect.Equal([1, 10, 200, 2000], DilatedConvolution.Convolve(2, 1, 4, 1, 1, 2, [1, 100], [1, 10, 2, 20]),
            "channels 1 and 100, 4 filters (1, 10, 2, 20), 2 groups: two filters for each channel");
    }

    [ExerciseTest("CV-21", nameof(DilatedConvolution.Convolve))]
    public static void It_matches_the_library_for_many_sizes()
    {
        foreach (var (C, L, O, K, d, G) in new[] { (1, 4, 1, 2, 2, 1), (2, 4, 1, 2, 1, 1), (2, 5, 2, 2, 1, 2),
            (2, 6, 4, 2, 3, 2),
            (4, 7, 2, 3, 2, 2), (3, 8, 3, 3, 3, 3), (6, 9, 9, 2, 4, 3) })
        {
            var (x, w) = (TestData.Uniform(C * L, 1), TestData.Uniform(O * (C / G) * K, 2));
            using var backend = new Reference();
            using var scope = backend.BeginScope();
            var expected = Tensor.From(backend, [1, C, L], x)
                .Convolve(Tensor.From(backend, [O, C / G, K], w), dilation: d, groups: G)
                .ToArray();
            Expect.Equal(expected, DilatedConvolution.Convolve(C, L, O, K, d, G, x, w),
                $"C = {C}, L = {L}, O = {O}, K = {K}, d = {d}, G = {G}, random values", 1e-10);
        }
    }

    [ExerciseTest("CV-19", nameof(DilatedConvolution.Convolve))]
    public static void Dilations_1_2_4_8_have_a_receptive_field_of_31()
    {
        var x = new double[31];
        Array.Fill(x, 1);
        foreach (var d in new[] { 1, 2, 4, 8 }) x = DilatedConvolution.Convolve(1, x.Length, 1, 3, d, 1, x, [1, 1, 1]);
        Expect.Equal([81], x,
            "31 ones through four layers of three ones, d = 1, 2, 4, 8: one element, the sum over 3⁴ paths");
    }
}
