using System.Numerics;

namespace Tiny.Nn.Backends.Functions;

/// <summary>
/// A function of one number, defined once for every machine: as a formula in double for the reference, over
/// <see cref="Vector{T}"/> for the CPU, and as text for OpenCL. Implementations are structs, so that a machine's one loop is compiled
/// for each of them with the function inlined.
/// </summary>
public interface IUnaryFunction
{
    /// <summary>f(x), as the formula says it.</summary>
    double Value(double x);

    /// <summary>f′(x), given x and y = f(x).</summary>
    double Derivative(double x, double y);

    /// <summary>f(x) for all lanes; as exact as the lanes allow.</summary>
    Vector<T> Value<T>(Vector<T> x) where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>f′(x) for all lanes, given x and y = f(x).</summary>
    Vector<T> Derivative<T>(Vector<T> x, Vector<T> y) where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>f and f′ in the language of OpenCL kernels; a function that has none runs on every other machine.</summary>
    OpenClExpression OpenCl => throw new NotSupportedException(
        $"Function {GetType().Name}: has no OpenCL form; give it one with `public Expression OpenCl => new(value: \"…\", slope: \"…\");`");
}

/// <summary>A function of two numbers; its derivatives are written by the operations that use it.</summary>
public interface IBinaryFunction
{
    /// <summary>f(a, b), as the formula says it.</summary>
    double Value(double a, double b);

    /// <summary>f(a, b) for all lanes.</summary>
    Vector<T> Value<T>(Vector<T> a, Vector<T> b) where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>f in the language of OpenCL kernels, in a and b.</summary>
    string OpenCl => throw new NotSupportedException(
        $"Function {GetType().Name}: has no OpenCL form; give it one with `public string OpenCl => \"…\";`");
}

/// <summary>
/// A function of one number as OpenCL C: expressions in x, in the slope also in y = f(x), and in two constants p and q, which
/// are handed over with every call, so that the text is compiled once. x may hold several numbers: a choice between two values is
/// written <c>where(x &gt; 0.0f, a, b)</c>.
/// </summary>
public readonly record struct OpenClExpression(string Value, string Derivative, double P = 0, double Q = 0);
