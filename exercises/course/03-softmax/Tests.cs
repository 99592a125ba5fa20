namespace Exercise03;

/// <summary>Properties of probabilities, also for large logits.</summary>
public static class Tests
{
    [ExerciseTest("NN-05", nameof(Softmax.Probabilities))]
    public static void The_worked_example()
    {
        Expect.Equal([0.25, 0.75], Softmax.Probabilities([0, Math.Log(3)]), "z = (0, ln 3)");
        Expect.Equal([1], Softmax.Probabilities([5]), "z = (5)");
    }

    [ExerciseTest("NN-05", nameof(Softmax.Probabilities))]
    public static void Probabilities_sum_to_1_and_keep_the_order_of_the_logits()
    {
        for (var classes = 2; classes <= 10; classes++)
        {
            var z = TestData.Uniform(classes, seed: (ulong)classes);
            var p = Softmax.Probabilities(z);
            Expect.Equal(1, p.Sum(), $"z = {Format.Text(z)}: the sum");
            Expect.Equal(Array.IndexOf(z, z.Max()), Array.IndexOf(p, p.Max()),
                $"z = {Format.Text(z)}: the most probable class");
        }
    }

    [ExerciseTest("NN-05", nameof(Softmax.Probabilities))]
    public static void For_two_classes_softmax_is_the_sigmoid_of_the_difference()
    {
        Expect.Equal(1 / (1 + Math.Exp(-1.5)), Softmax.Probabilities([2, 0.5])[0],
            "z = (2, 0.5): p of the first class");
    }

    [ExerciseTest("NN-05", nameof(Softmax.Probabilities))]
    public static void A_constant_added_to_all_logits_changes_nothing()
    {
        double[] z = [1, -0.5, 0.25];
        foreach (var constant in new[] { 10.0, -10, 1000, -1000 })
            Expect.Equal(Softmax.Probabilities(z), Softmax.Probabilities(z.Select(logit => logit + constant).ToArray()),
                $"z = (1, -0.5, 0.25), all plus {constant}");
    }

    [ExerciseTest("NN-05", nameof(Softmax.Probabilities))]
    public static void Large_logits_do_not_overflow()
    {
        Expect.Equal([0.5, 0.5], Softmax.Probabilities([1000, 1000]), "z = (1000, 1000)");
        Expect.Equal([1, 0], Softmax.Probabilities([1000, -1000]), "z = (1000, -1000)");
    }

    [ExerciseTest("NN-05", nameof(Softmax.Probabilities))]
    public static void The_derivatives_are_p_times_one_minus_p_and_minus_p_times_p()
    {
        double[] z = [0.3, -0.2, 0.9];
        var p = Softmax.Probabilities(z);
        Expect.Gradient(x => Softmax.Probabilities(x)[0], z, [p[0] * (1 - p[0]), -p[0] * p[1], -p[0] * p[2]],
            $"dp₀/dz at z = {Format.Text(z)}");
    }
}
