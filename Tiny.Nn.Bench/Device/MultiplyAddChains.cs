using System.Numerics;
using Tiny.Nn.Backends.Functions;

namespace Tiny.Nn.Bench.Device;

/// <summary>
/// f(x) = Σ_k g_k, where chain k begins with g = x + k and goes on with g ← a·g + b, <see cref="Length"/> times: arithmetic on registers
/// alone, some 2,000 operations for each number that is read and written. The chains are short and many, so that a processor that
/// looks ahead finds enough that do not wait for one another. Of the function only what OpenCL needs is there, and its value to compare.
/// </summary>
public readonly record struct MultiplyAddChains : IUnaryFunction
{
    /// <summary>How many chains, and how many multiply-adds each has.</summary>
    public const int Chains = 64, Length = 16;

    const double A = 0.75, B = 0.125;

    /// <summary>For each number: a multiply-add is two, and so are the additions at both ends of a chain.</summary>
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

    public Vector<T> Value<T>(Vector<T> x) where T : unmanaged, IFloatingPointIeee754<T> => throw new NotSupportedException();

    public Vector<T> Derivative<T>(Vector<T> x, Vector<T> y) where T : unmanaged, IFloatingPointIeee754<T> => throw new NotSupportedException();

    public OpenClExpression OpenCl => new(string.Join(" + ", Enumerable.Range(0, Chains).Select(Chain)), "x", A, B);

    static string Chain(int chain) => Enumerable.Range(0, Length)
        .Aggregate($"(x + {chain}.0f)", (g, _) => $"fma({g}, (numbers)(p), (numbers)(q))");
}
