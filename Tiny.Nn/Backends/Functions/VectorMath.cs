using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tiny.Nn.Backends.Functions;

/// <summary>
/// The bridge from generic vectors to the framework's exponential and its kin, which exist for float and double only.
/// The tests on the type cost nothing: the compiler answers them once for each of the two.
/// </summary>
static class VectorMath
{
    /// <summary>The same number in all lanes, rounded to their precision.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> All<T>(double value) where T : unmanaged, IFloatingPointIeee754<T> =>
        typeof(T) == typeof(float) ? Vector.Create((float)value).As<float, T>()
        : typeof(T) == typeof(double) ? Vector.Create(value).As<double, T>()
        : Vector.Create(T.CreateTruncating(value));

    /// <summary>a·b + c, rounded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> MultiplyAdd<T>(Vector<T> a, Vector<T> b, Vector<T> c) where T : unmanaged, IFloatingPointIeee754<T> =>
        typeof(T) == typeof(float) ? Vector.FusedMultiplyAdd(a.As<T, float>(), b.As<T, float>(), c.As<T, float>()).As<float, T>()
        : typeof(T) == typeof(double) ? Vector.FusedMultiplyAdd(a.As<T, double>(), b.As<T, double>(), c.As<T, double>()).As<double, T>()
        : a * b + c;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Exp<T>(Vector<T> x) where T : unmanaged, IFloatingPointIeee754<T> =>
        typeof(T) == typeof(float) ? Exp(x.As<T, float>()).As<float, T>()
        : typeof(T) == typeof(double) ? Exp(x.As<T, double>()).As<double, T>()
        : Lanewise(x, T.Exp);

    /// <summary>
    /// eˣ = 2ⁿ·eʳ with n the whole number nearest to x / ln 2 and |r| ≤ ½ ln 2, where seven terms of Taylor's series leave
    /// a relative error of 5·10⁻⁹; e⁰ is 1 exactly. The framework's own goes through double and takes four times as long.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector<float> Exp(Vector<float> x)
    {
        const float ln2High = 0.693359375f, ln2Low = -2.12194440e-4f;         // n·ln2High is exact
        x = Vector.ConditionalSelect(Vector.GreaterThan(x, Vector.Create(89f)), Vector.Create(89f), x);       // e⁸⁹ is infinite
        x = Vector.ConditionalSelect(Vector.LessThan(x, Vector.Create(-104f)), Vector.Create(-104f), x);      // e⁻¹⁰⁴ is zero
        var n = Vector.Round(x * (float)(1 / 0.69314718055994531));
        var r = Vector.FusedMultiplyAdd(n, Vector.Create(-ln2High), x);
        r = Vector.FusedMultiplyAdd(n, Vector.Create(-ln2Low), r);
        var y = Vector.Create(1 / 5040f);
        y = Vector.FusedMultiplyAdd(y, r, Vector.Create(1 / 720f));
        y = Vector.FusedMultiplyAdd(y, r, Vector.Create(1 / 120f));
        y = Vector.FusedMultiplyAdd(y, r, Vector.Create(1 / 24f));
        y = Vector.FusedMultiplyAdd(y, r, Vector.Create(1 / 6f));
        y = Vector.FusedMultiplyAdd(y, r, Vector.Create(0.5f));
        y = Vector.FusedMultiplyAdd(y, r, Vector<float>.One);
        y = Vector.FusedMultiplyAdd(y, r, Vector<float>.One);
        var exponent = Vector.ConvertToInt32(n);
        var half = exponent >> 1;                                             // 2ⁿ alone may overflow where eˣ does not
        return y * PowerOfTwo(half) * PowerOfTwo(exponent - half);
    }

    /// <summary>
    /// The same in double: |r| ≤ ½ ln 2, and fourteen terms leave a relative error of 4·10⁻¹⁸. The framework's own takes another way
    /// where one lane is very large, so that a number's last bit would depend on its neighbours.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector<double> Exp(Vector<double> x)
    {
        const double ln2High = 6.93147180369123816490e-1, ln2Low = 1.90821492927058770002e-10;      // n·ln2High is exact
        x = Vector.ConditionalSelect(Vector.GreaterThan(x, Vector.Create(710.0)), Vector.Create(710.0), x);     // e⁷¹⁰ is infinite
        x = Vector.ConditionalSelect(Vector.LessThan(x, Vector.Create(-746.0)), Vector.Create(-746.0), x);      // e⁻⁷⁴⁶ is zero
        var n = Vector.Round(x * (1 / 0.69314718055994531));
        var r = Vector.FusedMultiplyAdd(n, Vector.Create(-ln2High), x);
        r = Vector.FusedMultiplyAdd(n, Vector.Create(-ln2Low), r);
        var y = Vector.Create(1 / 6227020800.0);
        y = Vector.FusedMultiplyAdd(y, r, Vector.Create(1 / 479001600.0));
        y = Vector.FusedMultiplyAdd(y, r, Vector.Create(1 / 39916800.0));
        y = Vector.FusedMultiplyAdd(y, r, Vector.Create(1 / 3628800.0));
        y = Vector.FusedMultiplyAdd(y, r, Vector.Create(1 / 362880.0));
        y = Vector.FusedMultiplyAdd(y, r, Vector.Create(1 / 40320.0));
        y = Vector.FusedMultiplyAdd(y, r, Vector.Create(1 / 5040.0));
        y = Vector.FusedMultiplyAdd(y, r, Vector.Create(1 / 720.0));
        y = Vector.FusedMultiplyAdd(y, r, Vector.Create(1 / 120.0));
        y = Vector.FusedMultiplyAdd(y, r, Vector.Create(1 / 24.0));
        y = Vector.FusedMultiplyAdd(y, r, Vector.Create(1 / 6.0));
        y = Vector.FusedMultiplyAdd(y, r, Vector.Create(0.5));
        y = Vector.FusedMultiplyAdd(y, r, Vector<double>.One);
        y = Vector.FusedMultiplyAdd(y, r, Vector<double>.One);
        var exponent = Vector.ConvertToInt64(n);
        var half = exponent >> 1;
        return y * PowerOfTwo(half) * PowerOfTwo(exponent - half);
    }

    static Vector<double> PowerOfTwo(Vector<long> exponent) => ((exponent + Vector.Create(1023L)) << 52).As<long, double>();

    static Vector<float> PowerOfTwo(Vector<int> exponent) => ((exponent + Vector.Create(127)) << 23).As<int, float>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Log<T>(Vector<T> x) where T : unmanaged, IFloatingPointIeee754<T> =>
        typeof(T) == typeof(float) ? Vector.Log(x.As<T, float>()).As<float, T>()
        : typeof(T) == typeof(double) ? Vector.Log(x.As<T, double>()).As<double, T>()
        : Lanewise(x, T.Log);

    // The framework's sines take another way for all lanes where one is large: a number's last bit would depend on its neighbours.

    public static Vector<T> Sin<T>(Vector<T> x) where T : unmanaged, IFloatingPointIeee754<T> => Lanewise(x, T.Sin);

    public static Vector<T> Cos<T>(Vector<T> x) where T : unmanaged, IFloatingPointIeee754<T> => Lanewise(x, T.Cos);

    /// <summary>For functions without a vector form: lane by lane.</summary>
    public static Vector<T> Lanewise<T>(Vector<T> x, Func<T, T> f) where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<T> lanes = stackalloc T[Vector<T>.Count];
        x.CopyTo(lanes);
        foreach (ref var lane in lanes) lane = f(lane);
        return new Vector<T>(lanes);
    }

    /// <summary>1 in the lanes where <paramref name="mask"/> is set, else 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Indicator<T>(Vector<T> mask) where T : unmanaged, IFloatingPointIeee754<T> => mask & Vector<T>.One;
}
