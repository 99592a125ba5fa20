namespace Exercise56;

using Framework;

/// <summary>The first steps by hand, several parameters, and the formulas for random gradients.</summary>
public static class Tests
{
    [ExerciseTest("OP-10", "Step")]
    public static void One_step_of_gradient_descent()
    {
        var w = WithGradient([1, 2], [0.5, -1]);
        new Sgd([w], 0.1).Step();
        Expect.Equal([0.95, 2.1], w.Data, "w = (1, 2), g = (0.5, -1), η = 0.1: w after one step");
    }

    [ExerciseTest("OP-10", "Step")]
    public static void Momentum_remembers_the_gradients_of_each_parameter()
    {
        Tensor a = WithGradient([0], [1]), b = WithGradient([0, 0], [0, -2]);
        var sgd = new Sgd([a, b], 0.1, momentum: 0.9);
        sgd.Step();
        sgd.Step();
        Expect.Equal([-0.29], a.Data, "w = 0, g = 1 twice, μ = 0.9, η = 0.1: w after two steps");
        Expect.Equal([0, 0.58], b.Data, "the second parameter (0, 0), g = (0, -2) twice: w after two steps");
    }

    [ExerciseTest("OP-11", "Step")]
    public static void The_first_step_of_Adam_has_the_size_of_the_rate()
    {
        var w = WithGradient([1, 1, 1], [0.5, -1e-3, 1e3]);
        new Adam([w], 0.1).Step();
        Expect.Equal([0.9, 1.1, 0.9], w.Data, "w = (1, 1, 1), g = (0.5, -0.001, 1000), η = 0.1: w after one step",
            1e-5);
    }

    [ExerciseTest("OP-11", "Step")]
    public static void Adam_matches_the_formula_for_random_gradients()
    {
        double[] g = TestData.Uniform(20, seed: 1), h = TestData.Uniform(20, seed: 2), expected = [0, 0];
        Tensor first = Tensor.Parameter([], [0]), second = Tensor.Parameter([], [0]);
        var adam = new Adam([first, second], 0.01);
        for (var t = 1; t <= g.Length; t++)
        {
            SetGradient(first, [g[t - 1]]);
            SetGradient(second, [h[t - 1]]);
            adam.Step();
            expected = [expected[0] - 0.01 * Direction(g[..t]), expected[1] - 0.01 * Direction(h[..t])];
            Expect.Equal(expected, [first.Item, second.Item],
                $"two parameters, the first with the gradients {Format.Text(g.AsSpan(0, t))}, η = 0.01: both", 1e-10);
        }
    }

    [ExerciseTest("OP-10", "Step")]
    public static void The_rate_may_change_between_two_steps()
    {
        Tensor a = WithGradient([0], [1]), b = WithGradient([0], [1]);
        foreach (Optimizer optimizer in new Optimizer[] { new Sgd([a], 0.1), new Adam([b], 0.1) })
        {
            optimizer.Step();
            optimizer.Rate = 0.01;
            optimizer.Step();
        }
        Expect.Equal([-0.11], a.Data, "SGD: w = 0, g = 1 twice, first η = 0.1, then Rate = 0.01", 1e-6);
        Expect.Equal([-0.11], b.Data, "Adam: w = 0, g = 1 twice, first η = 0.1, then Rate = 0.01", 1e-6);
    }

    /// <summary>Returns m̂/(√v̂ + ε) after these gradients.</summary>
    static double Direction(double[] g)
    {
        double Average(double beta, Func<double, double> f) => Enumerable.Range(1, g.Length)
            .Sum(s => (1 - beta) * Math.Pow(beta, g.Length - s) * f(g[s - 1])) / (1 - Math.Pow(beta, g.Length));
        return Average(0.9, value => value) / (Math.Sqrt(Average(0.999, value => value * value)) + 1e-8);
    }

    static Tensor WithGradient(double[] data, double[] gradient)
    {
        var parameter = Tensor.Parameter([data.Length], data);
        SetGradient(parameter, gradient);
        return parameter;
    }

    /// <summary>Gives a parameter a gradient by the backward pass of Σ g_i·w_i.</summary>
    static void SetGradient(Tensor parameter, double[] gradient) => new Tensor([], [0], (parameter, (dy, dw) =>
    {
        for (var i = 0; i < dw.Length; i++) dw[i] += dy[0] * gradient[i];
    })).Backward();
}
