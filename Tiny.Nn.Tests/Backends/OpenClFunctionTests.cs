using System.Numerics;
using System.Reflection;
using Tiny.Nn.Backends;
using Tiny.Nn.Backends.Functions;

namespace Tiny.Nn.Tests.Backends;

/// <summary>Every function on the device against its own formula in double: value and slope, ordinary numbers and special ones.</summary>
[Collection(OpenClCollection.Name)]
public class OpenClFunctionTests
{
    /// <summary>The bound for every function: |expected − got| ≤ 24·u·(1 + |expected|).</summary>
    const double Units = 24;

    static readonly IUnaryFunction[] Unary =
    [
        new Heaviside(), new Relu(), new LeakyRelu(0.125), new Elu(0.75), new Sigmoid(), new Softplus(), new HyperbolicTangent(),
        new Affine(1.5, -0.25), new Power(-2), new Power(-1), new Power(0), new Power(1), new Power(2), new Power(3), new Power(4),
        new Power(5), new Exponential(), new Sign(), new Absolute(), new Sine(), new Cosine(), new SoftThreshold(0.5), new ErrorFunction(), new Gelu(),
    ];

    static readonly IUnaryFunction[] OfPositiveNumbers = [new Logarithm(), new SquareRoot(), new Power(0.5), new Power(-1.25)];

    static readonly IBinaryFunction[] Binary = [new Addition(), new Subtraction(), new Multiplication(), new Division()];

    [Fact]
    public void Every_function_has_its_OpenCL_form_and_is_tested_here()
    {
        var all = typeof(IUnaryFunction).Assembly.GetTypes().Where(type => type.IsValueType
            && (type.IsAssignableTo(typeof(IUnaryFunction)) || type.IsAssignableTo(typeof(IBinaryFunction)))).ToHashSet();
        Assert.Equal(all, [.. Unary.Concat(OfPositiveNumbers).Select(f => f.GetType()), .. Binary.Select(f => f.GetType())]);
        Assert.All(Unary.Concat(OfPositiveNumbers), f => Assert.NotEqual("", f.OpenCl.Value));
        Assert.All(Unary.Concat(OfPositiveNumbers), f => Assert.NotEqual("", f.OpenCl.Derivative));
        Assert.All(Binary, f => Assert.NotEqual("", f.OpenCl));
    }

    [SkippableFact]
    public void Functions_of_one_number_agree_with_their_formulas()
    {
        using var machine = OpenClTestBackend.CreateOrSkip();
        var random = new RandomStream(3, "functions");
        var numbers = Enumerable.Range(0, 1003).Select(_ => (double)(float)random.NextUniform(-6, 6)).ToArray();
        var away = Array.ConvertAll(numbers, x => (double)(float)(x + Math.CopySign(1, x)));
        foreach (var f in Unary) Compare(machine, f, f is Power { Exponent: < 0 } ? away : numbers);
        foreach (var f in OfPositiveNumbers) Compare(machine, f, Array.ConvertAll(numbers, x => (double)(float)(Math.Abs(x) + 0.125)));
    }

    [SkippableFact]
    public void NaN_and_the_infinities_come_out_as_the_formulas_say()
    {
        using var machine = OpenClTestBackend.CreateOrSkip();
        double[] special = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0];
        foreach (var f in Unary)
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
    public void A_function_without_an_OpenCL_form_says_how_to_give_it_one()
    {
        using var machine = OpenClTestBackend.CreateOrSkip();
        var x = machine.AllocateValues(1);
        var error = Assert.Throws<NotSupportedException>(() => machine.Map(new Silent(), x, x));
        Assert.Equal("Function Silent: has no OpenCL form; "
                     + "give it one with `public Expression OpenCl => new(value: \"…\", slope: \"…\");`", error.Message);
    }

    [SkippableFact]
    public void A_kernel_that_does_not_compile_shows_the_compilers_words_with_file_and_line()
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
        var (values, slopes) = OnDevice(machine, f, x);
        for (var j = 0; j < x.Length; j++)
        {
            double value = f.Value(x[j]), slope = f.Derivative(x[j], value);
            AssertNear(machine, value, values[j], $"{f} at {x[j]:R}");
            AssertNear(machine, slope, slopes[j], $"{f}′ at {x[j]:R}");
        }
    }

    static void AssertNear(OpenCl machine, double expected, double got, string who) => Assert.True(
        Math.Abs(expected - got) <= Units * machine.Precision * (1 + Math.Abs(expected)), $"{who}: expected {expected:R}, got {got:R}");

    static (double[] Values, double[] Slopes) OnDevice(OpenCl machine, IUnaryFunction f, double[] x) =>
        ((double[], double[]))typeof(OpenClFunctionTests).GetMethod(nameof(Computed), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(f.GetType()).Invoke(null, [machine, f, x])!;

    static (double[] Values, double[] Slopes) Computed<F>(OpenCl machine, F f, double[] x) where F : struct, IUnaryFunction
    {
        ValueBuffer from = machine.AllocateValues(x.Length), y = machine.AllocateValues(x.Length);
        var ones = machine.AllocateValues(x.Length);
        machine.Write(x, from);
        machine.Fill(1, ones);
        machine.Map(f, from, y);
        machine.MapPullback(f, from, y, ones, ones);
        double[] values = new double[x.Length], slopes = new double[x.Length];
        machine.Read(y, values);
        machine.Read(ones, slopes);
        return (values, slopes);
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
