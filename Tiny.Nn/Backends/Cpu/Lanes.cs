using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Tiny.Nn.Backends.Functions;

namespace Tiny.Nn.Backends;

/// <summary>
/// What the innermost loops need of a vector, so that they are written once for every width. The compiler makes a loop of its own
/// for each kind, in which none of these calls is left.
/// </summary>
unsafe interface ILanes<TSelf, T> where TSelf : struct, ILanes<TSelf, T> where T : unmanaged, IFloatingPointIeee754<T>
{
    static abstract int Count { get; }

    static abstract TSelf Load(T* cells);

    static abstract TSelf Create(T value);

    /// <summary>a·b + c, rounded once.</summary>
    static abstract TSelf MultiplyAdd(TSelf a, TSelf b, TSelf c);

    static abstract TSelf Add(TSelf a, TSelf b);

    /// <summary>The sum of all lanes.</summary>
    static abstract T Sum(TSelf a);

    static abstract void Store(TSelf a, T* cells);
}

/// <summary>The vector that the processor prefers for everything: 8 floats with AVX2.</summary>
readonly unsafe struct UsualLanes<T>(Vector<T> lanes) : ILanes<UsualLanes<T>, T> where T : unmanaged, IFloatingPointIeee754<T>
{
    readonly Vector<T> lanes = lanes;

    public static int Count => Vector<T>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static UsualLanes<T> Load(T* cells) => new(Vector.Load(cells));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static UsualLanes<T> Create(T value) => new(Vector.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static UsualLanes<T> MultiplyAdd(UsualLanes<T> a, UsualLanes<T> b, UsualLanes<T> c) =>
        new(VectorMath.MultiplyAdd(a.lanes, b.lanes, c.lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static UsualLanes<T> Add(UsualLanes<T> a, UsualLanes<T> b) => new(a.lanes + b.lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum(UsualLanes<T> a) => Vector.Sum(a.lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(UsualLanes<T> a, T* cells) => Vector.Store(a.lanes, cells);
}

/// <summary>
/// 512 bits, 16 floats, where the processor has them (AVX-512). They pay in long loops of multiply-adds and nowhere else, which is why
/// they are not the usual ones.
/// </summary>
readonly unsafe struct WideLanes<T>(Vector512<T> lanes) : ILanes<WideLanes<T>, T> where T : unmanaged, IFloatingPointIeee754<T>
{
    readonly Vector512<T> lanes = lanes;

    public static int Count => Vector512<T>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WideLanes<T> Load(T* cells) => new(Vector512.Load(cells));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WideLanes<T> Create(T value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WideLanes<T> MultiplyAdd(WideLanes<T> a, WideLanes<T> b, WideLanes<T> c) => new(
        typeof(T) == typeof(float)
            ? Vector512.FusedMultiplyAdd(a.lanes.As<T, float>(), b.lanes.As<T, float>(), c.lanes.As<T, float>()).As<float, T>()
            : Vector512.FusedMultiplyAdd(a.lanes.As<T, double>(), b.lanes.As<T, double>(), c.lanes.As<T, double>()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WideLanes<T> Add(WideLanes<T> a, WideLanes<T> b) => new(a.lanes + b.lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum(WideLanes<T> a)
    {
        var half = a.lanes.GetLower() + a.lanes.GetUpper();
        return Vector128.Sum(half.GetLower() + half.GetUpper());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(WideLanes<T> a, T* cells) => a.lanes.Store(cells);
}
