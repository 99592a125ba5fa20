using static System.Numerics.Vector;
using static Tiny.Nn.Backends.Functions.VectorMath;

namespace Tiny.Nn.Backends.Functions;

/// <summary>y = erf x = 2/√π ∫₀ˣ e^−t² dt, with an error of a few units of 10⁻¹⁶;  y′ = 2/√π e^−x².</summary>
/// <remarks>
/// There are three rational functions: one for erf near 0, and two for the complement erfc = 1 − erf, one up to 4 and
/// one beyond, so that small values of erfc keep their relative precision. Source: W. J. Cody, "Rational Chebyshev
/// approximations for the error function" (1969).
/// </remarks>
public readonly record struct ErrorFunction : IUnaryFunction
{
    const double Near = 0.46875, Far = 4, OneOverRootPi = 0.56418958354775628695;

    // Coefficients of numerator and denominator, highest power first; the denominators are monic.
    static ReadOnlySpan<double> NearP =>
        [1.85777706184603153e-1, 3.16112374387056560e00, 1.13864154151050156e02, 3.77485237685302021e02,
            3.20937758913846947e03];
    static ReadOnlySpan<double> NearQ =>
        [1, 2.36012909523441209e01, 2.44024637934444173e02, 1.28261652607737228e03, 2.84423683343917062e03];
    static ReadOnlySpan<double> MiddleP =>
        [2.15311535474403846e-8, 5.64188496988670089e-1, 8.88314979438837594e00, 6.61191906371416295e01,
            2.98635138197400131e02,
         8.81952221241769090e02, 1.71204761263407058e03, 2.05107837782607147e03, 1.23033935479799725e03];
    static ReadOnlySpan<double> MiddleQ =>
        [1, 1.57449261107098347e01, 1.17693950891312499e02, 5.37181101862009858e02, 1.62138957456669019e03,
         3.29079923573345963e03, 4.36261909014324716e03, 3.43936767414372164e03, 1.23033935480374942e03];
    static ReadOnlySpan<double> FarP =>
        [1.63153871373020978e-2, 3.05326634961232344e-1, 3.60344899949804439e-1, 1.25781726111229246e-1,
            1.60837851487422766e-2,
         6.58749161529837803e-4];
    static ReadOnlySpan<double> FarQ =>
        [1, 2.56852019228982242e00, 1.87295284992346725e00, 5.27905102951428412e-1, 6.05183413124413191e-2,
            2.33520497626869185e-3];

    public double Value(double x) =>
        Math.Abs(x) <= Near ? x * Ratio(NearP, NearQ, x * x) : x < 0 ? Complement(-x) - 1 : 1 - Complement(x);

    public double Derivative(double x, double y) => 2 * OneOverRootPi * Math.Exp(-x * x);

    Vector<T> IUnaryFunction.Value<T>(Vector<T> x)
    {
        var magnitude = Abs(x);
        var near = x * Ratio(NearP, NearQ, x * x);
        return ConditionalSelect(Above(magnitude, Near), CopySign(Vector<T>.One - Tail(magnitude), x), near);
    }

    Vector<T> IUnaryFunction.Derivative<T>(Vector<T> x, Vector<T> y) => All<T>(2 * OneOverRootPi) * Exp(-x * x);

    /// <summary>Returns erfc x = 1 − erf x, with full relative precision where it is small.</summary>
    internal static double Complement(double x)
    {
        var magnitude = Math.Abs(x);
        if (!(magnitude > Near)) return 1 - x * Ratio(NearP, NearQ, x * x);
        double inverseSquare = 1 / (x * x), tail = magnitude <= Far
            ? Ratio(MiddleP, MiddleQ, magnitude)
            : (OneOverRootPi - inverseSquare * Ratio(FarP, FarQ, inverseSquare)) / magnitude;
        tail *= GaussianDecay(magnitude);
        return x < 0 ? 2 - tail : tail;
    }

    /// <inheritdoc cref="Complement(double)"/>
    internal static Vector<T> Complement<T>(Vector<T> x) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var near = Vector<T>.One - x * Ratio(NearP, NearQ, x * x);
        var tail = Tail(Abs(x));
        return ConditionalSelect(Above(Abs(x), Near), ConditionalSelect(Below(x, 0), All<T>(2) - tail, tail), near);
    }

    /// <summary>Returns erfc x for every element x &gt; Near.</summary>
    static Vector<T> Tail<T>(Vector<T> x) where T : unmanaged, IFloatingPointIeee754<T>
    {
        x = ConditionalSelect(Above(x, 30), All<T>(30), x);     // erfc(30) rounds to 0
        var inverseSquare = Vector<T>.One / (x * x);
        var far = (All<T>(OneOverRootPi) - inverseSquare * Ratio(FarP, FarQ, inverseSquare)) / x;
        return GaussianDecay(x) * ConditionalSelect(Above(x, Far), far, Ratio(MiddleP, MiddleQ, x));
    }

    /// <summary>
    /// Returns e^−x², computed as e^−h²·e^−(x−h)(x+h). h is x rounded to a multiple of 1/16, so that h² is exact.
    /// </summary>
    static double GaussianDecay(double x)
    {
        if (x > 30) return 0;
        var head = Math.Truncate(x * 16) / 16;
        return Math.Exp(-head * head) * Math.Exp(-(x - head) * (x + head));
    }

    static Vector<T> GaussianDecay<T>(Vector<T> x) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var head = Truncate(x * All<T>(16)) * All<T>(1 / 16.0);
        return Exp(-head * head) * Exp((head - x) * (x + head));
    }

    static double Ratio(ReadOnlySpan<double> p, ReadOnlySpan<double> q, double x) =>
        Ratio(p, q, new Vector<double>(x))[0];

    /// <summary>Returns p(x) / q(x), each polynomial by Horner's scheme.</summary>
    static Vector<T> Ratio<T>(ReadOnlySpan<double> p, ReadOnlySpan<double> q, Vector<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Vector<T> numerator = Vector<T>.Zero, denominator = Vector<T>.Zero;
        foreach (var coefficient in p) numerator = numerator * x + All<T>(coefficient);
        foreach (var coefficient in q) denominator = denominator * x + All<T>(coefficient);
        return numerator / denominator;
    }

    public OpenClExpression OpenCl => new("erf(x)", "1.1283791671f * exp(-x * x)");
}

/// <summary>
/// y = x·Φ(x);  y′ = Φ(x) + x·φ(x). Φ(x) = ½ erfc(−x/√2) is the exact normal distribution function, not its tanh
/// approximation, and φ its density.
/// </summary>
/// <remarks>Below −40 the value is 0 in every precision, also for −∞.</remarks>
public readonly record struct Gelu : IUnaryFunction
{
    const double MinusRootHalf = -0.70710678118654752440, OneOverRootTwoPi = 0.39894228040143267794, Lowest = -40;

    public double Value(double x) => (x < Lowest ? Lowest : x) * 0.5 * ErrorFunction.Complement(x * MinusRootHalf);

    public double Derivative(double x, double y) => 0.5 * ErrorFunction.Complement(x * MinusRootHalf)
        + (Math.Abs(x) > -Lowest ? 0 : x * OneOverRootTwoPi * Math.Exp(-0.5 * x * x));

    Vector<T> IUnaryFunction.Value<T>(Vector<T> x) => ConditionalSelect(Below(x, Lowest), All<T>(Lowest), x)
        * All<T>(0.5) * ErrorFunction.Complement(x * All<T>(MinusRootHalf));

    Vector<T> IUnaryFunction.Derivative<T>(Vector<T> x, Vector<T> y)
    {
        var density = x * All<T>(OneOverRootTwoPi) * Exp(All<T>(-0.5) * x * x);
        return All<T>(0.5) * ErrorFunction.Complement(x * All<T>(MinusRootHalf)) + AndNot(density, Above(Abs(x),
            -Lowest));
    }

    public OpenClExpression OpenCl => new(
        "where(x < -40.0f, -40.0f, x) * 0.5f * erfc(-0.70710678119f * x)",
        "0.5f * erfc(-0.70710678119f * x) + where(fabs(x) > 40.0f, 0.0f, 0.39894228040f * x * exp(-0.5f * x * x))");
}
