namespace Exercise06;

/// <summary>Each rule, then the running example of the course.</summary>
public static class Tests
{
    static readonly Dual X = new(3, 1);

    [ExerciseTest("AD-13", "operator *")]
    public static void The_worked_example()
    {
        Expect.Equal(9, (X * X).Value, "x = 3 + 1ε: the value of x·x");
        Expect.Equal(6, (X * X).Derivative, "x = 3 + 1ε: the derivative of x·x");
    }

    [ExerciseTest("AD-13", "implicit operator")]
    public static void The_derivative_of_a_constant_is_0()
    {
        Dual five = 5;
        Expect.Equal(5, five.Value, "the constant 5: the value");
        Expect.Equal(0, five.Derivative, "the constant 5: the derivative");
    }

    [ExerciseTest("AD-13", "operator +")]
    public static void Sums()
    {
        Expect.Equal(8, (X + 5).Value, "x = 3 + 1ε: the value of x + 5");
        Expect.Equal(1, (X + 5).Derivative, "x = 3 + 1ε: the derivative of x + 5");
        Expect.Equal(8, (X * X + X + X).Derivative, "x = 3 + 1ε: the derivative of x·x + x + x");
    }

    [ExerciseTest("AD-13", nameof(Dual.Sin))]
    public static void The_sine_applies_the_chain_rule()
    {
        Expect.Equal(Math.Sin(9), Dual.Sin(X * X).Value, "x = 3 + 1ε: the value of sin(x·x)");
        Expect.Equal(6 * Math.Cos(9), Dual.Sin(X * X).Derivative, "x = 3 + 1ε: the derivative of sin(x·x)");
    }

    [ExerciseTest("AD-13", nameof(Dual.Cos))]
    public static void The_cosine_applies_the_chain_rule()
    {
        Expect.Equal(Math.Cos(6), Dual.Cos(X + X).Value, "x = 3 + 1ε: the value of cos(x + x)");
        Expect.Equal(-2 * Math.Sin(6), Dual.Cos(X + X).Derivative, "x = 3 + 1ε: the derivative of cos(x + x)");
    }

    [ExerciseTest("AD-13", "operator *")]
    public static void The_derivative_of_the_running_example()
    {
        foreach (var (x, value, derivative) in new[] { (0.5, 0.5424849757140324, -3.334146414144972),
            (1, -0.7649205628044862, 4.5607917906787785), (2, 0.24510036817001535, 9.099148544832385) })
        {
            var j = J(new(x, 1));
            Expect.Equal(value, j.Value, $"J = cos(sin x² + 3x²) at x = {x}: the value");
            Expect.Equal(derivative, j.Derivative, $"J = cos(sin x² + 3x²) at x = {x}: the derivative");
        }
    }

    [ExerciseTest("AD-13", "operator *")]
    public static void Derivatives_match_central_differences()
    {
        foreach (var x in TestData.Uniform(5, seed: 1))
            Expect.Gradient(at => J(new(at[0], 1)).Value, [x], [J(new(x, 1)).Derivative],
                $"J = cos(sin x² + 3x²), x = {x}");
    }

    static Dual J(Dual x)
    {
        var t = x * x;
        return Dual.Cos(Dual.Sin(t) + 3 * t);
    }
}
