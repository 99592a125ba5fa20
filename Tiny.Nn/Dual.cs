namespace Tiny.Nn;

/// <summary>
/// A dual number a + b·ε with ε² = 0, for forward-mode automatic differentiation. A formula that is evaluated with dual
/// numbers also gives its derivative, by the chain rule:
/// <code>
///   f(a + b·ε) = f(a) + f′(a)·b·ε
/// </code>
/// One evaluation gives the derivatives of all results with respect to one variable; the reverse mode of
/// <see cref="Graph"/> gives those of one result with respect to all variables. The type is for scalars only and
/// independent of tensors.  Sources: AD-01, AD-13.
/// </summary>
/// <param name="Value">a.</param>
/// <param name="Derivative">b = da/dt, for the variable t that was seeded.</param>
public readonly record struct Dual(double Value, double Derivative)
{
    /// <summary>Returns the variable of differentiation at a value: dx/dx = 1.</summary>
    public static Dual Variable(double x) => new(x, 1);

    /// <summary>Returns a constant, whose derivative is 0.</summary>
    public static implicit operator Dual(double constant) => new(constant, 0);

    /// <summary>Returns f′(x).</summary>
    public static double DerivativeOf(Func<Dual, Dual> f, double x) => NotNull(f)(Variable(x)).Derivative;

    /// <summary>
    /// Returns the directional derivative of f at x along v, Σ_j ∂f/∂x_j · v_j. It costs one evaluation of f for any
    /// number of variables.
    /// </summary>
    /// <exception cref="ArgumentException">x and v have different lengths.</exception>
    public static double DerivativeOf(Func<Dual[], Dual> f, ReadOnlySpan<double> x, ReadOnlySpan<double> v)
    {
        if (x.Length != v.Length)
            throw new ArgumentException(
                $"Dual: expects a direction of length {x.Length}, one value for each variable, got {v.Length}");
        var variables = new Dual[x.Length];
        for (var j = 0; j < x.Length; j++) variables[j] = new(x[j], v[j]);
        return NotNull(f)(variables).Derivative;
    }

    /// <summary>
    /// Returns the gradient of f at x. It costs one evaluation of f per variable; the reverse mode costs one sweep
    /// in all.
    /// </summary>
    public static double[] GradientOf(Func<Dual[], Dual> f, ReadOnlySpan<double> x)
    {
        var gradient = new double[x.Length];
        var direction = new double[x.Length];
        for (var j = 0; j < x.Length; j++)
        {
            direction[j] = 1;
            gradient[j] = DerivativeOf(f, x, direction);
            direction[j] = 0;
        }
        return gradient;
    }

    public static Dual operator -(Dual x) => new(-x.Value, -x.Derivative);

    public static Dual operator +(Dual x, Dual y) => new(x.Value + y.Value, x.Derivative + y.Derivative);

    public static Dual operator -(Dual x, Dual y) => new(x.Value - y.Value, x.Derivative - y.Derivative);

    /// <summary>(xy)′ = x′y + xy′.</summary>
    public static Dual operator *(Dual x, Dual y) =>
        new(x.Value * y.Value, x.Derivative * y.Value + x.Value * y.Derivative);

    /// <summary>(x/y)′ = (x′ − (x/y)·y′) / y.</summary>
    public static Dual operator /(Dual x, Dual y)
    {
        var quotient = x.Value / y.Value;
        return new(quotient, (x.Derivative - quotient * y.Derivative) / y.Value);
    }

    /// <summary>(sin x)′ = cos x · x′.</summary>
    public static Dual Sin(Dual x) => x.Chain(Math.Sin(x.Value), Math.Cos(x.Value));

    /// <summary>(cos x)′ = −sin x · x′.</summary>
    public static Dual Cos(Dual x) => x.Chain(Math.Cos(x.Value), -Math.Sin(x.Value));

    /// <summary>(eˣ)′ = eˣ · x′.</summary>
    public static Dual Exp(Dual x)
    {
        var y = Math.Exp(x.Value);
        return x.Chain(y, y);
    }

    /// <summary>(ln x)′ = x′ / x.</summary>
    public static Dual Log(Dual x) => x.Chain(Math.Log(x.Value), 1 / x.Value);

    /// <summary>σ(x) = 1 / (1 + e⁻ˣ), without overflow;  σ′ = σ(1 − σ) · x′.</summary>
    public static Dual Sigmoid(Dual x)
    {
        var decay = Math.Exp(-Math.Abs(x.Value));
        var y = (x.Value < 0 ? decay : 1) / (1 + decay);
        return x.Chain(y, y * (1 - y));
    }

    /// <summary>(tanh x)′ = (1 − tanh² x) · x′.</summary>
    public static Dual Tanh(Dual x)
    {
        var y = Math.Tanh(x.Value);
        return x.Chain(y, 1 - y * y);
    }

    /// <summary>Returns the number in the usual notation, as in <c>0.5 + 2ε</c>.</summary>
    public override string ToString() => Derivative < 0 ? $"{Value} − {-Derivative}ε" : $"{Value} + {Derivative}ε";

    /// <summary>Applies the chain rule: returns f(this), given f and f′ at <see cref="Value"/>.</summary>
    Dual Chain(double value, double derivative) => new(value, derivative * Derivative);
}
