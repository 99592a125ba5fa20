using System.Numerics;
using static Tiny.Nn.Backends.Functions.VectorMath;

namespace Tiny.Nn.Backends.Functions;

/// <summary>y = scale·x + shift;  y′ = scale.</summary>
public readonly record struct Affine(double Scale, double Shift) : IUnaryFunction
{
    public double Value(double x) => Scale * x + Shift;

    public double Derivative(double x, double y) => Scale;

    public Vector<T> Value<T>(Vector<T> x) where T : unmanaged, IFloatingPointIeee754<T> => All<T>(Scale) * x + All<T>(Shift);

    public Vector<T> Derivative<T>(Vector<T> x, Vector<T> y) where T : unmanaged, IFloatingPointIeee754<T> => All<T>(Scale);

    public OpenClExpression OpenCl => new("p * x + q", "(numbers)(p)", Scale, Shift);
}

/// <summary>y = xᵖ;  y′ = p·xᵖ⁻¹, and 0 everywhere for p = 0.</summary>
/// <remarks>Lanes multiply for p = 1 … 4 and −1, −2; other exponents go lane by lane.</remarks>
public readonly record struct Power(double Exponent) : IUnaryFunction
{
    public double Value(double x) => Math.Pow(x, Exponent);

    public double Derivative(double x, double y) => Exponent == 0 ? 0 : Exponent * Math.Pow(x, Exponent - 1);

    public Vector<T> Value<T>(Vector<T> x) where T : unmanaged, IFloatingPointIeee754<T> => Raise(x, Exponent);

    public Vector<T> Derivative<T>(Vector<T> x, Vector<T> y) where T : unmanaged, IFloatingPointIeee754<T> =>
        Exponent == 0 ? Vector<T>.Zero : All<T>(Exponent) * Raise(x, Exponent - 1);

    static Vector<T> Raise<T>(Vector<T> x, double exponent) where T : unmanaged, IFloatingPointIeee754<T> => exponent switch
    {
        1 => x,
        2 => x * x,
        3 => x * x * x,
        4 => x * x * (x * x),
        -1 => Vector<T>.One / x,
        -2 => Vector<T>.One / (x * x),
        _ => RaiseLanes(x, exponent),
    };

    // In a method of its own, because the closure would be made on every call, in the cases above too.
    static Vector<T> RaiseLanes<T>(Vector<T> x, double exponent) where T : unmanaged, IFloatingPointIeee754<T> =>
        Lanewise(x, lane => T.CreateTruncating(Math.Pow(double.CreateTruncating(lane), exponent)));

    public OpenClExpression OpenCl => new(
        Raised(Exponent, "p"),
        Exponent == 0 ? "(numbers)(0.0f)" : $"p * ({Raised(Exponent - 1, "q")})",
        P: Exponent, Q: Exponent - 1);

    static string Raised(double exponent, string name) => exponent switch
    {
        1 => "x",
        2 => "x * x",
        3 => "x * x * x",
        4 => "x * x * (x * x)",
        -1 => "1.0f / x",
        -2 => "1.0f / (x * x)",
        _ => $"pow(x, (numbers)({name}))",
    };
}

/// <summary>y = eˣ;  y′ = y.</summary>
public readonly record struct Exponential : IUnaryFunction
{
    public double Value(double x) => Math.Exp(x);

    public double Derivative(double x, double y) => y;

    public Vector<T> Value<T>(Vector<T> x) where T : unmanaged, IFloatingPointIeee754<T> => Exp(x);

    public Vector<T> Derivative<T>(Vector<T> x, Vector<T> y) where T : unmanaged, IFloatingPointIeee754<T> => y;

    public OpenClExpression OpenCl => new("exp(x)", "y");
}

/// <summary>y = ln x;  y′ = 1 / x.</summary>
public readonly record struct Logarithm : IUnaryFunction
{
    public double Value(double x) => Math.Log(x);

    public double Derivative(double x, double y) => 1 / x;

    public Vector<T> Value<T>(Vector<T> x) where T : unmanaged, IFloatingPointIeee754<T> => Log(x);

    public Vector<T> Derivative<T>(Vector<T> x, Vector<T> y) where T : unmanaged, IFloatingPointIeee754<T> => Vector<T>.One / x;

    public OpenClExpression OpenCl => new("log(x)", "1.0f / x");
}

/// <summary>y = √x;  y′ = 1 / 2y.</summary>
public readonly record struct SquareRoot : IUnaryFunction
{
    public double Value(double x) => Math.Sqrt(x);

    public double Derivative(double x, double y) => 0.5 / y;

    public Vector<T> Value<T>(Vector<T> x) where T : unmanaged, IFloatingPointIeee754<T> => Vector.SquareRoot(x);

    public Vector<T> Derivative<T>(Vector<T> x, Vector<T> y) where T : unmanaged, IFloatingPointIeee754<T> => All<T>(0.5) / y;

    public OpenClExpression OpenCl => new("sqrt(x)", "0.5f / y");
}

/// <summary>y = |x|;  y′ = sign x, and 0 at 0.</summary>
public readonly record struct Absolute : IUnaryFunction
{
    public double Value(double x) => Math.Abs(x);

    public double Derivative(double x, double y) => new Sign().Value(x);

    public Vector<T> Value<T>(Vector<T> x) where T : unmanaged, IFloatingPointIeee754<T> => Vector.Abs(x);

    public Vector<T> Derivative<T>(Vector<T> x, Vector<T> y) where T : unmanaged, IFloatingPointIeee754<T> => new Sign().Value(x);

    public OpenClExpression OpenCl => new("fabs(x)", "where(x > 0.0f, 1.0f, where(x < 0.0f, -1.0f, x))");
}

/// <summary>y = −1, 0 or 1 as x is below, at or above 0 (a NaN stays);  y′ = 0.</summary>
public readonly record struct Sign : IUnaryFunction
{
    public double Value(double x) => x > 0 ? 1 : x < 0 ? -1 : x;

    public double Derivative(double x, double y) => 0;

    public Vector<T> Value<T>(Vector<T> x) where T : unmanaged, IFloatingPointIeee754<T> =>
        Vector.ConditionalSelect(Vector.GreaterThan(x, Vector<T>.Zero), Vector<T>.One,
            Vector.ConditionalSelect(Vector.LessThan(x, Vector<T>.Zero), -Vector<T>.One, x));

    public Vector<T> Derivative<T>(Vector<T> x, Vector<T> y) where T : unmanaged, IFloatingPointIeee754<T> => Vector<T>.Zero;

    public OpenClExpression OpenCl => new("where(x > 0.0f, 1.0f, where(x < 0.0f, -1.0f, x))", "(numbers)(0.0f)");
}

/// <summary>y = sin x;  y′ = cos x.</summary>
public readonly record struct Sine : IUnaryFunction
{
    public double Value(double x) => Math.Sin(x);

    public double Derivative(double x, double y) => Math.Cos(x);

    public Vector<T> Value<T>(Vector<T> x) where T : unmanaged, IFloatingPointIeee754<T> => Sin(x);

    public Vector<T> Derivative<T>(Vector<T> x, Vector<T> y) where T : unmanaged, IFloatingPointIeee754<T> => Cos(x);

    public OpenClExpression OpenCl => new("sin(x)", "cos(x)");
}

/// <summary>y = cos x;  y′ = −sin x.</summary>
public readonly record struct Cosine : IUnaryFunction
{
    public double Value(double x) => Math.Cos(x);

    public double Derivative(double x, double y) => -Math.Sin(x);

    public Vector<T> Value<T>(Vector<T> x) where T : unmanaged, IFloatingPointIeee754<T> => Cos(x);

    public Vector<T> Derivative<T>(Vector<T> x, Vector<T> y) where T : unmanaged, IFloatingPointIeee754<T> => -Sin(x);

    public OpenClExpression OpenCl => new("cos(x)", "-sin(x)");
}

/// <summary>y = sign(x)·max(|x| − threshold, 0): the proximal step of the L1 penalty (RG-06);
/// y′ = 1 where |x| &gt; threshold, else 0.</summary>
public readonly record struct SoftThreshold(double Threshold) : IUnaryFunction
{
    public double Value(double x) => x > Threshold ? x - Threshold : x < -Threshold ? x + Threshold : 0 * x;

    public double Derivative(double x, double y) => Math.Abs(x) > Threshold ? 1 : 0;

    public Vector<T> Value<T>(Vector<T> x) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var shrunk = Vector.Abs(x) - All<T>(Threshold);
        return Vector.CopySign(Vector.ConditionalSelect(Vector.LessThan(shrunk, Vector<T>.Zero), Vector<T>.Zero, shrunk), x);
    }

    public Vector<T> Derivative<T>(Vector<T> x, Vector<T> y) where T : unmanaged, IFloatingPointIeee754<T> =>
        Indicator(Vector.GreaterThan(Vector.Abs(x), All<T>(Threshold)));

    public OpenClExpression OpenCl => new(
        "where(fabs(x) > p, x - copysign((numbers)(p), x), 0.0f * x)",
        "where(fabs(x) > p, 1.0f, 0.0f)", Threshold);
}
