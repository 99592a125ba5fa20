namespace Exercise03;

/// <summary>What probabilities must be, also far from zero.</summary>
public static class Tests
{
    [About("NN-05", nameof(Softmax.Probabilities))]
    public static void The_worked_number()
    {
        Check.Equal([0.25, 0.75], Softmax.Probabilities([0, Math.Log(3)]), "z = (0, ln 3)");
        Check.Equal([1], Softmax.Probabilities([5]), "z = (5)");
    }

    [About("NN-05", nameof(Softmax.Probabilities))]
    public static void They_sum_to_one_and_keep_the_order()
    {
        for (var classes = 2; classes <= 10; classes++)
        {
            var z = Check.Numbers(classes, seed: (ulong)classes);
            var p = Softmax.Probabilities(z);
            Check.Equal(1, p.Sum(), $"z = {Check.Text(z)}: the sum");
            Check.Equal(Array.IndexOf(z, z.Max()), Array.IndexOf(p, p.Max()), $"z = {Check.Text(z)}: the most probable class");
        }
    }

    [About("NN-05", nameof(Softmax.Probabilities))]
    public static void With_two_classes_it_is_the_sigmoid_of_the_difference()
    {
        Check.Equal(1 / (1 + Math.Exp(-1.5)), Softmax.Probabilities([2, 0.5])[0], "z = (2, 0.5): p of the first class");
    }

    [About("NN-05", nameof(Softmax.Probabilities))]
    public static void A_constant_added_to_all_logits_changes_nothing()
    {
        double[] z = [1, -0.5, 0.25];
        foreach (var constant in new[] { 10.0, -10, 1000, -1000 })
            Check.Equal(Softmax.Probabilities(z), Softmax.Probabilities(z.Select(logit => logit + constant).ToArray()),
                $"z = (1, -0.5, 0.25), all plus {constant}");
    }

    [About("NN-05", nameof(Softmax.Probabilities))]
    public static void Logits_far_apart_do_not_overflow()
    {
        Check.Equal([0.5, 0.5], Softmax.Probabilities([1000, 1000]), "z = (1000, 1000)");
        Check.Equal([1, 0], Softmax.Probabilities([1000, -1000]), "z = (1000, -1000)");
    }

    [About("NN-05", nameof(Softmax.Probabilities))]
    public static void The_slopes_are_p_times_one_minus_p_and_minus_p_times_p()
    {
        double[] z = [0.3, -0.2, 0.9];
        var p = Softmax.Probabilities(z);
        Check.Gradient(x => Softmax.Probabilities(x)[0], z, [p[0] * (1 - p[0]), -p[0] * p[1], -p[0] * p[2]],
            $"dp₀/dz at z = {Check.Text(z)}");
    }
}
