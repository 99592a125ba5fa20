namespace Exercise04;

/// <summary>The loss, its limits and its gradient.</summary>
public static class Tests
{
    [ExerciseTest("NN-06", nameof(CrossEntropy.Loss))]
    public static void The_worked_example()
    {
        Expect.Equal(0.10536051565782628, CrossEntropy.Loss([Math.Log(0.9), Math.Log(0.1)], 0),
            "z = (ln 0.9, ln 0.1), label 0");
        Expect.Equal(Math.Log(2), CrossEntropy.Loss([0, 0], 1), "z = (0, 0), label 1");
    }

    [ExerciseTest("NN-06", nameof(CrossEntropy.Loss))]
    public static void The_loss_of_four_predictions()
    {
        double[][] p = [[.85, .10, .05], [.20, .70, .10], [.40, .45, .15], [.40, .25, .35]];
        int[] labels = [0, 1, 0, 2];
        var sum = p.Zip(labels).Sum(row => CrossEntropy.Loss(row.First.Select(p => Math.Log(p)).ToArray(), row.Second));
        Expect.Equal(2.48530672980934, sum,
            "the sum over p = (.85 .10 .05), (.20 .70 .10), (.40 .45 .15), (.40 .25 .35) " +
            "with labels 0, 1, 0, 2");
    }

    [ExerciseTest("NN-06", nameof(CrossEntropy.Loss))]
    public static void The_loss_is_finite_if_a_probability_underflows_to_0()
    {
        Expect.Equal(2000, CrossEntropy.Loss([1000, -1000], 1), "z = (1000, -1000), label 1");
        Expect.Equal(0, CrossEntropy.Loss([1000, -1000], 0), "z = (1000, -1000), label 0");
        Expect.Equal(Math.Log(2), CrossEntropy.Loss([-1000, -1000], 0), "z = (-1000, -1000), label 0");
    }

    [ExerciseTest("NN-06", nameof(CrossEntropy.Gradient))]
    public static void The_gradient_of_the_worked_example()
    {
        Expect.Equal([-0.5, 0.5], CrossEntropy.Gradient([0, 0], 0), "z = (0, 0), label 0");
        Expect.Equal([0.5, -0.5], CrossEntropy.Gradient([0, 0], 1), "z = (0, 0), label 1");
        Expect.Equal([1, -1], CrossEntropy.Gradient([1000, -1000], 1), "z = (1000, -1000), label 1");
    }

    [ExerciseTest("NN-06", nameof(CrossEntropy.Gradient))]
    public static void The_gradient_passes_the_gradient_check()
    {
        for (var classes = 2; classes <= 5; classes++)
            for (var label = 0; label < classes; label++)
            {
                var (z, target) = (TestData.Uniform(classes, seed: (ulong)classes), label);
                Expect.Gradient(x => CrossEntropy.Loss(x, target), z, CrossEntropy.Gradient(z, label),
                    $"z = {Format.Text(z)}, label {label}");
            }
    }
}
