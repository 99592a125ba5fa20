using System.Numerics;
using static Tiny.Nn.Backends.Functions.VectorMath;

namespace Tiny.Nn.Backends.Functions;

/// <summary>y = 1 for x &gt; 0, else 0: the perceptron's threshold;  y′ = 0.</summary>
public readonly record struct Heaviside : IUnaryFunction
{
    public double Value(double x) => x > 0 ? 1 : 0;

    public double Derivative(double x, double y) => 0;

    public Vector<T> Value<T>(Vector<T> x) where T : unmanaged, IFloatingPointIeee754<T> =>
        Indicator(Vector.GreaterThan(x, Vector<T>.Zero));

    public Vector<T> Derivative<T>(Vector<T> x, Vector<T> y) where T : unmanaged, IFloatingPointIeee754<T> => Vector<T>.Zero;

    public OpenClExpression OpenCl => new("where(x > 0.0f, 1.0f, 0.0f)", "(numbers)(0.0f)");
}

/// <summary>y = max(x, 0), where a NaN stays;  y′ = 1 for x &gt; 0, else 0.</summary>
public readonly record struct Relu : IUnaryFunction
{
    public double Value(double x) => x < 0 ? 0 : x;

    public double Derivative(double x, double y) => x > 0 ? 1 : 0;

    public Vector<T> Value<T>(Vector<T> x) where T : unmanaged, IFloatingPointIeee754<T> =>
        Vector.AndNot(x, Vector.LessThan(x, Vector<T>.Zero));

    public Vector<T> Derivative<T>(Vector<T> x, Vector<T> y) where T : unmanaged, IFloatingPointIeee754<T> =>
        Indicator(Vector.GreaterThan(x, Vector<T>.Zero));

    public OpenClExpression OpenCl => new("where(x < 0.0f, 0.0f, x)", "where(x > 0.0f, 1.0f, 0.0f)");
}

/// <summary>y = x for x &gt; 0, else negativeSlope·x;  y′ = 1 for x &gt; 0, else negativeSlope.</summary>
public readonly record struct LeakyRelu(double NegativeSlope) : IUnaryFunction
{
    public double Value(double x) => x > 0 ? x : NegativeSlope * x;

    public double Derivative(double x, double y) => x > 0 ? 1 : NegativeSlope;

    public Vector<T> Value<T>(Vector<T> x) where T : unmanaged, IFloatingPointIeee754<T> => x * Derivative(x, x);

    public Vector<T> Derivative<T>(Vector<T> x, Vector<T> y) where T : unmanaged, IFloatingPointIeee754<T> =>
        Vector.ConditionalSelect(Vector.GreaterThan(x, Vector<T>.Zero), Vector<T>.One, All<T>(NegativeSlope));

    public OpenClExpression OpenCl => new("where(x > 0.0f, x, p * x)", "where(x > 0.0f, 1.0f, p)", NegativeSlope);
}

/// <summary>y = x for x &gt; 0, else α(eˣ − 1);  y′ = 1 for x &gt; 0, else y + α.</summary>
/// <remarks>eˣ − 1 = (eˣ + 1)·tanh(x/2), which keeps its digits near 0.</remarks>
public readonly record struct Elu(double Alpha) : IUnaryFunction
{
    public double Value(double x) => x > 0 ? x : Alpha * (Math.Exp(x) + 1) * Math.Tanh(x / 2);

    public double Derivative(double x, double y) => x > 0 ? 1 : y + Alpha;

    public Vector<T> Value<T>(Vector<T> x) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var belowZero = Vector.ConditionalSelect(Vector.GreaterThan(x, Vector<T>.Zero), Vector<T>.Zero, x);
        var curved = All<T>(Alpha) * (Exp(belowZero) + Vector<T>.One) * new HyperbolicTangent().Value(belowZero * All<T>(0.5));
        return Vector.ConditionalSelect(Vector.GreaterThan(x, Vector<T>.Zero), x, curved);
    }

    public Vector<T> Derivative<T>(Vector<T> x, Vector<T> y) where T : unmanaged, IFloatingPointIeee754<T> =>
        Vector.ConditionalSelect(Vector.GreaterThan(x, Vector<T>.Zero), Vector<T>.One, y + All<T>(Alpha));

    public OpenClExpression OpenCl => new("where(x > 0.0f, x, p * expm1(x))", "where(x > 0.0f, 1.0f, y + p)", Alpha);
}

/// <summary>y = 1 / (1 + e⁻ˣ), by e^−|x|, which never overflows;  y′ = y(1 − y).</summary>
public readonly record struct Sigmoid : IUnaryFunction
{
    public double Value(double x)
    {
        var decay = Math.Exp(-Math.Abs(x));
        return (x < 0 ? decay : 1) / (1 + decay);
    }

    public double Derivative(double x, double y) => y * (1 - y);

    public Vector<T> Value<T>(Vector<T> x) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var decay = Exp(-Vector.Abs(x));
        return Vector.ConditionalSelect(Vector.LessThan(x, Vector<T>.Zero), decay, Vector<T>.One) / (Vector<T>.One + decay);
    }

    public Vector<T> Derivative<T>(Vector<T> x, Vector<T> y) where T : unmanaged, IFloatingPointIeee754<T> => y * (Vector<T>.One - y);

    public OpenClExpression OpenCl => new("where(x < 0.0f, exp(-fabs(x)), 1.0f) / (1.0f + exp(-fabs(x)))", "y * (1.0f - y)");
}

/// <summary>y = ln(1 + eˣ) = max(x, 0) + ln(1 + e^−|x|);  y′ = sigmoid(x).</summary>
/// <remarks>ln(1 + t) = ln(u)·t / (u − 1) with u = 1 + t as rounded: the rounding error of u cancels (Kahan).</remarks>
public readonly record struct Softplus : IUnaryFunction
{
    public double Value(double x)
    {
        double t = Math.Exp(-Math.Abs(x)), u = 1 + t;
        return (x < 0 ? 0 : x) + (u == 1 ? t : Math.Log(u) * t / (u - 1));
    }

    public double Derivative(double x, double y) => new Sigmoid().Value(x);

    public Vector<T> Value<T>(Vector<T> x) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var t = Exp(-Vector.Abs(x));
        var u = Vector<T>.One + t;
        var tail = Vector.ConditionalSelect(Vector.Equals(u, Vector<T>.One), t, Log(u) * t / (u - Vector<T>.One));
        return new Relu().Value(x) + tail;
    }

    public Vector<T> Derivative<T>(Vector<T> x, Vector<T> y) where T : unmanaged, IFloatingPointIeee754<T> => new Sigmoid().Value(x);

    public OpenClExpression OpenCl => new(
        "where(x < 0.0f, 0.0f, x) + log1p(exp(-fabs(x)))",
        "where(x < 0.0f, exp(-fabs(x)), 1.0f) / (1.0f + exp(-fabs(x)))");
}

/// <summary>y = tanh x;  y′ = 1 − y².</summary>
/// <remarks>
/// In lanes 1 − 2 / (e²ˣ + 1) away from 0, and near 0, where that loses its digits, the rational function of the
/// Cephes library: x + x³·P(x²)/Q(x²) for |x| &lt; 0.625.
/// </remarks>
public readonly record struct HyperbolicTangent : IUnaryFunction
{
    public double Value(double x) => Math.Tanh(x);

    public double Derivative(double x, double y) => 1 - y * y;

    public Vector<T> Value<T>(Vector<T> x) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var size = Vector.Abs(x);
        var far = Vector<T>.One - All<T>(2) / (Exp(size + size) + Vector<T>.One);
        var square = x * x;
        var numerator = (All<T>(-9.64399179425052238628e-1) * square + All<T>(-9.92877231001918586564e1)) * square
                        + All<T>(-1.61468768441708447952e3);
        var denominator = ((square + All<T>(1.12811678491632931402e2)) * square + All<T>(2.23548839060100448583e3)) * square
                          + All<T>(4.84406305325125486048e3);
        var near = x + x * square * (numerator / denominator);
        return Vector.ConditionalSelect(Vector.LessThan(size, All<T>(0.625)), near, Vector.CopySign(far, x));
    }

    public Vector<T> Derivative<T>(Vector<T> x, Vector<T> y) where T : unmanaged, IFloatingPointIeee754<T> => Vector<T>.One - y * y;

    public OpenClExpression OpenCl => new("tanh(x)", "1.0f - y * y");
}
