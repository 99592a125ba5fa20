using static System.Numerics.Vector;
using static Tiny.Nn.Backends.Functions.VectorMath;

namespace Tiny.Nn.Backends.Functions;

/// <summary>The Heaviside step, the perceptron's threshold: y = 1 for x &gt; 0, else 0;  y′ = 0.</summary>
public readonly record struct Heaviside : IUnaryFunction
{
    public double Value(double x) => x > 0 ? 1 : 0;

    public double Derivative(double x, double y) => 0;

    Vector<T> IUnaryFunction.Value<T>(Vector<T> x) => Above(x, 0) & Vector<T>.One;

    Vector<T> IUnaryFunction.Derivative<T>(Vector<T> x, Vector<T> y) => Vector<T>.Zero;

    public OpenClExpression OpenCl => new("where(x > 0.0f, 1.0f, 0.0f)", "(floatw)(0.0f)");
}

/// <summary>y = max(x, 0), and NaN for NaN;  y′ = 0 for x ≤ 0, else 1, as in PyTorch also for NaN.</summary>
public readonly record struct Relu : IUnaryFunction
{
    public double Value(double x) => x < 0 ? 0 : x;

    public double Derivative(double x, double y) => x <= 0 ? 0 : 1;

    Vector<T> IUnaryFunction.Value<T>(Vector<T> x) => AndNot(x, Below(x, 0));

    Vector<T> IUnaryFunction.Derivative<T>(Vector<T> x, Vector<T> y) =>
        AndNot(Vector<T>.One, LessThanOrEqual(x, Vector<T>.Zero));

    public OpenClExpression OpenCl => new("where(x < 0.0f, 0.0f, x)", "where(x <= 0.0f, 0.0f, 1.0f)");
}

/// <summary>y = x for x &gt; 0, else negativeSlope·x;  y′ = 1 for x &gt; 0, else negativeSlope.</summary>
public readonly record struct LeakyRelu(double NegativeSlope) : IUnaryFunction
{
    public double Value(double x) => x > 0 ? x : NegativeSlope * x;

    public double Derivative(double x, double y) => x > 0 ? 1 : NegativeSlope;

    Vector<T> IUnaryFunction.Value<T>(Vector<T> x) =>
        x * ConditionalSelect(Above(x, 0), Vector<T>.One, All<T>(NegativeSlope));

    Vector<T> IUnaryFunction.Derivative<T>(Vector<T> x, Vector<T> y) =>
        ConditionalSelect(Above(x, 0), Vector<T>.One, All<T>(NegativeSlope));

    public OpenClExpression OpenCl => new("where(x > 0.0f, x, p * x)", "where(x > 0.0f, 1.0f, p)", NegativeSlope);
}

/// <summary>y = x for x &gt; 0, else α(eˣ − 1);  y′ = 1 for x &gt; 0, else y + α.</summary>
/// <remarks>eˣ − 1 = (eˣ + 1)·tanh(x/2), which is accurate near 0.</remarks>
public readonly record struct Elu(double Alpha) : IUnaryFunction
{
    public double Value(double x) => x > 0 ? x : Alpha * (Math.Exp(x) + 1) * Math.Tanh(x / 2);

    public double Derivative(double x, double y) => x > 0 ? 1 : y + Alpha;

    Vector<T> IUnaryFunction.Value<T>(Vector<T> x)
    {
        var negative = ConditionalSelect(Above(x, 0), Vector<T>.Zero, x);
        var tanh = Evaluate(new HyperbolicTangent(), negative * All<T>(0.5));
        return ConditionalSelect(Above(x, 0), x, All<T>(Alpha) * (Exp(negative) + Vector<T>.One) * tanh);
    }

    Vector<T> IUnaryFunction.Derivative<T>(Vector<T> x, Vector<T> y) =>
        ConditionalSelect(Above(x, 0), Vector<T>.One, y + All<T>(Alpha));

    public OpenClExpression OpenCl => new("where(x > 0.0f, x, p * expm1(x))", "where(x > 0.0f, 1.0f, y + p)", Alpha);
}

/// <summary>y = 1 / (1 + e⁻ˣ), computed from e^−|x|, which cannot overflow;  y′ = y(1 − y).</summary>
public readonly record struct Sigmoid : IUnaryFunction
{
    public double Value(double x)
    {
        var decay = Math.Exp(-Math.Abs(x));
        return (x < 0 ? decay : 1) / (1 + decay);
    }

    public double Derivative(double x, double y) => y * (1 - y);

    Vector<T> IUnaryFunction.Value<T>(Vector<T> x)
    {
        var decay = Exp(-Abs(x));
        return ConditionalSelect(Below(x, 0), decay, Vector<T>.One) / (Vector<T>.One + decay);
    }

    Vector<T> IUnaryFunction.Derivative<T>(Vector<T> x, Vector<T> y) => y * (Vector<T>.One - y);

    public OpenClExpression OpenCl =>
        new("where(x < 0.0f, exp(-fabs(x)), 1.0f) / (1.0f + exp(-fabs(x)))", "y * (1.0f - y)");
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

    Vector<T> IUnaryFunction.Value<T>(Vector<T> x)
    {
        var t = Exp(-Abs(x));
        var u = Vector<T>.One + t;
        return Evaluate(new Relu(), x) + ConditionalSelect(Vector.Equals(u, Vector<T>.One), t,
            Log(u) * t / (u - Vector<T>.One));
    }

    Vector<T> IUnaryFunction.Derivative<T>(Vector<T> x, Vector<T> y) => Evaluate(new Sigmoid(), x);

    public OpenClExpression OpenCl =>
        new("where(x < 0.0f, 0.0f, x) + log1p(exp(-fabs(x)))", new Sigmoid().OpenCl.Value);
}

/// <summary>y = tanh x;  y′ = 1 − y².</summary>
/// <remarks>
/// The vector form is 1 − 2 / (e²ˣ + 1) for |x| ≥ 0.625. Nearer to 0, where that cancels, it is the Cephes library's
/// rational function x + x³·P(x²)/Q(x²).
/// </remarks>
public readonly record struct HyperbolicTangent : IUnaryFunction
{
    public double Value(double x) => Math.Tanh(x);

    public double Derivative(double x, double y) => 1 - y * y;

    Vector<T> IUnaryFunction.Value<T>(Vector<T> x)
    {
        var magnitude = Abs(x);
        var far = Vector<T>.One - All<T>(2) / (Exp(magnitude + magnitude) + Vector<T>.One);
        var square = x * x;
        var numerator = (All<T>(-9.64399179425052238628e-1) * square + All<T>(-9.92877231001918586564e1)) * square
                        + All<T>(-1.61468768441708447952e3);
        var denominator = ((square + All<T>(1.12811678491632931402e2)) * square
            + All<T>(2.23548839060100448583e3)) * square
                          + All<T>(4.84406305325125486048e3);
        var near = x + x * square * (numerator / denominator);
        return ConditionalSelect(Below(magnitude, 0.625), near, CopySign(far, x));
    }

    Vector<T> IUnaryFunction.Derivative<T>(Vector<T> x, Vector<T> y) => Vector<T>.One - y * y;

    public OpenClExpression OpenCl => new("tanh(x)", "1.0f - y * y");
}
