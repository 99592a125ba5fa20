using static System.Numerics.Vector;

namespace Tiny.Nn.Backends.Functions;

/// <summary>Mathematical functions of <see cref="Vector{T}"/> for T = float and double.</summary>
/// <remarks>
/// An element of a result depends only on the same element of the operands. Some of .NET's vector functions switch to
/// another algorithm for all elements if one element is large; this class has its own versions of those.
/// </remarks>
static class VectorMath
{
    // The JIT evaluates typeof(T) == typeof(float) when it compiles a method for a T, so no test remains at run time.

    /// <summary>Returns a vector with <paramref name="value"/>, rounded to T, in every element.</summary>
    [MethodImpl(AggressiveInlining)]
    public static Vector<T> All<T>(double value) where T : unmanaged, IFloatingPointIeee754<T> =>
        typeof(T) == typeof(float) ? Create((float)value).As<float, T>() : Create(value).As<double, T>();

    /// <summary>Returns a·b + c, rounded once.</summary>
    [MethodImpl(AggressiveInlining)]
    public static Vector<T> MultiplyAdd<T>(Vector<T> a, Vector<T> b, Vector<T> c)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        typeof(T) == typeof(float)
            ? Vector.FusedMultiplyAdd(a.As<T, float>(), b.As<T, float>(), c.As<T, float>()).As<float, T>()
            : Vector.FusedMultiplyAdd(a.As<T, double>(), b.As<T, double>(), c.As<T, double>()).As<double, T>();

    /// <summary>Returns f(x), for functions that are defined by other functions.</summary>
    [MethodImpl(AggressiveInlining)]
    public static Vector<T> Evaluate<F, T>(F f, Vector<T> x)
        where F : struct, IUnaryFunction where T : unmanaged, IFloatingPointIeee754<T> => f.Value(x);

    /// <summary>Returns a mask: all bits are set in the elements where x &gt; threshold, none in the others.</summary>
    [MethodImpl(AggressiveInlining)]
    public static Vector<T> Above<T>(Vector<T> x, double threshold) where T : unmanaged, IFloatingPointIeee754<T> =>
        GreaterThan(x, All<T>(threshold));

    /// <summary>Returns a mask: all bits are set in the elements where x &lt; threshold, none in the others.</summary>
    [MethodImpl(AggressiveInlining)]
    public static Vector<T> Below<T>(Vector<T> x, double threshold) where T : unmanaged, IFloatingPointIeee754<T> =>
        LessThan(x, All<T>(threshold));

    /// <summary>Returns x rounded towards 0.</summary>
    public static Vector<T> Truncate<T>(Vector<T> x) where T : unmanaged, IFloatingPointIeee754<T> =>
        typeof(T) == typeof(float)
            ? Vector.Truncate(x.As<T, float>()).As<float, T>()
            : Vector.Truncate(x.As<T, double>()).As<double, T>();

    /// <summary>Returns ln x.</summary>
    [MethodImpl(AggressiveInlining)]
    public static Vector<T> Log<T>(Vector<T> x) where T : unmanaged, IFloatingPointIeee754<T> =>
        typeof(T) == typeof(float)
            ? Vector.Log(x.As<T, float>()).As<float, T>()
            : Vector.Log(x.As<T, double>()).As<double, T>();

    /// <summary>Applies f to each element, for functions without a vector form.</summary>
    public static Vector<T> PerElement<T>(Vector<T> x, Func<T, T> f) where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<T> elements = stackalloc T[Vector<T>.Count];
        x.CopyTo(elements);
        foreach (ref var element in elements) element = f(element);
        return new Vector<T>(elements);
    }

    /// <summary>Returns eˣ.</summary>
    [MethodImpl(AggressiveInlining)]
    public static Vector<T> Exp<T>(Vector<T> x) where T : unmanaged, IFloatingPointIeee754<T> =>
        typeof(T) == typeof(float) ? Exp(x.As<T, float>()).As<float, T>() : Exp(x.As<T, double>()).As<double, T>();

    /// <summary>
    /// Returns eˣ = 2ⁿ·eʳ, where n is the integer nearest to x / ln 2, so that |r| ≤ ½ ln 2. The Taylor polynomial of
    /// degree 7 for eʳ has a relative error of 5·10⁻⁹; e⁰ is exactly 1.
    /// </summary>
    /// <remarks>
    /// .NET's Exp of float vectors converts to double and takes four times as long. One generic text for both
    /// precisions makes tanh a quarter slower: it needs more instructions for 2ⁿ.
    /// </remarks>
    [MethodImpl(AggressiveInlining)]
    static Vector<float> Exp(Vector<float> x)
    {
        const float ln2High = 0.693359375f, ln2Low = -2.12194440e-4f;                         // n·ln2High is exact
        x = ConditionalSelect(GreaterThan(x, Create(89f)), Create(89f), x);                   // e⁸⁹ is infinite
        x = ConditionalSelect(LessThan(x, Create(-104f)), Create(-104f), x);                  // e⁻¹⁰⁴ is zero
        var n = Vector.Round(x * (float)(1 / 0.69314718055994531));
        var r = Vector.FusedMultiplyAdd(n, Create(-ln2High), x);
        r = Vector.FusedMultiplyAdd(n, Create(-ln2Low), r);
        var y = Create(1 / 5040f);
        y = Vector.FusedMultiplyAdd(y, r, Create(1 / 720f));
        y = Vector.FusedMultiplyAdd(y, r, Create(1 / 120f));
        y = Vector.FusedMultiplyAdd(y, r, Create(1 / 24f));
        y = Vector.FusedMultiplyAdd(y, r, Create(1 / 6f));
        y = Vector.FusedMultiplyAdd(y, r, Create(0.5f));
        y = Vector.FusedMultiplyAdd(y, r, Vector<float>.One);
        y = Vector.FusedMultiplyAdd(y, r, Vector<float>.One);
        var exponent = ConvertToInt32(n);
        var half = exponent >> 1;                                  // 2ⁿ alone may overflow where eˣ does not
        return y * PowerOfTwo(half) * PowerOfTwo(exponent - half);
    }

    /// <summary>
    /// Returns eˣ as the form in float does, with a polynomial of degree 13, whose relative error is 4·10⁻¹⁸.
    /// </summary>
    /// <remarks>
    /// .NET's Exp computes all lanes by another method if one lane is very large, so that the last bit of an element
    /// would depend on its neighbours.
    /// </remarks>
    [MethodImpl(AggressiveInlining)]
    static Vector<double> Exp(Vector<double> x)
    {
        const double ln2High = 6.93147180369123816490e-1, ln2Low = 1.90821492927058770002e-10;
        x = ConditionalSelect(GreaterThan(x, Create(710.0)), Create(710.0), x);               // e⁷¹⁰ is infinite
        x = ConditionalSelect(LessThan(x, Create(-746.0)), Create(-746.0), x);                // e⁻⁷⁴⁶ is zero
        var n = Vector.Round(x * (1 / 0.69314718055994531));
        var r = Vector.FusedMultiplyAdd(n, Create(-ln2High), x);
        r = Vector.FusedMultiplyAdd(n, Create(-ln2Low), r);
        var y = Create(1 / 6227020800.0);
        y = Vector.FusedMultiplyAdd(y, r, Create(1 / 479001600.0));
        y = Vector.FusedMultiplyAdd(y, r, Create(1 / 39916800.0));
        y = Vector.FusedMultiplyAdd(y, r, Create(1 / 3628800.0));
        y = Vector.FusedMultiplyAdd(y, r, Create(1 / 362880.0));
        y = Vector.FusedMultiplyAdd(y, r, Create(1 / 40320.0));
        y = Vector.FusedMultiplyAdd(y, r, Create(1 / 5040.0));
        y = Vector.FusedMultiplyAdd(y, r, Create(1 / 720.0));
        y = Vector.FusedMultiplyAdd(y, r, Create(1 / 120.0));
        y = Vector.FusedMultiplyAdd(y, r, Create(1 / 24.0));
        y = Vector.FusedMultiplyAdd(y, r, Create(1 / 6.0));
        y = Vector.FusedMultiplyAdd(y, r, Create(0.5));
        y = Vector.FusedMultiplyAdd(y, r, Vector<double>.One);
        y = Vector.FusedMultiplyAdd(y, r, Vector<double>.One);
        var exponent = ConvertToInt64(n);
        var half = exponent >> 1;
        return y * PowerOfTwo(half) * PowerOfTwo(exponent - half);
    }

    static Vector<float> PowerOfTwo(Vector<int> exponent) => ((exponent + Create(127)) << 23).As<int, float>();

    static Vector<double> PowerOfTwo(Vector<long> exponent) => ((exponent + Create(1023L)) << 52).As<long, double>();
}
