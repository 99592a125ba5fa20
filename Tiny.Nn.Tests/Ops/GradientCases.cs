using System.Reflection;
using Tiny.Nn.Backends;
using Tiny.Nn.Backends.Functions;
using Tiny.Nn.Ops;
using Tiny.Nn.Tests.Backends;

namespace Tiny.Nn.Tests;

/// <summary>An operation whose gradient is checked, with the shapes of its leaves.</summary>
/// <param name="MapInput">
/// Maps each random value to a point where the operation is smooth; if omitted, the values are standard normal.
/// </param>
public sealed record GradientCase(Shape[] Leaves, Func<Tensor[], Tensor> Operation,
    Func<double, double>? MapInput = null);

/// <summary>
/// All gradient cases by name: every operation with every kind of argument. <see cref="GradientTests"/>
/// checks each of them.
/// </summary>
public static partial class GradientCases
{
    /// <summary>
    /// Pairs of shapes that broadcast in different ways: equal, missing axes, lengths of 1 on either or both sides.
    /// </summary>
    static readonly (Shape, Shape)[] BroadcastPairs =
    [
        ([2, 3], [2, 3]), ([2, 3], [3]), ([3], [2, 3]), ([2, 3], [2, 1]), ([1, 3], [2, 3]), ([2, 1], [1, 3]),
        ([2, 1], [3]),
        ([2, 3], []), ([], [2, 3]), ([], []), ([4, 1, 3], [2, 1]), ([2, 3, 2], [3, 1]), ([1], [2, 2]),
    ];

    /// <summary>
    /// The operations that take one tensor and numbers, such as <c>x.Elu(alpha)</c>, found by reflection.
    /// </summary>
    public static readonly MethodInfo[] Elementwise = [.. new[] { typeof(Tiny.Nn.Ops.Arithmetic),
        typeof(Tiny.Nn.Ops.Activations) }
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static))
        .Where(method => !method.IsGenericMethod && !method.IsSpecialName && method.ReturnType == typeof(Tensor)
            && method.GetParameters() is [var x, .. var numbers] && x.ParameterType == typeof(Tensor)
            && numbers.All(number => number.ParameterType == typeof(double)))];

    public static readonly IReadOnlyDictionary<string, GradientCase> All =
        new[]
            {
                Arithmetic, Activations, Reductions, Products, Reshaping,
                Convolutions, Pools, Upsampling, Normalization, Losses,
            }
            .SelectMany(group => group()).ToDictionary(entry => entry.Name, entry => entry.Case);

    /// <summary>Moves a value by 0.1 away from 0, where ReLU and similar functions have a kink.</summary>
    static double AwayFromZero(double x) => x + 0.1 * Math.Sign(x);

    /// <summary>Returns a value of at least 0.3.</summary>
    static double Positive(double x) => 0.3 + Math.Abs(x);

    static (string Name, GradientCase Case) One(string name, Shape x, Func<Tensor, Tensor> operation,
        Func<double, double>? mapInput = null) =>
        (name, new([x], all => operation(all[0]), mapInput));

    static (string Name, GradientCase Case) Two(string name, Shape a, Shape b, Func<Tensor, Tensor, Tensor> operation,
        Func<double, double>? mapInput = null) =>
        (name, new([a, b], all => operation(all[0], all[1]), mapInput));

    static IEnumerable<(string Name, GradientCase Case)> Arithmetic()
    {
        foreach (var (a, b) in BroadcastPairs)
        {
            yield return Two($"{a} + {b}", a, b, (a, b) => a + b);
            yield return Two($"{a} − {b}", a, b, (a, b) => a - b);
            yield return Two($"{a} · {b}", a, b, (a, b) => a * b);
            yield return Two($"{a} / {b}", a, b, (a, b) => a / b, x => Math.CopySign(Positive(x), x));
        }
        yield return One("x + 2", [2, 3], x => x + 2);
        yield return One("2 + x", [2, 3], x => 2 + x);
        yield return One("x − 2", [2, 3], x => x - 2);
        yield return One("2 − x", [2, 3], x => 2 - x);
        yield return One("x · 3", [2, 3], x => x * 3);
        yield return One("3 · x", [2, 3], x => 3 * x);
        yield return One("x / 3", [2, 3], x => x / 3);
        yield return One("−x", [2, 3], x => -x);
        yield return One("x · x", [2, 3], x => x * x);
        yield return One("x + x", [2, 3], x => x + x);
        yield return One("x / x", [2, 3], x => x / x, Positive);
        yield return One("square", [2, 3], x => x.Square());
        yield return One("sqrt", [2, 3], x => x.Sqrt(), Positive);
        yield return One("exp", [2, 3], x => x.Exp());
        yield return One("log", [2, 3], x => x.Log(), Positive);
        yield return One("abs", [2, 3], x => x.Abs(), AwayFromZero);
        yield return One("sign", [2, 3], x => x.Sign(), AwayFromZero);
        yield return One("sin", [2, 3], x => x.Sin());
        yield return One("cos", [2, 3], x => x.Cos());
        foreach (var exponent in new[] { -2, -1, -0.75, 0, 0.5, 1, 1.7, 2, 3, 4 })
            yield return One($"power {exponent}", [2, 3], x => x.Power(exponent), Positive);
        yield return One("power 3 of negative numbers", [2, 3], x => x.Power(3), x => -Positive(x));
    }

    static IEnumerable<(string Name, GradientCase Case)> Activations()
    {
        yield return One("step", [3, 5], x => x.Heaviside(), AwayFromZero);
        yield return One("sigmoid", [3, 5], x => x.Sigmoid());
        yield return One("tanh", [3, 5], x => x.Tanh());
        yield return One("relu", [3, 5], x => x.Relu(), AwayFromZero);
        yield return One("leaky relu", [3, 5], x => x.LeakyRelu(0.2), AwayFromZero);
        yield return One("elu", [3, 5], x => x.Elu(1.5), AwayFromZero);
        yield return One("softplus", [3, 5], x => x.Softplus());
        yield return One("gelu", [3, 5], x => x.Gelu());
        yield return One("erf", [3, 5], x => x.Erf());
        yield return One("soft threshold", [3, 5], x => x.SoftThreshold(0.5),
            x => Math.Abs(x) < 0.5 ? 0.6 * x : AwayFromZero(x));
        yield return One("softmax", [3, 5], x => x.Softmax());
        yield return One("log-softmax", [3, 5], x => x.LogSoftmax());
        yield return One("softmax over channels", [2, 3, 2, 2], x => x.Softmax(1));
        yield return One("log-softmax over channels", [2, 3, 2, 2], x => x.LogSoftmax(1));
        yield return One("softmax of one class", [3, 1], x => x.Softmax());
        yield return One("dropout with a frozen mask", [6, 5],
            x => x.Dropout(0.4, Philox.For(7, "dropout"), counter: 3));
    }

    /// <summary>
    /// Returns the cases of every elementwise function and operation of the library. Operands are at least 0.3;
    /// functions that are defined for negative operands are also checked at −0.3 and below.
    /// </summary>
    static IEnumerable<(string Name, GradientCase Case)> Functions() =>
    [
        .. FunctionSamples.Unary.SelectMany(f =>
            new[] { Case(f, "positive", Positive), Case(f, "negative", x => -Positive(x)) }
            .Take(double.IsNaN(f.Value(-1)) ? 1 : 2)),
        .. Elementwise.Select(method => One($"operation {method.Name}", [5],
            x => (Tensor)method.Invoke(null, [x, .. method.GetParameters().Skip(1).Select(_ => (object)0.25)])!,
                Positive)),
    ];

    static (string Name, GradientCase Case) Case(IUnaryFunction f, string sign, Func<double, double> place) =>
        One($"{f} of {sign} operands", [5], x =>
            (Tensor)FunctionSamples.Call(typeof(GradientCases), nameof(Map), f, x)!, place);

    static Tensor Map<F>(F f, Tensor x) where F : struct, IUnaryFunction => x.Map($"{f}", f);

    static IEnumerable<(string Name, GradientCase Case)> Reductions()
    {
        yield return One("sum", [2, 3, 4], x => x.Sum());
        yield return One("mean", [2, 3, 4], x => x.Mean());
        foreach (var axis in new[] { 0, 1, 2, -1 })
        {
            yield return One($"sum over axis {axis}", [2, 3, 4], x => x.Sum(axis));
            yield return One($"sum over kept axis {axis}", [2, 3, 4], x => x.Sum(axis, keepAxis: true));
            yield return One($"mean over axis {axis}", [2, 3, 4], x => x.Mean(axis));
            yield return One($"max over axis {axis}", [2, 3, 4], x => x.Max(axis));
        }
        yield return One("max over kept axis 0", [4, 3], x => x.Max(0, keepAxis: true));
        foreach (Shape shape in new Shape[] { [3, 4], [4], [], [1, 1], [2, 1, 4], [1, 3, 1], [3, 1] })
        {
            yield return One($"sum to {shape}", [2, 3, 4], x => x.SumTo(shape));
            yield return One($"mean to {shape}", [2, 3, 4], x => x.MeanTo(shape));
            yield return One($"broadcast from {shape}", shape, x => x.BroadcastTo([2, 3, 4]));
        }
    }

    static IEnumerable<(string Name, GradientCase Case)> Products()
    {
        (Shape, Shape)[] batches = [([], []), ([2], [2]), ([2], []), ([], [2]), ([3, 1], [2]), ([2, 1], [1, 3])];
        foreach (var (batchA, batchB) in batches)
            foreach (var transposeA in new[] { false, true })
                foreach (var transposeB in new[] { false, true })
                    yield return Two(
                        $"{batchA} matmul {batchB}{(transposeA ? ", Aᵀ" : "")}{(transposeB ? ", Bᵀ" : "")}",
                        transposeA ? batchA.Then(4, 3) : batchA.Then(3, 4),
                        transposeB ? batchB.Then(2, 4) : batchB.Then(4, 2),
                        (a, b) => a.MatMul(b, transposeA, transposeB));
        foreach (var batch in new Shape[] { [], [2] })
            yield return ($"{batch} matmul with a bias",
                new([batch.Then(3, 4), batch.Then(4, 2), [2]], all => all[0].MatMul(all[1], bias: all[2])));
        yield return One("matmul with itself", [3, 3], x => x.MatMul(x));
        yield return One("matmul with itself, transposed", [3, 2], x => x.MatMul(x, transposeB: true));
        yield return Two("matmul of one row", [1, 5], [5, 1], (a, b) => a.MatMul(b));
    }

    static IEnumerable<(string Name, GradientCase Case)> Reshaping()
    {
        yield return One("reshape", [2, 6], x => x.Reshape([3, 4]));
        yield return One("reshape of a reshape, and both used", [2, 6],
            x => x.Reshape([3, 4]).Reshape([12]) * x.Reshape([12]));
        yield return One("flatten", [2, 3, 2], x => x.Flatten());
        yield return One("permute", [2, 3, 4], x => x.Permute(2, 0, 1));
        yield return One("transpose", [2, 3, 4], x => x.Transpose());
        yield return One("move axis", [2, 3, 4], x => x.MoveAxis(0, -1));
        yield return One("slice", [3, 7], x => x.Slice(1, 1, 3, step: 2));
        yield return One("empty slice beside a full one", [3, 4],
            x => Tiny.Nn.Ops.Reshaping.Concatenate(1, x.Slice(1, 2, 0), x));
        yield return One("embed", [3, 3], x => x.SliceScatter(-1, 1, 8, step: 2));
        yield return One("pad", [3, 3], x => x.Pad(0, 1, 2));
        yield return One("crop", [5, 3], x => x.Pad(0, -1, -2));
        yield return One("pad and crop", [5, 3], x => x.Pad(0, -1, 2));
        yield return One("flip", [3, 4], x => x.Flip(1));
        yield return Two("concatenate", [2, 3], [2, 1], (a, b) => Tiny.Nn.Ops.Reshaping.Concatenate(1, a, b));
        yield return One("concatenate with itself", [2, 3], x => Tiny.Nn.Ops.Reshaping.Concatenate(0, x, x));
        yield return One("gather", [2, 4], x => x.Gather(2, Indices(x, [3, 3, -1, 0, 1, 2])));
        yield return One("scatter-add", [2, 3], x => x.ScatterAdd(2, Indices(x, [3, 3, -1, 0, 1, 2]), [2, 4]));
    }

    static IndexBuffer Indices(Tensor x, int[] values)
    {
        var indices = x.Backend.CurrentScope!.RentIndices(values.Length);
        x.Backend.Write(values, indices);
        return indices;
    }
}
