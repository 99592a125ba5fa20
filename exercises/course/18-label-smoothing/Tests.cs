namespace Exercise18;

/// <summary>Targets, the loss and its minimum.</summary>
public static class Tests
{
    [ExerciseTest("RG-13", nameof(LabelSmoothing.Target))]
    public static void The_worked_example()
    {
        Expect.Equal([0.8, 0.05, 0.05, 0.05, 0.05], LabelSmoothing.Target(0, 5, 0.2), "label 0, K = 5, e = 0.2");
        Expect.Equal([0, 0, 1], LabelSmoothing.Target(2, 3, 0), "label 2, K = 3, e = 0");
    }

    [ExerciseTest("RG-13", nameof(LabelSmoothing.Target))]
    public static void Targets_sum_to_one()
    {
        for (var classes = 2; classes <= 10; classes++)
            Expect.Equal(1, LabelSmoothing.Target(classes - 1, classes, 0.1).Sum(),
                $"label {classes - 1}, K = {classes}, e = 0.1: the sum");
    }

    [ExerciseTest("RG-13", nameof(LabelSmoothing.Loss))]
    public static void For_a_one_hot_target_the_loss_is_cross_entropy()
    {
        Expect.Equal(-Math.Log(0.7), LabelSmoothing.Loss([0.2, 0.7, 0.1], [0, 1, 0]),
            "p = (0.2, 0.7, 0.1), t = (0, 1, 0)");
        Expect.Equal(0, LabelSmoothing.Loss([0, 1], [0, 1]), "p = (0, 1), t = (0, 1)");
        Expect.Equal(-0.9 * Math.Log(0.7) - 0.1 * Math.Log(0.3), LabelSmoothing.Loss([0.3, 0.7], [0.1, 0.9]),
            "p = (0.3, 0.7), t = (0.1, 0.9)");
    }

    [ExerciseTest("RG-13", nameof(LabelSmoothing.Loss))]
    public static void The_gradient_with_respect_to_the_logits_is_p_minus_t()
    {
        double[] z = [0.5, -0.3, 0.1], t = LabelSmoothing.Target(1, 3, 0.2), p = Softmax(z);
        Expect.Gradient(x => LabelSmoothing.Loss(Softmax(x), t), z, p.Zip(t, (a, b) => a - b).ToArray(),
            "z = (0.5, -0.3, 0.1), label 1, e = 0.2: p − t");
    }

    [ExerciseTest("RG-13", nameof(LabelSmoothing.Loss))]
    public static void The_loss_is_minimal_if_the_prediction_equals_the_target()
    {
        var t = LabelSmoothing.Target(0, 4, 0.3);
        var minimum = LabelSmoothing.Loss(t, t);
        for (ulong seed = 1; seed <= 20; seed++)
        {
            var p = Softmax(TestData.Uniform(4, seed));
            Expect.That(LabelSmoothing.Loss(p, t) >= minimum, $"t = {Format.Text(t)}, p = {Format.Text(p)}",
                $"at least {Format.Text(minimum)}, the loss at p = t", Format.Text(LabelSmoothing.Loss(p, t)));
        }
    }

    [ExerciseTest("RG-13", nameof(LabelSmoothing.FromPyTorch))]
    public static void PyTorch_distributes_epsilon_over_all_classes()
    {
        foreach (var (epsilon, classes) in new[] { (0.1, 10), (0.2, 3) })
        {
            var expected = 1 - epsilon + epsilon / classes;
            Expect.Equal(expected, LabelSmoothing.Target(0, classes, LabelSmoothing.FromPyTorch(epsilon, classes))[0],
                $"ε = {epsilon}, K = {classes}: the label's target, 1 − ε + ε/K in PyTorch");
        }
    }

    static double[] Softmax(double[] z)
    {
        var sum = z.Sum(Math.Exp);
        return z.Select(logit => Math.Exp(logit) / sum).ToArray();
    }
}
