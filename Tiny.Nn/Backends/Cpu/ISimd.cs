using System.Runtime.Intrinsics;
using Tiny.Nn.Backends.Functions;

namespace Tiny.Nn.Backends;

/// <summary>
/// The vector operations of the micro-kernels, which are thereby written once for every vector width. The JIT compiles
/// a kernel for each implementation and inlines all calls; methods of a few bytes need no attribute for that.
/// </summary>
unsafe interface ISimd<TSelf, T> where TSelf : struct, ISimd<TSelf, T> where T : unmanaged
{
    static abstract TSelf Load(T* elements);

    static abstract TSelf Create(T value);

    /// <summary>Returns a·b + c, rounded once.</summary>
    static abstract TSelf MultiplyAdd(TSelf a, TSelf b, TSelf c);

    static abstract TSelf Add(TSelf a, TSelf b);

    /// <summary>Returns the sum of all lanes.</summary>
    static abstract T Sum(TSelf a);

    static abstract void Store(TSelf a, T* elements);
}

/// <summary>.NET's <see cref="Vector{T}"/>: 8 floats with AVX2.</summary>
readonly unsafe struct SimdVector<T>(Vector<T> lanes) : ISimd<SimdVector<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    readonly Vector<T> lanes = lanes;

    public static SimdVector<T> Load(T* elements) => new(Vector.Load(elements));

    public static SimdVector<T> Create(T value) => new(Vector.Create(value));

    [MethodImpl(AggressiveInlining)]
    public static SimdVector<T> MultiplyAdd(SimdVector<T> a, SimdVector<T> b, SimdVector<T> c) =>
        new(VectorMath.MultiplyAdd(a.lanes, b.lanes, c.lanes));

    [MethodImpl(AggressiveInlining)]
    public static SimdVector<T> Add(SimdVector<T> a, SimdVector<T> b) => new(a.lanes + b.lanes);

    public static T Sum(SimdVector<T> a) => Vector.Sum(a.lanes);

    public static void Store(SimdVector<T> a, T* elements) => Vector.Store(a.lanes, elements);
}

/// <summary>
/// A vector of 512 bits (16 floats), on processors with AVX-512. Such vectors pay only in long loops of multiply-adds,
/// so all other code uses <see cref="Vector{T}"/>.
/// </summary>
readonly unsafe struct Simd512<T>(Vector512<T> lanes) : ISimd<Simd512<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    readonly Vector512<T> lanes = lanes;

    public static Simd512<T> Load(T* elements) => new(Vector512.Load(elements));

    public static Simd512<T> Create(T value) => new(Vector512.Create(value));

    [MethodImpl(AggressiveInlining)]
    public static Simd512<T> MultiplyAdd(Simd512<T> a, Simd512<T> b, Simd512<T> c) => new(
        typeof(T) == typeof(float)
            ? Vector512.FusedMultiplyAdd(a.lanes.As<T, float>(), b.lanes.As<T, float>(),
                c.lanes.As<T, float>()).As<float, T>()
            : Vector512.FusedMultiplyAdd(a.lanes.As<T, double>(), b.lanes.As<T, double>(),
                c.lanes.As<T, double>()).As<double, T>());

    [MethodImpl(AggressiveInlining)]
    public static Simd512<T> Add(Simd512<T> a, Simd512<T> b) => new(a.lanes + b.lanes);

    /// <summary>
    /// Returns the sum of all lanes by adding halves; <see cref="Vector512.Sum"/> would add four parts one
    /// after another.
    /// </summary>
    [MethodImpl(AggressiveInlining)]
    public static T Sum(Simd512<T> a)
    {
        var half = a.lanes.GetLower() + a.lanes.GetUpper();
        return Vector128.Sum(half.GetLower() + half.GetUpper());
    }

    public static void Store(Simd512<T> a, T* elements) => a.lanes.Store(elements);
}
