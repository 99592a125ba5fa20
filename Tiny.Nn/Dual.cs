namespace Tiny.Nn;

/// <summary>
/// Forward-mode automatic differentiation in one small type: a number a + b·ε with ε² = 0. Carry it through a formula and
/// b is the derivative, by the chain rule, one operation at a time:
/// <code>
///   f(a + b·ε) = f(a) + f′(a)·b·ε
/// </code>
/// One sweep gives the derivatives of all results by one variable; the reverse mode of <see cref="Graph"/> gives those of one
/// result by all variables. A teaching type for plain numbers: tensors do not know it.  Sources: AD-01, AD-13.
/// </summary>
/// <param name="Value">a.</param>
/// <param name="Derivative">b = da/dt, for whatever t the variables were seeded with.</param>
public readonly record struct Dual(double Value, double Derivative)
{
    /// <summary>The variable that is differentiated by: dx/dx = 1.</summary>
    public static Dual Variable(double x) => new(x, 1);

    /// <summary>A constant: its derivative is 0.</summary>
    public static implicit operator Dual(double constant) => new(constant, 0);

    /// <summary>f′(x).</summary>
    public static double DerivativeOf(Func<Dual, Dual> f, double x) => f(Variable(x)).Derivative;

    /// <summary>The derivative of f at x along v, Σ_j ∂f/∂x_j · v_j, in one sweep for any number of variables.</summary>
    /// <exception cref="ArgumentException">x and v have different lengths.</exception>
    public static double DerivativeOf(Func<Dual[], Dual> f, ReadOnlySpan<double> x, ReadOnlySpan<double> v)
    {
        if (x.Length != v.Length) throw new ArgumentException($"Dual: the direction needs one number for each of the {x.Length} variables, got {v.Length}");
        var variables = new Dual[x.Length];
        for (var j = 0; j < x.Length; j++) variables[j] = new(x[j], v[j]);
        return f(variables).Derivative;
    }

    /// <summary>All ∂f/∂x_j: a sweep for each variable, which is what makes the reverse mode worth having.</summary>
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
    public static Dual operator *(Dual x, Dual y) => new(x.Value * y.Value, x.Derivative * y.Value + x.Value * y.Derivative);

    /// <summary>(x/y)′ = (x′ − (x/y)·y′) / y.</summary>
    public static Dual operator /(Dual x, Dual y)
    {
        var quotient = x.Value / y.Value;
        return new(quotient, (x.Derivative - quotient * y.Derivative) / y.Value);
    }

    /// <summary>(sin x)′ = cos x · x′.</summary>
    public static Dual Sin(Dual x) => x.Through(Math.Sin(x.Value), Math.Cos(x.Value));

    /// <summary>(cos x)′ = −sin x · x′.</summary>
    public static Dual Cos(Dual x) => x.Through(Math.Cos(x.Value), -Math.Sin(x.Value));

    /// <summary>(eˣ)′ = eˣ · x′.</summary>
    public static Dual Exp(Dual x)
    {
        var y = Math.Exp(x.Value);
        return x.Through(y, y);
    }

    /// <summary>(ln x)′ = x′ / x.</summary>
    public static Dual Log(Dual x) => x.Through(Math.Log(x.Value), 1 / x.Value);

    /// <summary>(√x)′ = x′ / 2√x.</summary>
    public static Dual Sqrt(Dual x)
    {
        var y = Math.Sqrt(x.Value);
        return x.Through(y, 0.5 / y);
    }

    /// <summary>(xᵉ)′ = e·xᵉ⁻¹ · x′ for a constant exponent e.</summary>
    public static Dual Power(Dual x, double exponent) =>
        x.Through(Math.Pow(x.Value, exponent), exponent == 0 ? 0 : exponent * Math.Pow(x.Value, exponent - 1));

    /// <summary>|x|′ = sign x · x′, 0 at the kink.</summary>
    public static Dual Abs(Dual x) => x.Through(Math.Abs(x.Value), Math.Sign(x.Value));

    /// <summary>σ(x) = 1 / (1 + e⁻ˣ), without overflow;  σ′ = σ(1 − σ) · x′.</summary>
    public static Dual Sigmoid(Dual x)
    {
        var decay = Math.Exp(-Math.Abs(x.Value));
        var y = (x.Value < 0 ? decay : 1) / (1 + decay);
        return x.Through(y, y * (1 - y));
    }

    /// <summary>(tanh x)′ = (1 − tanh² x) · x′.</summary>
    public static Dual Tanh(Dual x)
    {
        var y = Math.Tanh(x.Value);
        return x.Through(y, 1 - y * y);
    }

    /// <summary>max(0, x)′ = x′ where x &gt; 0, else 0.</summary>
    public static Dual Relu(Dual x) => x.Value > 0 ? x : 0;

    /// <summary>As one writes it: <c>0.5 + 2ε</c>.</summary>
    public override string ToString() => Derivative < 0 ? $"{Value} − {-Derivative}ε" : $"{Value} + {Derivative}ε";

    /// <summary>The chain rule: a function's value and its slope at this number.</summary>
    Dual Through(double value, double slope) => new(value, slope * Derivative);
}
