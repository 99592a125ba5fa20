using System.Numerics;
using System.Runtime.CompilerServices;
using static System.Numerics.Vector;

namespace Tiny.Nn.Backends.Functions;

/// <summary>Mathematical functions of <see cref="Vector{T}"/> for T = float and double.</summary>
/// <remarks>
/// An element of a result depends on the same element of the operands alone. Where the framework's vector functions switch to
/// another algorithm for all elements when one is large, this class has its own.
/// </remarks>
static class VectorMath
{
    // The JIT evaluates typeof(T) == typeof(float) while it compiles for a T: no test is left at run time.

    /// <summary>A vector with <paramref name="value"/>, rounded to T, in every element.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> All<T>(double value) where T : unmanaged, IFloatingPointIeee754<T> =>
        typeof(T) == typeof(float) ? Create((float)value).As<float, T>() : Create(value).As<double, T>();

    /// <summary>a·b + c, rounded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> MultiplyAdd<T>(Vector<T> a, Vector<T> b, Vector<T> c) where T : unmanaged, IFloatingPointIeee754<T> =>
        typeof(T) == typeof(float)
            ? FusedMultiplyAdd(a.As<T, float>(), b.As<T, float>(), c.As<T, float>()).As<float, T>()
            : FusedMultiplyAdd(a.As<T, double>(), b.As<T, double>(), c.As<T, double>()).As<double, T>();

    /// <summary>f(x), for functions defined by other functions.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Evaluate<F, T>(F f, Vector<T> x)
        where F : struct, IUnaryFunction where T : unmanaged, IFloatingPointIeee754<T> => f.Value(x);

    /// <summary>All bits set in the elements where x &gt; threshold, else none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Above<T>(Vector<T> x, double threshold) where T : unmanaged, IFloatingPointIeee754<T> =>
        GreaterThan(x, All<T>(threshold));

    /// <summary>All bits set in the elements where x &lt; threshold, else none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Below<T>(Vector<T> x, double threshold) where T : unmanaged, IFloatingPointIeee754<T> =>
        LessThan(x, All<T>(threshold));

    /// <summary>x rounded towards 0.</summary>
    public static Vector<T> Truncate<T>(Vector<T> x) where T : unmanaged, IFloatingPointIeee754<T> =>
        typeof(T) == typeof(float)
            ? Vector.Truncate(x.As<T, float>()).As<float, T>()
            : Vector.Truncate(x.As<T, double>()).As<double, T>();

    /// <summary>ln x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Log<T>(Vector<T> x) where T : unmanaged, IFloatingPointIeee754<T> =>
        typeof(T) == typeof(float)
            ? Vector.Log(x.As<T, float>()).As<float, T>()
            : Vector.Log(x.As<T, double>()).As<double, T>();

    /// <summary>f of each element, for functions without a vector form.</summary>
    public static Vector<T> PerElement<T>(Vector<T> x, Func<T, T> f) where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<T> elements = stackalloc T[Vector<T>.Count];
        x.CopyTo(elements);
        foreach (ref var element in elements) element = f(element);
        return new Vector<T>(elements);
    }

    /// <summary>eˣ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Exp<T>(Vector<T> x) where T : unmanaged, IFloatingPointIeee754<T> =>
        typeof(T) == typeof(float) ? Exp(x.As<T, float>()).As<float, T>() : Exp(x.As<T, double>()).As<double, T>();

    /// <summary>
    /// eˣ = 2ⁿ·eʳ with n the integer nearest to x / ln 2, so that |r| ≤ ½ ln 2. The Taylor polynomial of degree 7 for eʳ has
    /// a relative error of 5·10⁻⁹; e⁰ is 1 exactly.
    /// </summary>
    /// <remarks>The framework's Exp converts to double and takes four times as long.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector<float> Exp(Vector<float> x)
    {
        const float ln2High = 0.693359375f, ln2Low = -2.12194440e-4f;         // n·ln2High is exact
        x = ConditionalSelect(GreaterThan(x, Create(89f)), Create(89f), x);       // e⁸⁹ is infinite
        x = ConditionalSelect(LessThan(x, Create(-104f)), Create(-104f), x);      // e⁻¹⁰⁴ is zero
        var n = Round(x * (float)(1 / 0.69314718055994531));
        var r = FusedMultiplyAdd(n, Create(-ln2High), x);
        r = FusedMultiplyAdd(n, Create(-ln2Low), r);
        var y = Create(1 / 5040f);
        y = FusedMultiplyAdd(y, r, Create(1 / 720f));
        y = FusedMultiplyAdd(y, r, Create(1 / 120f));
        y = FusedMultiplyAdd(y, r, Create(1 / 24f));
        y = FusedMultiplyAdd(y, r, Create(1 / 6f));
        y = FusedMultiplyAdd(y, r, Create(0.5f));
        y = FusedMultiplyAdd(y, r, Vector<float>.One);
        y = FusedMultiplyAdd(y, r, Vector<float>.One);
        var exponent = ConvertToInt32(n);
        var half = exponent >> 1;                                             // 2ⁿ alone may overflow where eˣ does not
        return y * PowerOfTwo(half) * PowerOfTwo(exponent - half);
    }

    /// <summary>The same in double: the Taylor polynomial of degree 13 has a relative error of 4·10⁻¹⁸.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector<double> Exp(Vector<double> x)
    {
        const double ln2High = 6.93147180369123816490e-1, ln2Low = 1.90821492927058770002e-10;      // n·ln2High is exact
        x = ConditionalSelect(GreaterThan(x, Create(710.0)), Create(710.0), x);     // e⁷¹⁰ is infinite
        x = ConditionalSelect(LessThan(x, Create(-746.0)), Create(-746.0), x);      // e⁻⁷⁴⁶ is zero
        var n = Round(x * (1 / 0.69314718055994531));
        var r = FusedMultiplyAdd(n, Create(-ln2High), x);
        r = FusedMultiplyAdd(n, Create(-ln2Low), r);
        var y = Create(1 / 6227020800.0);
        y = FusedMultiplyAdd(y, r, Create(1 / 479001600.0));
        y = FusedMultiplyAdd(y, r, Create(1 / 39916800.0));
        y = FusedMultiplyAdd(y, r, Create(1 / 3628800.0));
        y = FusedMultiplyAdd(y, r, Create(1 / 362880.0));
        y = FusedMultiplyAdd(y, r, Create(1 / 40320.0));
        y = FusedMultiplyAdd(y, r, Create(1 / 5040.0));
        y = FusedMultiplyAdd(y, r, Create(1 / 720.0));
        y = FusedMultiplyAdd(y, r, Create(1 / 120.0));
        y = FusedMultiplyAdd(y, r, Create(1 / 24.0));
        y = FusedMultiplyAdd(y, r, Create(1 / 6.0));
        y = FusedMultiplyAdd(y, r, Create(0.5));
        y = FusedMultiplyAdd(y, r, Vector<double>.One);
        y = FusedMultiplyAdd(y, r, Vector<double>.One);
        var exponent = ConvertToInt64(n);
        var half = exponent >> 1;
        return y * PowerOfTwo(half) * PowerOfTwo(exponent - half);
    }

    static Vector<double> PowerOfTwo(Vector<long> exponent) => ((exponent + Create(1023L)) << 52).As<long, double>();

    static Vector<float> PowerOfTwo(Vector<int> exponent) => ((exponent + Create(127)) << 23).As<int, float>();
}
