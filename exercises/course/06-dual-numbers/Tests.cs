namespace Exercise06;

/// <summary>The rules one by one, then the course's running example.</summary>
public static class Tests
{
    static readonly Dual X = new(3, 1);

    [About("AD-13", "operator *")]
    public static void The_worked_number()
    {
        Check.Equal(9, (X * X).Value, "x = 3 + 1ε: the value of x·x");
        Check.Equal(6, (X * X).Slope, "x = 3 + 1ε: the slope of x·x");
    }

    [About("AD-13", "operator +")]
    public static void Sums_and_constants()
    {
        Check.Equal(1, (X + 5).Slope, "x = 3 + 1ε: the slope of x + 5");
        Check.Equal(7, (7 * X).Slope, "x = 3 + 1ε: the slope of 7·x");
        Check.Equal(8, (X * X + X + X).Slope, "x = 3 + 1ε: the slope of x·x + x + x");
    }

    [About("AD-13", "Sin")]
    public static void Sine_and_cosine_carry_the_slope_inside_them()
    {
        Check.Equal(6 * Math.Cos(9), Dual.Sin(X * X).Slope, "x = 3 + 1ε: the slope of sin(x·x)");
        Check.Equal(-2 * Math.Sin(6), Dual.Cos(X + X).Slope, "x = 3 + 1ε: the slope of cos(x + x)");
    }

    [About("AD-13", "operator *")]
    public static void The_slope_of_the_running_example()
    {
        foreach (var (x, value, slope) in new[] { (0.5, 0.5424849757140324, -3.334146414144972),
            (1, -0.7649205628044862, 4.5607917906787785), (2, 0.24510036817001535, 9.099148544832385) })
        {
            var j = J(new(x, 1));
            Check.Equal(value, j.Value, $"J = cos(sin x² + 3x²) at x = {x}: the value");
            Check.Equal(slope, j.Slope, $"J = cos(sin x² + 3x²) at x = {x}: the slope");
        }
    }

    [About("AD-13", "operator *")]
    public static void It_agrees_with_central_differences()
    {
        foreach (var x in Check.Numbers(5, seed: 1)) Check.Gradient(at => J(new(at[0], 1)).Value, [x], [J(new(x, 1)).Slope],
            $"J = cos(sin x² + 3x²), x = {x}");
    }

    static Dual J(Dual x)
    {
        var t = x * x;
        return Dual.Cos(Dual.Sin(t) + 3 * t);
    }
}
