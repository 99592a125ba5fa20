using static System.Numerics.Vector;
using static Tiny.Nn.Backends.Functions.VectorMath;

namespace Tiny.Nn.Backends.Functions;

/// <summary>y = scale·x + shift;  y′ = scale.</summary>
public readonly record struct Affine(double Scale, double Shift) : IUnaryFunction
{
    public double Value(double x) => Scale * x + Shift;

    public double Derivative(double x, double y) => Scale;

    Vector<T> IUnaryFunction.Value<T>(Vector<T> x) => All<T>(Scale) * x + All<T>(Shift);

    Vector<T> IUnaryFunction.Derivative<T>(Vector<T> x, Vector<T> y) => All<T>(Scale);

    public OpenClExpression OpenCl => new("p * x + q", "(floatw)(p)", Scale, Shift);
}

/// <summary>y = xᵖ;  y′ = p·xᵖ⁻¹, and 0 everywhere for p = 0.</summary>
/// <remarks>
/// The vector form multiplies for p = 1 … 4, −1 and −2; for other exponents it calls the scalar power. At −∞ all powers
/// are those of C, so (−∞)^½ = ∞; PyTorch takes a square root for p = ±½ and gives NaN.
/// </remarks>
public readonly record struct Power(double Exponent) : IUnaryFunction
{
    public double Value(double x) => Math.Pow(x, Exponent);

    public double Derivative(double x, double y) => Exponent == 0 ? 0 : Exponent * Math.Pow(x, Exponent - 1);

    Vector<T> IUnaryFunction.Value<T>(Vector<T> x) => Raise(x, Exponent);

    Vector<T> IUnaryFunction.Derivative<T>(Vector<T> x, Vector<T> y) =>
        Exponent == 0 ? Vector<T>.Zero : All<T>(Exponent) * Raise(x, Exponent - 1);

    static Vector<T> Raise<T>(Vector<T> x, double exponent) where T : unmanaged, IFloatingPointIeee754<T> =>
        exponent switch
    {
        1 => x,
        2 => x * x,
        3 => x * x * x,
        4 => x * x * (x * x),
        -1 => Vector<T>.One / x,
        -2 => Vector<T>.One / (x * x),
        _ => RaiseElements(x, exponent),
    };

    // A separate method: otherwise every call of Raise would allocate the closure.
    static Vector<T> RaiseElements<T>(Vector<T> x, double exponent) where T : unmanaged, IFloatingPointIeee754<T> =>
        PerElement(x, element => T.CreateTruncating(Math.Pow(double.CreateTruncating(element), exponent)));

    public OpenClExpression OpenCl => new(
        Expression(Exponent, "p"),
        Exponent == 0 ? "(floatw)(0.0f)" : $"p * ({Expression(Exponent - 1, "q")})",
        P: Exponent, Q: Exponent - 1);

    static string Expression(double exponent, string name) => exponent switch
    {
        1 => "x",
        2 => "x * x",
        3 => "x * x * x",
        4 => "x * x * (x * x)",
        -1 => "1.0f / x",
        -2 => "1.0f / (x * x)",
        _ => $"pow(x, (floatw)({name}))",
    };
}

/// <summary>y = eˣ;  y′ = y.</summary>
public readonly record struct Exponential : IUnaryFunction
{
    public double Value(double x) => Math.Exp(x);

    public double Derivative(double x, double y) => y;

    Vector<T> IUnaryFunction.Value<T>(Vector<T> x) => Exp(x);

    Vector<T> IUnaryFunction.Derivative<T>(Vector<T> x, Vector<T> y) => y;

    public OpenClExpression OpenCl => new("exp(x)", "y");
}

/// <summary>y = ln x;  y′ = 1 / x.</summary>
public readonly record struct Logarithm : IUnaryFunction
{
    public double Value(double x) => Math.Log(x);

    public double Derivative(double x, double y) => 1 / x;

    Vector<T> IUnaryFunction.Value<T>(Vector<T> x) => Log(x);

    Vector<T> IUnaryFunction.Derivative<T>(Vector<T> x, Vector<T> y) => Vector<T>.One / x;

    public OpenClExpression OpenCl => new("log(x)", "1.0f / x");
}

/// <summary>y = √x;  y′ = 1 / 2y.</summary>
public readonly record struct SquareRoot : IUnaryFunction
{
    public double Value(double x) => Math.Sqrt(x);

    public double Derivative(double x, double y) => 0.5 / y;

    Vector<T> IUnaryFunction.Value<T>(Vector<T> x) => Vector.SquareRoot(x);

    Vector<T> IUnaryFunction.Derivative<T>(Vector<T> x, Vector<T> y) => All<T>(0.5) / y;

    public OpenClExpression OpenCl => new("sqrt(x)", "0.5f / y");
}

/// <summary>
/// y = |x|;  y′ = sign x, which is 0 at 0, and NaN for NaN. PyTorch 1.13 gives 0 there, which hides the NaN.
/// </summary>
public readonly record struct Absolute : IUnaryFunction
{
    public double Value(double x) => Math.Abs(x);

    public double Derivative(double x, double y) => new Sign().Value(x);

    Vector<T> IUnaryFunction.Value<T>(Vector<T> x) => Abs(x);

    Vector<T> IUnaryFunction.Derivative<T>(Vector<T> x, Vector<T> y) => Evaluate(new Sign(), x);

    public OpenClExpression OpenCl => new("fabs(x)", new Sign().OpenCl.Value);
}

/// <summary>
/// y = −1, 0 or 1 for x below, at or above 0, and NaN for NaN;  y′ = 0. PyTorch 1.13 gives 0 for NaN, which hides it.
/// </summary>
public readonly record struct Sign : IUnaryFunction
{
    public double Value(double x) => x > 0 ? 1 : x < 0 ? -1 : x;

    public double Derivative(double x, double y) => 0;

    Vector<T> IUnaryFunction.Value<T>(Vector<T> x) =>
        ConditionalSelect(Above(x, 0), Vector<T>.One, ConditionalSelect(Below(x, 0), -Vector<T>.One, x));

    Vector<T> IUnaryFunction.Derivative<T>(Vector<T> x, Vector<T> y) => Vector<T>.Zero;

    public OpenClExpression OpenCl => new("where(x > 0.0f, 1.0f, where(x < 0.0f, -1.0f, x))", "(floatw)(0.0f)");
}

/// <summary>y = sin x;  y′ = cos x.</summary>
public readonly record struct Sine : IUnaryFunction
{
    public double Value(double x) => Math.Sin(x);

    public double Derivative(double x, double y) => Math.Cos(x);

    Vector<T> IUnaryFunction.Value<T>(Vector<T> x) => PerElement(x, T.Sin);

    Vector<T> IUnaryFunction.Derivative<T>(Vector<T> x, Vector<T> y) => PerElement(x, T.Cos);

    public OpenClExpression OpenCl => new("sin(x)", "cos(x)");
}

/// <summary>y = cos x;  y′ = −sin x.</summary>
public readonly record struct Cosine : IUnaryFunction
{
    public double Value(double x) => Math.Cos(x);

    public double Derivative(double x, double y) => -Math.Sin(x);

    Vector<T> IUnaryFunction.Value<T>(Vector<T> x) => PerElement(x, T.Cos);

    Vector<T> IUnaryFunction.Derivative<T>(Vector<T> x, Vector<T> y) => -PerElement(x, T.Sin);

    public OpenClExpression OpenCl => new("cos(x)", "-sin(x)");
}

/// <summary>
/// y = sign(x)·max(|x| − threshold, 0), the proximal step of the L1 penalty; y′ = 1 for |x| &gt; threshold, else 0.
/// </summary>
/// <remarks>
/// For NaN y is NaN and y′ = 0. PyTorch 1.13 gives 0 for both, which hides the NaN. Source: RG-06.
/// </remarks>
public readonly record struct SoftThreshold(double Threshold) : IUnaryFunction
{
    public double Value(double x) => x > Threshold ? x - Threshold : x < -Threshold ? x + Threshold : 0 * x;

    public double Derivative(double x, double y) => Math.Abs(x) > Threshold ? 1 : 0;

    Vector<T> IUnaryFunction.Value<T>(Vector<T> x)
    {
        var shrunk = Abs(x) - All<T>(Threshold);
        return CopySign(ConditionalSelect(Below(shrunk, 0), Vector<T>.Zero, shrunk), x);
    }

    Vector<T> IUnaryFunction.Derivative<T>(Vector<T> x, Vector<T> y) => Above(Abs(x), Threshold) & Vector<T>.One;

    public OpenClExpression OpenCl => new(
        "where(fabs(x) > p, x - copysign((floatw)(p), x), 0.0f * x)",
        "where(fabs(x) > p, 1.0f, 0.0f)", Threshold);
}
