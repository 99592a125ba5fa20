using System.Numerics;
using static Tiny.Nn.Backends.Functions.VectorMath;

namespace Tiny.Nn.Backends.Functions;

/// <summary>y = erf x = 2/√π ∫₀ˣ e^−t² dt, to a few units of 10⁻¹⁶;  y′ = 2/√π e^−x².</summary>
/// <remarks>
/// Source: W. J. Cody, "Rational Chebyshev approximations for the error function" (1969): one rational function near 0, and two
/// for erfc = 1 − erf, up to 4 and beyond, which keep the digits of the small complement.
/// </remarks>
public readonly record struct ErrorFunction : IUnaryFunction
{
    const double Near = 0.46875, Far = 4, OneOverRootPi = 0.56418958354775628695;

    // Coefficients of numerator and denominator, highest power first; the denominators begin with 1.
    static ReadOnlySpan<double> NearP =>
        [1.85777706184603153e-1, 3.16112374387056560e00, 1.13864154151050156e02, 3.77485237685302021e02, 3.20937758913846947e03];
    static ReadOnlySpan<double> NearQ =>
        [1, 2.36012909523441209e01, 2.44024637934444173e02, 1.28261652607737228e03, 2.84423683343917062e03];
    static ReadOnlySpan<double> MiddleP =>
        [2.15311535474403846e-8, 5.64188496988670089e-1, 8.88314979438837594e00, 6.61191906371416295e01, 2.98635138197400131e02,
         8.81952221241769090e02, 1.71204761263407058e03, 2.05107837782607147e03, 1.23033935479799725e03];
    static ReadOnlySpan<double> MiddleQ =>
        [1, 1.57449261107098347e01, 1.17693950891312499e02, 5.37181101862009858e02, 1.62138957456669019e03,
         3.29079923573345963e03, 4.36261909014324716e03, 3.43936767414372164e03, 1.23033935480374942e03];
    static ReadOnlySpan<double> FarP =>
        [1.63153871373020978e-2, 3.05326634961232344e-1, 3.60344899949804439e-1, 1.25781726111229246e-1, 1.60837851487422766e-2,
         6.58749161529837803e-4];
    static ReadOnlySpan<double> FarQ =>
        [1, 2.56852019228982242e00, 1.87295284992346725e00, 5.27905102951428412e-1, 6.05183413124413191e-2, 2.33520497626869185e-3];

    public double Value(double x) =>
        Math.Abs(x) <= Near ? x * Ratio(NearP, NearQ, x * x) : x < 0 ? Complement(-x) - 1 : 1 - Complement(x);

    public double Derivative(double x, double y) => 2 * OneOverRootPi * Math.Exp(-x * x);

    public Vector<T> Value<T>(Vector<T> x) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var size = Vector.Abs(x);
        var near = x * Ratio(NearP, NearQ, x * x);
        var far = Vector.CopySign(Vector<T>.One - Tail(size), x);
        return Vector.ConditionalSelect(Vector.GreaterThan(size, All<T>(Near)), far, near);
    }

    public Vector<T> Derivative<T>(Vector<T> x, Vector<T> y) where T : unmanaged, IFloatingPointIeee754<T> =>
        All<T>(2 * OneOverRootPi) * Exp(-x * x);

    /// <summary>erfc x = 1 − erf x, with all digits where it is small.</summary>
    internal static double Complement(double x)
    {
        if (double.IsNaN(x)) return x;
        if (Math.Abs(x) <= Near) return 1 - x * Ratio(NearP, NearQ, x * x);
        var size = Math.Abs(x);
        var tail = GaussianDecay(size) * (size <= Far ? Ratio(MiddleP, MiddleQ, size) : FarFactor(size));
        return x < 0 ? 2 - tail : tail;
    }

    /// <inheritdoc cref="Complement(double)"/>
    internal static Vector<T> Complement<T>(Vector<T> x) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var size = Vector.Abs(x);
        var near = Vector<T>.One - x * Ratio(NearP, NearQ, x * x);
        var tail = Tail(size);
        var far = Vector.ConditionalSelect(Vector.LessThan(x, Vector<T>.Zero), All<T>(2) - tail, tail);
        return Vector.ConditionalSelect(Vector.GreaterThan(size, All<T>(Near)), far, near);
    }

    /// <summary>erfc for x &gt; Near, in lanes.</summary>
    static Vector<T> Tail<T>(Vector<T> x) where T : unmanaged, IFloatingPointIeee754<T>
    {
        x = Vector.ConditionalSelect(Vector.GreaterThan(x, All<T>(30)), All<T>(30), x);     // erfc 30 is below every number
        var inverseSquare = Vector<T>.One / (x * x);
        var far = (All<T>(OneOverRootPi) - inverseSquare * Ratio(FarP, FarQ, inverseSquare)) / x;
        var middle = Ratio(MiddleP, MiddleQ, x);
        return GaussianDecay(x) * Vector.ConditionalSelect(Vector.GreaterThan(x, All<T>(Far)), far, middle);
    }

    static double FarFactor(double x)
    {
        var inverseSquare = 1 / (x * x);
        return (OneOverRootPi - inverseSquare * Ratio(FarP, FarQ, inverseSquare)) / x;
    }

    /// <summary>e^−x²: x² is split into h², exact because h has few digits, and the small rest.</summary>
    static double GaussianDecay(double x)
    {
        if (x > 30) return 0;
        var head = Math.Truncate(x * 16) / 16;
        return Math.Exp(-head * head) * Math.Exp(-(x - head) * (x + head));
    }

    static Vector<T> GaussianDecay<T>(Vector<T> x) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var head = Vector.Create(T.Zero);
        if (typeof(T) == typeof(float)) head = Vector.Truncate((x * All<T>(16)).As<T, float>()).As<float, T>() * All<T>(1 / 16.0);
        else if (typeof(T) == typeof(double)) head = Vector.Truncate((x * All<T>(16)).As<T, double>()).As<double, T>() * All<T>(1 / 16.0);
        return Exp(-head * head) * Exp((head - x) * (x + head));
    }

    static double Ratio(ReadOnlySpan<double> p, ReadOnlySpan<double> q, double x)
    {
        double numerator = 0, denominator = 0;
        foreach (var coefficient in p) numerator = numerator * x + coefficient;
        foreach (var coefficient in q) denominator = denominator * x + coefficient;
        return numerator / denominator;
    }

    static Vector<T> Ratio<T>(ReadOnlySpan<double> p, ReadOnlySpan<double> q, Vector<T> x) where T : unmanaged, IFloatingPointIeee754<T>
    {
        Vector<T> numerator = Vector<T>.Zero, denominator = Vector<T>.Zero;
        foreach (var coefficient in p) numerator = numerator * x + All<T>(coefficient);
        foreach (var coefficient in q) denominator = denominator * x + All<T>(coefficient);
        return numerator / denominator;
    }

    public OpenClExpression OpenCl => new("erf(x)", "1.1283791671f * exp(-x * x)");
}

/// <summary>y = x·Φ(x) with the normal distribution Φ(x) = ½ erfc(−x/√2), exactly, not by tanh;  y′ = Φ(x) + x·φ(x).</summary>
/// <remarks>Below −40 the value is 0 in every precision, also at −∞.</remarks>
public readonly record struct Gelu : IUnaryFunction
{
    const double MinusRootHalf = -0.70710678118654752440, OneOverRootTwoPi = 0.39894228040143267794, Lowest = -40;

    public double Value(double x) => (x < Lowest ? Lowest : x) * 0.5 * ErrorFunction.Complement(x * MinusRootHalf);

    public double Derivative(double x, double y) =>
        0.5 * ErrorFunction.Complement(x * MinusRootHalf) + (Math.Abs(x) > -Lowest ? 0 : x * OneOverRootTwoPi * Math.Exp(-0.5 * x * x));

    public Vector<T> Value<T>(Vector<T> x) where T : unmanaged, IFloatingPointIeee754<T> =>
        Vector.ConditionalSelect(Vector.LessThan(x, All<T>(Lowest)), All<T>(Lowest), x) * All<T>(0.5)
        * ErrorFunction.Complement(x * All<T>(MinusRootHalf));

    public Vector<T> Derivative<T>(Vector<T> x, Vector<T> y) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var bell = x * All<T>(OneOverRootTwoPi) * Exp(All<T>(-0.5) * x * x);
        return All<T>(0.5) * ErrorFunction.Complement(x * All<T>(MinusRootHalf))
               + Vector.AndNot(bell, Vector.GreaterThan(Vector.Abs(x), All<T>(-Lowest)));
    }

    public OpenClExpression OpenCl => new(
        "where(x < -40.0f, -40.0f, x) * 0.5f * erfc(-0.70710678119f * x)",
        "0.5f * erfc(-0.70710678119f * x) + where(fabs(x) > 40.0f, 0.0f, 0.39894228040f * x * exp(-0.5f * x * x))");
}
