namespace Exercise02;

/// <summary>Values, limits, and derivatives compared with central differences.</summary>
public static class Tests
{
    static readonly double[] Grid = [-3, -1, -0.5, 0, 0.25, 1, 2.5];

    [ExerciseTest("AD-10", nameof(Activations.Sigmoid))]
    public static void The_sigmoid_of_the_worked_example()
    {
        Expect.Equal(0.5, Activations.Sigmoid(0), "z = 0");
        Expect.Equal(0.7310585786300049, Activations.Sigmoid(1), "z = 1");
        Expect.Equal(0.11920292202211755, Activations.Sigmoid(-2), "z = -2");
    }

    [ExerciseTest("AD-10", nameof(Activations.Sigmoid))]
    public static void The_sigmoid_saturates_without_overflow()
    {
        Expect.Equal(1, Activations.Sigmoid(1000), "z = 1000");
        Expect.Equal(0, Activations.Sigmoid(-1000), "z = -1000");
    }

    [ExerciseTest("AD-10", nameof(Activations.SigmoidDerivative))]
    public static void The_derivative_of_the_sigmoid()
    {
        Expect.Equal(0.25, Activations.SigmoidDerivative(0.5), "y = 0.5, the value at z = 0");
        foreach (var z in Grid)
            Expect.Gradient(x => Activations.Sigmoid(x[0]), [z],
                [Activations.SigmoidDerivative(Activations.Sigmoid(z))], $"z = {z}");
    }

    [ExerciseTest("AD-10", nameof(Activations.SigmoidDerivative))]
    public static void The_derivative_of_a_sigmoid_of_a_sigmoid()
    {
        var inner = Activations.Sigmoid(0.7);
        var outer = Activations.Sigmoid(inner);
        Expect.Equal(0.04967425383973459, Activations.SigmoidDerivative(outer) * Activations.SigmoidDerivative(inner),
            "d/dz σ(σ(z)) at z = 0.7");
    }

    [ExerciseTest("NN-02", nameof(Activations.Tanh))]
    public static void Tanh_by_the_sigmoid()
    {
        foreach (var z in Grid) Expect.Equal(Math.Tanh(z), Activations.Tanh(z), $"z = {z}");
    }

    [ExerciseTest("NN-02", nameof(Activations.TanhDerivative))]
    public static void The_derivative_of_tanh()
    {
        foreach (var z in Grid)
            Expect.Gradient(x => Activations.Tanh(x[0]), [z], [Activations.TanhDerivative(Activations.Tanh(z))],
                $"z = {z}");
    }

    [ExerciseTest("NN-02", nameof(Activations.Relu))]
    public static void Relu_sets_negative_values_to_0()
    {
        foreach (var z in Grid) Expect.Equal(Math.Max(0, z), Activations.Relu(z), $"z = {z}");
    }

    [ExerciseTest("NN-02", nameof(Activations.ReluDerivative))]
    public static void The_derivative_of_Relu()
    {
        foreach (var z in Grid)
            Expect.Equal(z > 0 ? 1 : 0, Activations.ReluDerivative(Activations.Relu(z)), $"z = {z}");
    }
}
