using System.Numerics;
using Tiny.Nn.Backends.Functions;

namespace Tiny.Nn.Bench.Device;

/// <summary>
/// An elementwise function that measures peak arithmetic: f(x) = Σ_k g_k, where chain k starts with g = x + k and
/// applies g ← a·g + b <see cref="Length"/> times, about 2,000 operations per element read and written. There are many
/// short chains, so that a processor with out-of-order execution finds independent operations. Only the OpenCL
/// expression and the scalar value are implemented.
/// </summary>
public readonly record struct MultiplyAddChains : IUnaryFunction
{
    /// <summary>The number of chains, and the number of multiply-adds in each chain.</summary>
    public const int Chains = 64, Length = 16;

    const double A = 0.75, B = 0.125;

    /// <summary>
    /// The number of operations per element: two per multiply-add, plus the additions at both ends of each chain.
    /// </summary>
    public const double Operations = 2.0 * Chains * (Length + 1) - 1;

    public double Value(double x)
    {
        var sum = 0.0;
        for (var chain = 0; chain < Chains; chain++)
        {
            var g = chain + x;
            for (var link = 0; link < Length; link++) g = A * g + B;
            sum += g;
        }
        return sum;
    }

    public double Derivative(double x, double y) => throw new NotSupportedException();

    public Vector<T> Value<T>(Vector<T> x) where T : unmanaged, IFloatingPointIeee754<T> =>
        throw new NotSupportedException();

    public Vector<T> Derivative<T>(Vector<T> x, Vector<T> y) where T : unmanaged, IFloatingPointIeee754<T> =>
        throw new NotSupportedException();

    public OpenClExpression OpenCl => new(string.Join(" + ", Enumerable.Range(0, Chains).Select(Chain)), "x", A, B);

    static string Chain(int chain) => Enumerable.Range(0, Length)
        .Aggregate($"(x + {chain}.0f)", (g, _) => $"fma({g}, (floatw)(p), (floatw)(q))");
}
