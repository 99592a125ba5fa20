namespace Exercise52;

using Framework;
using Framework.Checks;

/// <summary>Patches, their transpose, a comparison with plain loops, and gradient checks.</summary>
public static class Tests
{
    static readonly double[] Nine = [1, 2, 3, 4, 5, 6, 7, 8, 9];

    [ExerciseTest("CV-26", nameof(Patches.Unfold))]
    public static void The_patches_of_the_worked_example()
    {
        var matrix = new Patches(1, 3, 3, 2, 1, 0).Unfold(Nine);
        Expect.Equal([1, 2, 4, 5, 2, 3, 5, 6, 4, 5, 7, 8, 5, 6, 8, 9], matrix,
            "a 3×3 image 1 … 9, K = 2: the patches, row by row");
        Expect.Equal([0, 0, 0, 0], new Patches(1, 1, 1, 1, 3, 3).Unfold([7])[..4],
            "a 1×1 image (7), K = 1, stride 3, padding 3: the first four patches");
    }

    [ExerciseTest("CV-26", nameof(Patches.Unfold))]
    public static void The_patches_of_all_small_sizes()
    {
        foreach (var (c, h, w, k, s, p) in Sizes)
        {
            var (patches, image) = (new Patches(c, h, w, k, s, p), TestData.Uniform(c * h * w, 1));
            Expect.Equal(Textbook(patches, image, c, h, w, k, s, p), patches.Unfold(image), Text(c, h, w, k, s, p));
        }
    }

    [ExerciseTest("CV-26", nameof(Patches.Fold))]
    public static void Fold_adds_the_copies_of_each_pixel()
    {
        var image = new double[9];
        var patches = new Patches(1, 3, 3, 2, 1, 0);
        patches.Fold(patches.Unfold(Nine), image);
        Expect.Equal([1, 4, 3, 8, 20, 12, 7, 16, 9], image, "the patches of a 3×3 image 1 … 9, K = 2, folded back");
        patches.Fold(patches.Unfold(Nine), image);
        Expect.Equal([2, 8, 6, 16, 40, 24, 14, 32, 18], image, "the same, folded again: Fold adds to the image");
    }

    [ExerciseTest("AD-04", nameof(Patches.Fold))]
    public static void Fold_is_the_transpose_of_Unfold()
    {
        foreach (var (c, h, w, k, s, p) in Sizes)
        {
            var (patches, x) = (new Patches(c, h, w, k, s, p), TestData.Uniform(c * h * w, 1));
            var (M, folded) = (TestData.Uniform(patches.Rows * patches.Columns, 2), new double[x.Length]);
            patches.Fold(M, folded);
            Expect.Equal(Dot(patches.Unfold(x), M), Dot(x, folded),
                $"{Text(c, h, w, k, s, p)}: ⟨Unfold(x), M⟩ compared with ⟨x, Fold(M)⟩", 1e-10);
        }
    }

    [ExerciseTest("CV-26", nameof(Tensor.Convolve))]
    public static void A_convolution_by_hand()
    {
        var y = Tensor.Convolve(new([1, 1, 3, 3], Nine), new([1, 1, 2, 2], [1, 0, 0, 1]), new([1], [10]));
        Expect.Equal([1, 1, 2, 2], y.Shape, "a 3×3 image, a 2×2 filter: the shape");
        Expect.Equal([16, 18, 22, 24], y.Data, "the image 1 … 9, the filter (1 0 / 0 1), the bias 10");
    }

    [ExerciseTest("CV-26", nameof(Tensor.Convolve))]
    public static void Several_images_channels_and_filters()
    {
        foreach (var (c, h, w, k, s, p) in Sizes)
        {
            const int n = 2, o = 3;
            Tensor x = TensorCheck.Random([n, c, h, w], 1), filters = TensorCheck.Random([o, c, k, k], 2),
                bias = TensorCheck.Random([o], 3);
            var patches = new Patches(c, h, w, k, s, p);
            var expected = new List<double>();
            for (var image = 0; image < n; image++)
            {
                var matrix = Textbook(patches, x.Data[(image * c * h * w)..], c, h, w, k, s, p);
                for (var f = 0; f < o; f++)
                    for (var j = 0; j < patches.Columns; j++)
                        expected.Add(bias.Data[f] + Enumerable.Range(0, patches.Rows).Sum(row =>
                            filters.Data[f * patches.Rows + row] * matrix[row * patches.Columns + j]));
            }
            Expect.Equal([.. expected], Tensor.Convolve(x, filters, bias, s, p).Data,
                $"2 images and 3 filters, {Text(c, h, w, k, s, p)}", 1e-10);
        }
    }

    [ExerciseTest("AD-04", nameof(Tensor.Convolve))]
    public static void The_gradients_of_a_convolution()
    {
        foreach (var (c, h, w, k, s, p) in Sizes.Where(size => size.C * size.H * size.W <= 40))
            TensorCheck.Gradients($"convolution of 2 images with 2 filters, {Text(c, h, w, k, s, p)}",
                x => Tensor.Convolve(x[0], x[1], x[2], s, p), [2, c, h, w], [2, c, k, k], [2]);
    }

    static readonly (int C, int H, int W, int K, int S, int P)[] Sizes =
    [
        (1, 3, 3, 2, 1, 0), (1, 4, 3, 2, 1, 0), (2, 3, 4, 2, 1, 0), (1, 3, 3, 3, 1, 1), (1, 5, 4, 3, 2, 1),
        (2, 4, 5, 3, 2, 2), (1, 1, 1, 3, 2, 1), (3, 7, 6, 3, 3, 0), (1, 2, 5, 2, 3, 1), (2, 9, 8, 5, 2, 2),
    ];

    static double[] Textbook(Patches patches, double[] x, int c, int h, int w, int k, int s, int p)
    {
        var matrix = new double[patches.Rows * patches.Columns];
        for (int channel = 0, at = 0; channel < c; channel++)
            for (var a = 0; a < k; a++)
                for (var b = 0; b < k; b++)
                    for (var r = 0; r < patches.OutH; r++)
                        for (var q = 0; q < patches.OutW; q++, at++)
                            if (r * s - p + a is var i && i >= 0 && i < h && q * s - p + b is var j && j >= 0 && j < w)
                                matrix[at] = x[(channel * h + i) * w + j];
        return matrix;
    }

    static string Text(int c, int h, int w, int k, int s, int p) =>
        $"{c} channel(s) of {h}×{w}, K = {k}, stride {s}, padding {p}";

    static double Dot(double[] a, double[] b) => a.Zip(b).Sum(pair => pair.First * pair.Second);
}
