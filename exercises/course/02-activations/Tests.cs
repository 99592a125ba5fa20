namespace Exercise02;

/// <summary>Values, limits, and slopes against central differences.</summary>
public static class Tests
{
    static readonly double[] Grid = [-3, -1, -0.5, 0, 0.25, 1, 2.5];

    [About("AD-10", nameof(Activations.Sigmoid))]
    public static void The_worked_numbers_of_the_sigmoid()
    {
        Check.Equal(0.5, Activations.Sigmoid(0), "z = 0");
        Check.Equal(0.7310585786300049, Activations.Sigmoid(1), "z = 1");
        Check.Equal(0.11920292202211755, Activations.Sigmoid(-2), "z = -2");
    }

    [About("AD-10", nameof(Activations.Sigmoid))]
    public static void Far_from_zero_it_saturates_and_does_not_overflow()
    {
        Check.Equal(1, Activations.Sigmoid(1000), "z = 1000");
        Check.Equal(0, Activations.Sigmoid(-1000), "z = -1000");
    }

    [About("AD-10", nameof(Activations.SigmoidSlope))]
    public static void The_slope_of_the_sigmoid()
    {
        Check.Equal(0.25, Activations.SigmoidSlope(0.5), "y = 0.5, the value at z = 0");
        foreach (var z in Grid)
            Check.Gradient(x => Activations.Sigmoid(x[0]), [z], [Activations.SigmoidSlope(Activations.Sigmoid(z))], $"z = {z}");
    }

    [About("AD-10", nameof(Activations.SigmoidSlope))]
    public static void A_sigmoid_of_a_sigmoid_by_the_chain_rule()
    {
        var inner = Activations.Sigmoid(0.7);
        var outer = Activations.Sigmoid(inner);
        Check.Equal(0.04967425383973459, Activations.SigmoidSlope(outer) * Activations.SigmoidSlope(inner), "d/dz σ(σ(z)) at z = 0.7");
    }

    [About("NN-02", nameof(Activations.Tanh))]
    public static void Tanh_and_its_slope()
    {
        foreach (var z in Grid)
        {
            Check.Equal(Math.Tanh(z), Activations.Tanh(z), $"z = {z}");
            Check.Gradient(x => Activations.Tanh(x[0]), [z], [Activations.TanhSlope(Activations.Tanh(z))], $"z = {z}");
        }
    }

    [About("NN-02", nameof(Activations.Relu))]
    public static void Relu_cuts_off_what_is_negative()
    {
        foreach (var z in Grid)
        {
            Check.Equal(Math.Max(0, z), Activations.Relu(z), $"z = {z}");
            Check.Equal(z > 0 ? 1 : 0, Activations.ReluSlope(Activations.Relu(z)), $"the slope at z = {z}");
        }
    }
}
