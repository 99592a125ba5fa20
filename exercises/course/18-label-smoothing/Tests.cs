namespace Exercise18;

/// <summary>Targets, the loss, and where it is smallest.</summary>
public static class Tests
{
    [About("RG-13", nameof(Smoothing.Target))]
    public static void The_worked_number()
    {
        Check.Equal([0.8, 0.05, 0.05, 0.05, 0.05], Smoothing.Target(0, 5, 0.2), "label 0, K = 5, e = 0.2");
        Check.Equal([0, 0, 1], Smoothing.Target(2, 3, 0), "label 2, K = 3, e = 0");
    }

    [About("RG-13", nameof(Smoothing.Target))]
    public static void Targets_sum_to_one()
    {
        for (var classes = 2; classes <= 10; classes++)
            Check.Equal(1, Smoothing.Target(classes - 1, classes, 0.1).Sum(), $"label {classes - 1}, K = {classes}, e = 0.1: the sum");
    }

    [About("RG-13", nameof(Smoothing.Loss))]
    public static void The_loss_of_a_hard_target_is_the_old_one()
    {
        Check.Equal(-Math.Log(0.7), Smoothing.Loss([0.2, 0.7, 0.1], [0, 1, 0]), "p = (0.2, 0.7, 0.1), t = (0, 1, 0)");
        Check.Equal(0, Smoothing.Loss([0, 1], [0, 1]), "p = (0, 1), t = (0, 1)");
        Check.Equal(-0.9 * Math.Log(0.7) - 0.1 * Math.Log(0.3), Smoothing.Loss([0.3, 0.7], [0.1, 0.9]), "p = (0.3, 0.7), t = (0.1, 0.9)");
    }

    [About("RG-13", nameof(Smoothing.Loss))]
    public static void Its_gradient_in_the_logits_is_p_minus_t()
    {
        double[] z = [0.5, -0.3, 0.1], t = Smoothing.Target(1, 3, 0.2), p = Softmax(z);
        Check.Gradient(x => Smoothing.Loss(Softmax(x), t), z, p.Zip(t, (a, b) => a - b).ToArray(),
            "z = (0.5, -0.3, 0.1), label 1, e = 0.2: p − t");
    }

    [About("RG-13", nameof(Smoothing.Loss))]
    public static void It_is_smallest_where_the_prediction_equals_the_target()
    {
        var t = Smoothing.Target(0, 4, 0.3);
        var least = Smoothing.Loss(t, t);
        for (ulong seed = 1; seed <= 20; seed++)
        {
            var p = Softmax(Check.Numbers(4, seed));
            Check.That(Smoothing.Loss(p, t) >= least, $"t = {Check.Text(t)}, p = {Check.Text(p)}",
                $"at least {Check.Text(least)}, the loss at p = t", Check.Text(Smoothing.Loss(p, t)));
        }
    }

    [About("RG-13", nameof(Smoothing.FromPyTorch))]
    public static void PyTorch_spreads_over_all_classes()
    {
        foreach (var (epsilon, classes) in new[] { (0.1, 10), (0.2, 3) })
        {
            var theirs = 1 - epsilon + epsilon / classes;
            Check.Equal(theirs, Smoothing.Target(0, classes, Smoothing.FromPyTorch(epsilon, classes))[0],
                $"ε = {epsilon}, K = {classes}: the label's target, 1 − ε + ε/K in PyTorch");
        }
    }

    static double[] Softmax(double[] z)
    {
        var sum = z.Sum(Math.Exp);
        return z.Select(logit => Math.Exp(logit) / sum).ToArray();
    }
}
