using System.Numerics;
using Tiny.Nn.Backends;
using Tiny.Nn.Backends.Functions;

namespace Tiny.Nn.Tests.Backends;

/// <summary>Every function on the device against its own formula in double: value and derivative, ordinary and special values.</summary>
[Collection(OpenClCollection.Name)]
public class OpenClFunctionTests
{
    /// <summary>The bound for every function: |expected − got| ≤ 24·u·(1 + |expected|).</summary>
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
        using var machine = OpenClTestBackend.CreateOrSkip();
        var random = new RandomStream(3, "functions");
        var numbers = Enumerable.Range(0, 1003).Select(_ => (double)(float)random.NextUniform(-6, 6)).ToArray();
        // At least ⅛ from 0, where the reciprocals amplify the rounding of x.
        var points = Array.ConvertAll(numbers, x => (double)(float)(x + Math.CopySign(0.125, x)));
        foreach (var f in FunctionSamples.Unary) Compare(machine, f, [.. points.Where(x => double.IsFinite(f.Value(x)))]);
    }

    [SkippableFact]
    public void Functions_of_two_operands_agree_with_their_formulas()
    {
        using var machine = OpenClTestBackend.CreateOrSkip();
        foreach (var f in FunctionSamples.Binary)
            Assert.Equal(f.Value(3, 4), (double)FunctionSamples.Call(typeof(OpenClFunctionTests), nameof(OfThreeAndFour), f, machine)!, 1e-6);
    }

    static double OfThreeAndFour<F>(F f, OpenCl machine) where F : struct, IBinaryFunction
    {
        ValueBuffer a = machine.AllocateValues(1), b = machine.AllocateValues(1);
        machine.Fill(3, a);
        machine.Fill(4, b);
        machine.MapBinary(f, [1], a, StridedView.Of([1]), b, StridedView.Of([1]), a);
        var value = new double[1];
        machine.Read(a, value);
        return value[0];
    }

    [SkippableFact]
    public void NaN_and_the_infinities_come_out_as_the_formulas_say()
    {
        using var machine = OpenClTestBackend.CreateOrSkip();
        double[] special = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0];
        foreach (var f in FunctionSamples.Unary)
        {
            var (values, _) = OnDevice(machine, f, special);
            for (var j = 0; j < special.Length; j++)
            {
                var expected = f.Value(special[j]);
                var same = double.IsFinite(expected) ? Math.Abs(expected - values[j]) <= 1e-6 : expected.Equals(values[j]);
                Assert.True(same, $"{f} at {special[j]}: expected {expected}, got {values[j]}");
            }
        }
    }

    [SkippableFact]
    public void A_function_without_an_OpenCL_expression_says_how_to_give_it_one()
    {
        using var machine = OpenClTestBackend.CreateOrSkip();
        var x = machine.AllocateValues(1);
        var error = Assert.Throws<NotSupportedException>(() => machine.Map(new Silent(), x, x));
        Assert.Equal("Function Silent: has no OpenCL expression; "
                     + "add `public OpenClExpression OpenCl => new(\"value\", \"derivative\");`", error.Message);
    }

    [SkippableFact]
    public void A_kernel_that_does_not_compile_shows_the_build_log_with_file_and_line()
    {
        using var machine = OpenClTestBackend.CreateOrSkip();
        var x = machine.AllocateValues(1);
        var error = Assert.Throws<OpenClException>(() => machine.Map(new Misspelt(), x, x));
        Assert.Equal(-11, error.Code);
        Assert.StartsWith("OpenCL: clBuildProgram failed with -11 (CL_BUILD_PROGRAM_FAILURE); Unary.cl does not compile on ", error.Message);
        Assert.Contains("nosuchfunction", error.Message);
        Assert.Matches(@"Unary\.cl:\d+", error.Message);
    }

    static void Compare(OpenCl machine, IUnaryFunction f, double[] x)
    {
        var (values, derivatives) = OnDevice(machine, f, x);
        for (var j = 0; j < x.Length; j++)
        {
            double value = f.Value(x[j]), derivative = f.Derivative(x[j], value);
            AssertNear(machine, value, values[j], $"{f} at {x[j]:R}");
            AssertNear(machine, derivative, derivatives[j], $"{f}′ at {x[j]:R}");
        }
    }

    static void AssertNear(OpenCl machine, double expected, double got, string who) => Assert.True(
        Math.Abs(expected - got) <= Units * machine.Precision * (1 + Math.Abs(expected)), $"{who}: expected {expected:R}, got {got:R}");

    static (double[] Values, double[] Derivatives) OnDevice(OpenCl machine, IUnaryFunction f, double[] x) =>
        ((double[], double[]))FunctionSamples.Call(typeof(OpenClFunctionTests), nameof(Computed), f, machine, x)!;

    static (double[] Values, double[] Derivatives) Computed<F>(F f, OpenCl machine, double[] x) where F : struct, IUnaryFunction
    {
        ValueBuffer from = machine.AllocateValues(x.Length), y = machine.AllocateValues(x.Length);
        var ones = machine.AllocateValues(x.Length);
        machine.Write(x, from);
        machine.Fill(1, ones);
        machine.Map(f, from, y);
        machine.MapPullback(f, from, y, ones, ones);
        double[] values = new double[x.Length], derivatives = new double[x.Length];
        machine.Read(y, values);
        machine.Read(ones, derivatives);
        return (values, derivatives);
    }

    readonly record struct Silent : IUnaryFunction
    {
        public double Value(double x) => x;

        public double Derivative(double x, double y) => 1;

        public Vector<T> Value<T>(Vector<T> x) where T : unmanaged, IFloatingPointIeee754<T> => x;

        public Vector<T> Derivative<T>(Vector<T> x, Vector<T> y)
            where T : unmanaged, IFloatingPointIeee754<T> => Vector<T>.One;
    }

    readonly record struct Misspelt : IUnaryFunction
    {
        public OpenClExpression OpenCl => new("nosuchfunction(x)", "1.0f");

        public double Value(double x) => x;

        public double Derivative(double x, double y) => 1;

        public Vector<T> Value<T>(Vector<T> x) where T : unmanaged, IFloatingPointIeee754<T> => x;

        public Vector<T> Derivative<T>(Vector<T> x, Vector<T> y)
            where T : unmanaged, IFloatingPointIeee754<T> => Vector<T>.One;
    }
}
