namespace Exercise41;

/// <summary>The worked example, gradient checks, one step, and XOR.</summary>
public static class Tests
{
    const string Case = "x = (1), W₁ = ((0)), b₁ = (0), W₂ = ((1), (-1)), b₂ = (0, 0)";

    [ExerciseTest("NN-11", nameof(TwoLayers.Forward))]
    public static void The_forward_pass()
    {
        Expect.Equal([0, 0], TwoLayers.Forward(Small(), [1]).Z, $"{Case}: z");
        var p = new Parameters([[1, 2], [-1, 0]], [0.5, 0], [[1, 10]], [3]);
        double[] h = [Math.Tanh(1 * 0.1 + 2 * 0.2 + 0.5), Math.Tanh(-0.1)];
        const string text = "x = (0.1, 0.2), W₁ = ((1, 2), (-1, 0)), b₁ = (0.5, 0), W₂ = ((1, 10)), b₂ = (3)";
        Expect.Equal(h, TwoLayers.Forward(p, [0.1, 0.2]).H, $"{text}: h");
        Expect.Equal([h[0] + 10 * h[1] + 3], TwoLayers.Forward(p, [0.1, 0.2]).Z, $"{text}: z");
    }

    [ExerciseTest("NN-11", nameof(TwoLayers.Loss))]
    public static void The_loss()
    {
        Expect.Equal(Math.Log(2), TwoLayers.Loss(Small(), [1], 0), $"{Case}, label 0");
        var (x, p) = (new[] { 0.5, -1 }, Random(2, 3, 3));
        var z = TwoLayers.Forward(p, x).Z;
        for (var label = 0; label < 3; label++)
            Expect.Equal(Math.Log(z.Sum(Math.Exp)) - z[label], TwoLayers.Loss(p, x, label),
                $"random parameters, 2 inputs, 3 hidden units, 3 classes, label {label}", 1e-10);
    }

    [ExerciseTest("AD-09", nameof(TwoLayers.Gradients))]
    public static void The_gradients_of_the_worked_example()
    {
        var g = TwoLayers.Gradients(Small(), [1], 0);
        Expect.Equal([-0.5, 0.5], g.B2, $"{Case}, label 0: db₂");
        Expect.Equal([-1], g.B1, $"{Case}, label 0: db₁");
        Expect.Equal([-1], g.W1[0], $"{Case}, label 0: dW₁");
    }

    [ExerciseTest("AD-09", nameof(TwoLayers.Gradients))]
    public static void All_gradients_pass_the_gradient_check()
    {
        foreach (var (I, H, K) in new[] { (1, 1, 2), (2, 3, 2), (3, 2, 4) })
        {
            var (x, p) = (TestData.Uniform(I, 9), Random(I, H, K));
            var g = TwoLayers.Gradients(p, x, K - 1);
            var name = $"{I} inputs, {H} hidden units, {K} classes, label {K - 1}";
            Expect.Gradient(at => TwoLayers.Loss(p with { B2 = at }, x, K - 1), p.B2, g.B2, $"{name}: db₂");
            Expect.Gradient(at => TwoLayers.Loss(p with { W2 = Rows(at, H) }, x, K - 1), Flat(p.W2), Flat(g.W2),
                $"{name}: dW₂");
            Expect.Gradient(at => TwoLayers.Loss(p with { B1 = at }, x, K - 1), p.B1, g.B1, $"{name}: db₁");
            Expect.Gradient(at => TwoLayers.Loss(p with { W1 = Rows(at, I) }, x, K - 1), Flat(p.W1), Flat(g.W1),
                $"{name}: dW₁");
        }
    }

    [ExerciseTest("NN-11", nameof(TwoLayers.Step))]
    public static void A_step_changes_all_parameters_against_their_gradients()
    {
        var (p, x, before) = (Random(2, 2, 2), new[] { 0.5, -1 }, Random(2, 2, 2));
        var g = TwoLayers.Gradients(p, x, 1);
        TwoLayers.Step(p, x, 1, 0.1);
        double[] Expected(double[] w, double[] gradient) => [.. w.Zip(gradient, (value, slope) => value - 0.1 * slope)];
        const string name = "2 inputs, 2 hidden units, 2 classes, η = 0.1, after one step: ";
        Expect.Equal(Expected(Flat(before.W1), Flat(g.W1)), Flat(p.W1), name + "W₁");
        Expect.Equal(Expected(before.B1, g.B1), p.B1, name + "b₁");
        Expect.Equal(Expected(Flat(before.W2), Flat(g.W2)), Flat(p.W2), name + "W₂");
        Expect.Equal(Expected(before.B2, g.B2), p.B2, name + "b₂");
    }

    [ExerciseTest("NN-11", nameof(TwoLayers.Step))]
    public static void It_learns_XOR()
    {
        var p = Random(2, 4, 2);
        double[][] corners = [[0, 0], [0, 1], [1, 0], [1, 1]];
        int[] labels = [0, 1, 1, 0];
        for (var step = 0; step < 4000; step++) TwoLayers.Step(p, corners[step % 4], labels[step % 4], 0.2);
        for (var n = 0; n < 4; n++)
        {
            var z = TwoLayers.Forward(p, corners[n]).Z;
            Expect.That(z[labels[n]] > z[1 - labels[n]], $"XOR of {Format.Text(corners[n])} after 4000 steps",
                $"the larger logit for class {labels[n]}", $"z = {Format.Text(z)}");
        }
    }

    static Parameters Small() => new([[0]], [0], [[1], [-1]], [0, 0]);

    static Parameters Random(int I, int H, int K) => new(Rows(TestData.Uniform(H * I, 1), I), TestData.Uniform(H, 2),
        Rows(TestData.Uniform(K * H, 3), H), TestData.Uniform(K, 4));

    static double[][] Rows(double[] values, int length) => [.. values.Chunk(length)];

    static double[] Flat(double[][] rows) => [.. rows.SelectMany(row => row)];
}
