using System.Numerics;
using Tiny.Nn.Backends;
using Tiny.Nn.Backends.Functions;

namespace Tiny.Nn.Tests.Backends;

/// <summary>
/// Compares the value and the derivative of every function on the device with the function's formula in double, at
/// ordinary and special values.
/// </summary>
[Collection(OpenClCollection.Name)]
public class OpenClFunctionTests
{
    /// <summary>
    /// The error bound for every function, in units of roundoff: |expected − got| ≤ 24·u·(1 + |expected|).
    /// </summary>
    const double Units = 24;

    [Fact]
    public void Every_function_has_an_OpenCL_expression()
    {
        Assert.Contains(new Heaviside(), FunctionSamples.Unary);
        Assert.All(FunctionSamples.Unary, f => Assert.NotEqual("", f.OpenCl.Value));
        Assert.All(FunctionSamples.Unary, f => Assert.NotEqual("", f.OpenCl.Derivative));
        Assert.All(FunctionSamples.Binary, f => Assert.NotEqual("", f.OpenCl));
    }

    [SkippableFact]
    public void Functions_of_one_number_agree_with_their_formulas()
    {
        using var backend = OpenClTestBackend.CreateOrSkip();
        var random = new RandomStream(3, "functions");
        var numbers = Enumerable.Range(0, 1003).Select(_ => (double)(float)random.NextUniform(-6, 6)).ToArray();
        // The points are at least ⅛ away from 0, where reciprocals amplify the rounding of x.
        var points = Array.ConvertAll(numbers, x => (double)(float)(x + Math.CopySign(0.125, x)));
        foreach (var f in FunctionSamples.Unary)
            Compare(backend, f, [.. points.Where(x => double.IsFinite(f.Value(x)))]);
    }

    [SkippableFact]
    public void Functions_of_two_operands_agree_with_their_formulas()
    {
        using var backend = OpenClTestBackend.CreateOrSkip();
        foreach (var f in FunctionSamples.Binary)
            Assert.Equal(f.Value(3, 4), (double)FunctionSamples.Call(typeof(OpenClFunctionTests),
                nameof(OfThreeAndFour), f, backend)!, 1e-6);
    }

    static double OfThreeAndFour<F>(F f, OpenCl backend) where F : struct, IBinaryFunction
    {
        ValueBuffer a = backend.AllocateValues(1), b = backend.AllocateValues(1);
        backend.Fill(3, a);
        backend.Fill(4, b);
        backend.MapBinary(f, [1], a, StridedView.Of([1]), b, StridedView.Of([1]), a);
        var value = new double[1];
        backend.Read(a, value);
        return value[0];
    }

    [SkippableFact]
    public void NaN_and_the_infinities_come_out_as_the_formulas_say()
    {
        using var backend = OpenClTestBackend.CreateOrSkip();
        double[] special = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0];
        foreach (var f in FunctionSamples.Unary)
        {
            var (values, _) = OnDevice(backend, f, special);
            for (var j = 0; j < special.Length; j++)
            {
                var expected = f.Value(special[j]);
                var same = double.IsFinite(expected) ? Math.Abs(expected - values[j]) <= 1e-6
                    : expected.Equals(values[j]);
                Assert.True(same, $"{f} at {special[j]}: expected {expected}, got {values[j]}");
            }
        }
    }

    [SkippableFact]
    public void A_function_without_an_OpenCL_expression_says_how_to_give_it_one()
    {
        using var backend = OpenClTestBackend.CreateOrSkip();
        var x = backend.AllocateValues(1);
        var error = Assert.Throws<NotSupportedException>(() => backend.Map(new FunctionWithoutOpenCl(), x, x));
        Assert.Equal("Function FunctionWithoutOpenCl: has no OpenCL expression; "
                     + "add `public OpenClExpression OpenCl => new(\"value\", \"derivative\");`", error.Message);
    }

    [SkippableFact]
    public void A_kernel_that_does_not_compile_shows_the_build_log_with_file_and_line()
    {
        using var backend = OpenClTestBackend.CreateOrSkip();
        var x = backend.AllocateValues(1);
        var error = Assert.Throws<OpenClException>(() => backend.Map(new FunctionWithInvalidOpenCl(), x, x));
        Assert.Equal(-11, error.Code);
        Assert.StartsWith("OpenCL: clBuildProgram failed with -11 (CL_BUILD_PROGRAM_FAILURE); Unary.cl does not " +
            "compile on ", error.Message);
        Assert.Contains("nosuchfunction", error.Message);
        Assert.Matches(@"Unary\.cl:\d+", error.Message);
    }

    static void Compare(OpenCl backend, IUnaryFunction f, double[] x)
    {
        var (values, derivatives) = OnDevice(backend, f, x);
        for (var j = 0; j < x.Length; j++)
        {
            double value = f.Value(x[j]), derivative = f.Derivative(x[j], value);
            AssertNear(backend, value, values[j], $"{f} at {x[j]:R}");
            AssertNear(backend, derivative, derivatives[j], $"{f}′ at {x[j]:R}");
        }
    }

    static void AssertNear(OpenCl backend, double expected, double got, string who) => Assert.True(
        Math.Abs(expected - got) <= Units * backend.Precision * (1 + Math.Abs(expected)),
            $"{who}: expected {expected:R}, got {got:R}");

    static (double[] Values, double[] Derivatives) OnDevice(OpenCl backend, IUnaryFunction f, double[] x) =>
        ((double[], double[]))FunctionSamples.Call(typeof(OpenClFunctionTests), nameof(Computed), f, backend, x)!;

    static (double[] Values, double[] Derivatives) Computed<F>(F f, OpenCl backend, double[] x)
        where F : struct, IUnaryFunction
    {
        ValueBuffer from = backend.AllocateValues(x.Length), y = backend.AllocateValues(x.Length);
        var ones = backend.AllocateValues(x.Length);
        backend.Write(x, from);
        backend.Fill(1, ones);
        backend.Map(f, from, y);
        backend.MapPullback(f, from, y, ones, ones);
        double[] values = new double[x.Length], derivatives = new double[x.Length];
        backend.Read(y, values);
        backend.Read(ones, derivatives);
        return (values, derivatives);
    }

    readonly record struct FunctionWithoutOpenCl : IUnaryFunction
    {
        public double Value(double x) => x;

        public double Derivative(double x, double y) => 1;

        public Vector<T> Value<T>(Vector<T> x) where T : unmanaged, IFloatingPointIeee754<T> => x;

        public Vector<T> Derivative<T>(Vector<T> x, Vector<T> y)
            where T : unmanaged, IFloatingPointIeee754<T> => Vector<T>.One;
    }

    readonly record struct FunctionWithInvalidOpenCl : IUnaryFunction
    {
        public OpenClExpression OpenCl => new("nosuchfunction(x)", "1.0f");

        public double Value(double x) => x;

        public double Derivative(double x, double y) => 1;

        public Vector<T> Value<T>(Vector<T> x) where T : unmanaged, IFloatingPointIeee754<T> => x;

        public Vector<T> Derivative<T>(Vector<T> x, Vector<T> y)
            where T : unmanaged, IFloatingPointIeee754<T> => Vector<T>.One;
    }
}
