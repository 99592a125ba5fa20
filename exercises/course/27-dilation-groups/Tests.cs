using Tiny.Nn.Backends;
using Tiny.Nn.Ops;

namespace Exercise27;

/// <summary>Worked numbers, gaps filled with zeros, and Tiny.Nn on many sizes.</summary>
public static class Tests
{
    [About("CV-19", nameof(Dilated.Convolve))]
    public static void The_worked_number()
    {
        Check.Equal([41, 52], Dilated.Convolve(1, 5, 1, 2, 3, 1, [1, 2, 3, 4, 5], [1, 10]), "x = (1, 2, 3, 4, 5), w = (1, 10), d = 3");
        Check.Equal([21, 32], Dilated.Convolve(1, 3, 1, 2, 1, 1, [1, 2, 3], [1, 10]), "x = (1, 2, 3), w = (1, 10), d = 1");
    }

    [About("CV-19", nameof(Dilated.Convolve))]
    public static void A_dilated_kernel_is_a_plain_one_with_zeros_in_its_gaps()
    {
        var x = Check.Numbers(9, 1);
        Check.Equal(Dilated.Convolve(1, 9, 1, 5, 1, 1, x, [2, 0, 3, 0, 5]), Dilated.Convolve(1, 9, 1, 3, 2, 1, x, [2, 3, 5]),
            "9 random cells, w = (2, 0, 3, 0, 5) with d = 1 against w = (2, 3, 5) with d = 2");
    }

    [About("CV-21", nameof(Dilated.Convolve))]
    public static void Two_groups_are_two_convolutions_side_by_side()
    {
        Check.Equal([3, 50, 7, 110], Dilated.Convolve(2, 2, 4, 1, 1, 2, [1, 1, 1, 1], [3, 50, 7, 110]).Where((_, i) => i % 2 == 0)
            .ToArray(), "2 channels of ones, 4 filters of one weight (3, 50, 7, 110), 2 groups: the first cell of each output");
        Check.Equal([1, 10, 200, 2000], Dilated.Convolve(2, 1, 4, 1, 1, 2, [1, 100], [1, 10, 2, 20]),
            "channels 1 and 100, 4 filters (1, 10, 2, 20), 2 groups: filters 0 and 1 see channel 0, filters 2 and 3 see channel 1");
    }

    [About("CV-21", nameof(Dilated.Convolve))]
    public static void It_equals_the_library_on_many_sizes()
    {
        foreach (var (C, L, O, K, d, G) in new[] { (1, 4, 1, 2, 2, 1), (2, 4, 1, 2, 1, 1), (2, 5, 2, 2, 1, 2), (2, 6, 4, 2, 3, 2),
            (4, 7, 2, 3, 2, 2), (3, 8, 3, 3, 3, 3), (6, 9, 9, 2, 4, 3) })
        {
            var (x, w) = (Check.Numbers(C * L, 1), Check.Numbers(O * (C / G) * K, 2));
            using var backend = new Reference();
            using var scope = backend.BeginScope();
            var expected = Tensor.From(backend, [1, C, L], x).Convolve(Tensor.From(backend, [O, C / G, K], w), dilation: d, groups: G)
                .ToArray();
            Check.Equal(expected, Dilated.Convolve(C, L, O, K, d, G, x, w),
                $"C = {C}, L = {L}, O = {O}, K = {K}, d = {d}, G = {G}, random numbers", 1e-10);
        }
    }

    [About("CV-19", nameof(Dilated.Convolve))]
    public static void Dilations_1_2_4_8_together_see_31_cells()
    {
        var x = new double[31];
        Array.Fill(x, 1);
        foreach (var d in new[] { 1, 2, 4, 8 }) x = Dilated.Convolve(1, x.Length, 1, 3, d, 1, x, [1, 1, 1]);
        Check.Equal([81], x, "31 ones through four layers of three ones, d = 1, 2, 4, 8: one cell is left, and 3⁴ paths lead to it");
    }
}
