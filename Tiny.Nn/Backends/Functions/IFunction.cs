namespace Tiny.Nn.Backends.Functions;

/// <summary>
/// An elementwise function with its derivative, in the three forms that the backends need: scalars in double (the
/// reference), SIMD vectors (the CPU) and OpenCL C.
/// </summary>
/// <remarks>
/// Implementations are structs: each backend's generic loop is then compiled for every function, with the function
/// inlined. A vector form that is implemented explicitly,
/// <c>Vector&lt;T&gt; IUnaryFunction.Value&lt;T&gt;(Vector&lt;T&gt; x)</c>, inherits the constraints on T.
/// </remarks>
public interface IUnaryFunction
{
    /// <summary>Returns f(x) in double, by the defining formula.</summary>
    double Value(double x);

    /// <summary>Returns f′(x) in double, given x and y = f(x).</summary>
    double Derivative(double x, double y);

    /// <summary>Returns f(x) for every element of a vector, to the precision of T.</summary>
    Vector<T> Value<T>(Vector<T> x) where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>Returns f′(x) for every element of a vector, given x and y = f(x).</summary>
    Vector<T> Derivative<T>(Vector<T> x, Vector<T> y) where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>
    /// The OpenCL C expressions of f and f′; without them the function runs on all backends except OpenCL.
    /// </summary>
    OpenClExpression OpenCl => throw new NotSupportedException(
        $"Function {GetType().Name}: has no OpenCL expression; "
        + "add `public OpenClExpression OpenCl => new(\"value\", \"derivative\");`");
}

/// <summary>An elementwise function of two operands; the operation that uses it defines its derivatives.</summary>
public interface IBinaryFunction
{
    /// <summary>Returns f(a, b) in double, by the defining formula.</summary>
    double Value(double a, double b);

    /// <summary>Returns f(a, b) for every pair of elements of two vectors.</summary>
    Vector<T> Value<T>(Vector<T> a, Vector<T> b) where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>The OpenCL C expression of f in a and b.</summary>
    string OpenCl => throw new NotSupportedException(
        $"Function {GetType().Name}: has no OpenCL expression; add `public string OpenCl => \"value\";`");
}

/// <summary>A function and its derivative as OpenCL C expressions in x; the derivative may also use y = f(x).</summary>
/// <remarks>
/// p and q stand for the constants <paramref name="P"/> and <paramref name="Q"/>, which are kernel
/// arguments, so the expression is compiled once for all their values. x may be a vector, so a conditional
/// is written as <c>where(x &gt; 0.0f, a, b)</c>.
/// </remarks>
public readonly record struct OpenClExpression(string Value, string Derivative, double P = 0, double Q = 0);
