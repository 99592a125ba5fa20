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
            ? FusedMultiplyAdd(a.As<T, float>(), b.As<T, float>(), c.As<T, float>()).As<float, T>()
            : FusedMultiplyAdd(a.As<T, double>(), b.As<T, double>(), c.As<T, double>()).As<double, T>();

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

    /// <summary>
    /// Returns eˣ = 2ⁿ·eʳ, where n is the integer nearest to x / ln 2, so that |r| ≤ ½ ln 2. The Taylor polynomial
    /// for eʳ has degree 7 in float, with a relative error of 5·10⁻⁹, and degree 13 in double, with 4·10⁻¹⁸; e⁰ is
    /// exactly 1.
    /// </summary>
    /// <remarks>.NET's Exp of float vectors converts to double and takes four times as long.</remarks>
    [MethodImpl(AggressiveInlining)]
    public static Vector<T> Exp<T>(Vector<T> x) where T : unmanaged, IFloatingPointIeee754<T>
    {
        // Beyond these limits eˣ is infinite or 0. n·ln2High is exact.
        var (lowest, largest, ln2High, ln2Low) = typeof(T) == typeof(float)
            ? (-104.0, 89.0, 0.693359375, -2.12194440e-4)
            : (-746.0, 710.0, 6.93147180369123816490e-1, 1.90821492927058770002e-10);
        x = ConditionalSelect(Above(x, largest), All<T>(largest), x);
        x = ConditionalSelect(Below(x, lowest), All<T>(lowest), x);
        var n = Round(x * All<T>(1 / 0.69314718055994531));
        var r = MultiplyAdd(n, All<T>(-ln2Low), MultiplyAdd(n, All<T>(-ln2High), x));
        var y = All<T>(1 / 5040.0);
        if (typeof(T) == typeof(double))
        {
            y = All<T>(1 / 6227020800.0);
            y = MultiplyAdd(y, r, All<T>(1 / 479001600.0));
            y = MultiplyAdd(y, r, All<T>(1 / 39916800.0));
            y = MultiplyAdd(y, r, All<T>(1 / 3628800.0));
            y = MultiplyAdd(y, r, All<T>(1 / 362880.0));
            y = MultiplyAdd(y, r, All<T>(1 / 40320.0));
            y = MultiplyAdd(y, r, All<T>(1 / 5040.0));
        }
        y = MultiplyAdd(y, r, All<T>(1 / 720.0));
        y = MultiplyAdd(y, r, All<T>(1 / 120.0));
        y = MultiplyAdd(y, r, All<T>(1 / 24.0));
        y = MultiplyAdd(y, r, All<T>(1 / 6.0));
        y = MultiplyAdd(y, r, All<T>(0.5));
        y = MultiplyAdd(y, r, Vector<T>.One);
        y = MultiplyAdd(y, r, Vector<T>.One);
        // 2ⁿ is applied as two factors, because it may overflow where eˣ does not
        var half = Round(n * All<T>(0.5));
        return y * PowerOfTwo(half) * PowerOfTwo(n - half);
    }

    [MethodImpl(AggressiveInlining)]
    static Vector<T> Round<T>(Vector<T> x) where T : unmanaged, IFloatingPointIeee754<T> =>
        typeof(T) == typeof(float)
            ? Vector.Round(x.As<T, float>()).As<float, T>() : Vector.Round(x.As<T, double>()).As<double, T>();

    /// <summary>
    /// Returns 2ⁿ for integers n. Adding 2²³ or 2⁵² puts n + the exponent bias in the low bits of the mantissa; a shift
    /// then moves it into the exponent field.
    /// </summary>
    [MethodImpl(AggressiveInlining)]
    static Vector<T> PowerOfTwo<T>(Vector<T> n) where T : unmanaged, IFloatingPointIeee754<T> =>
        typeof(T) == typeof(float)
            ? ((n + All<T>((1 << 23) + 127)).As<T, int>() << 23).As<int, T>()
            : ((n + All<T>((1L << 52) + 1023)).As<T, long>() << 52).As<long, T>();
}
