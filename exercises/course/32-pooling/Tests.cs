namespace Exercise32;

/// <summary>Worked examples of the sources, ties, overlaps and the gradient.</summary>
public static class Tests
{
    static readonly double[] Image = [1, 2, 6, 3, 3, 5, 2, 1, 1, 2, 2, 1, 7, 3, 4, 8];

    [ExerciseTest("PL-09", nameof(Pooling.Pool))]
    public static void The_worked_example()
    {
        var (y, switches) = Pool(4, 4, 2, 2, Image);
        Expect.Equal([5, 6, 7, 8], y, "(1 2 6 3 / 3 5 2 1 / 1 2 2 1 / 7 3 4 8), K = S = 2: y");
        Expect.Equal([5, 2, 12, 15], switches, "(1 2 6 3 / 3 5 2 1 / 1 2 2 1 / 7 3 4 8), K = S = 2: the switches");
    }

    [ExerciseTest("PL-09", nameof(Pooling.Pool))]
    public static void Another_image_and_negative_values()
    {
        Expect.Equal([6, 8, 3, 4], Pool(4, 4, 2, 2, [1, 1, 2, 4, 5, 6, 7, 8, 3, 2, 1, 0, 1, 2, 3, 4]).Y,
            "(1 1 2 4 / 5 6 7 8 / 3 2 1 0 / 1 2 3 4), K = S = 2");
        Expect.Equal([-1], Pool(2, 2, 2, 2, [-4, -3, -2, -1]).Y, "(-4 -3 / -2 -1), K = S = 2");
    }

    [ExerciseTest("PL-09", nameof(Pooling.Pool))]
    public static void Windows_may_overlap()
    {
        double[] image = [3, 3, 2, 1, 0, 0, 0, 1, 3, 1, 3, 1, 2, 2, 3, 2, 0, 0, 2, 2, 2, 0, 0, 0, 1];
        Expect.Equal([3, 3, 3, 3, 3, 3, 3, 2, 3], Pool(5, 5, 3, 1, image).Y,
            "(3 3 2 1 0 / 0 0 1 3 1 / 3 1 2 2 3 / 2 0 0 2 2 / 2 0 0 0 1), K = 3, S = 1");
    }

    [ExerciseTest("PL-09", nameof(Pooling.Pool))]
    public static void Of_equal_elements_the_first_is_selected()
    {
        Expect.Equal([0], Pool(2, 2, 2, 2, [5, 5, 5, 5]).Switches, "(5 5 / 5 5), K = S = 2: the switch");
    }

    [ExerciseTest("PL-09", nameof(Pooling.Unpool))]
    public static void Unpooling_of_the_worked_example()
    {
        Expect.Equal([0, 0, 2, 0, 0, 1, 0, 0, 0, 0, 0, 0, 3, 0, 0, 4], Unpool([1, 2, 3, 4], [5, 2, 12, 15], 16),
            "y = (1 2 / 3 4), switches (5 2 / 12 15), 16 elements");
        Expect.Equal([0, 7, 0], Unpool([3, 4], [1, 1], 3), "y = (3, 4), both switches 1, 3 elements");
    }

    [ExerciseTest("PL-04", nameof(Pooling.Unpool))]
    public static void Unpooling_is_the_gradient_of_pooling()
    {
        foreach (var (H, W, K, S) in new[] { (2, 2, 2, 2), (4, 4, 2, 2), (3, 4, 2, 1), (5, 5, 3, 2), (6, 5, 2, 3) })
        {
            var x = TestData.Uniform(H * W, 1);
            var (y, switches) = Pool(H, W, K, S, x);
            var dy = TestData.Uniform(y.Length, 2);
            Expect.Gradient(at => Pool(H, W, K, S, at).Y.Zip(dy).Sum(pair => pair.First * pair.Second), x,
                Unpool(dy, switches, x.Length),
                $"{H}×{W} image, K = {K}, S = {S}: dx");
        }
    }

    static (double[] Y, int[] Switches) Pool(int H, int W, int K, int S, double[] x)
    {
        var count = ((H - K) / S + 1) * ((W - K) / S + 1);
        var (y, switches) = (new double[count], new int[count]);
        Pooling.Pool(H, W, K, S, x, y, switches);
        return (y, switches);
    }

    static double[] Unpool(double[] y, int[] switches, int count)
    {
        var x = TestData.Filled(count);
        Pooling.Unpool(y, switches, x);
        return x;
    }
}
