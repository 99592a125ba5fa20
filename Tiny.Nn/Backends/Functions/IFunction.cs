using System.Numerics;

namespace Tiny.Nn.Backends.Functions;

/// <summary>
/// A function of one number, defined once for every machine: as a formula in double for the reference, and over
/// <see cref="Vector{T}"/> for the CPU. Implementations are structs, so that a machine's one loop is compiled for each of
/// them with the function inlined.
/// </summary>
public interface IUnaryFunction
{
    /// <summary>f(x), as the formula says it.</summary>
    double Value(double x);

    /// <summary>f′(x), given x and y = f(x).</summary>
    double Slope(double x, double y);

    /// <summary>f(x) for all lanes; as exact as the lanes allow.</summary>
    Vector<T> Value<T>(Vector<T> x) where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>f′(x) for all lanes, given x and y = f(x).</summary>
    Vector<T> Slope<T>(Vector<T> x, Vector<T> y) where T : unmanaged, IFloatingPointIeee754<T>;
}

/// <summary>A function of two numbers; its derivatives are written by the operations that use it.</summary>
public interface IBinaryFunction
{
    /// <summary>f(a, b), as the formula says it.</summary>
    double Value(double a, double b);

    /// <summary>f(a, b) for all lanes.</summary>
    Vector<T> Value<T>(Vector<T> a, Vector<T> b) where T : unmanaged, IFloatingPointIeee754<T>;
}
