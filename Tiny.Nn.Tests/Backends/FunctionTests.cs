using System.Numerics;
using Tiny.Nn.Backends.Functions;

namespace Tiny.Nn.Tests.Backends;

/// <summary>
/// Compares every elementwise function in its three forms, scalar, float lanes and double lanes, with independently
/// computed values.
/// </summary>
public class FunctionTests
{
    const double Unit = 1.0 / (1L << 53), FloatUnit = 1.0 / (1 << 24);

    /// <summary>
    /// Asserts the value of f at x in all three forms, with a relative error of at most <paramref name="units"/> units
    /// of roundoff. The float form is evaluated at the rounded x.
    /// </summary>
    static void AssertValue<F>(F f, double x, double expected, double units = 6) where F : struct, IUnaryFunction
    {
        AssertNear(expected, f.Value(x), units * Unit, $"{f} at {x}");
        Assert.All(Lanes(f.Value(new Vector<double>(x))), lane =>
            AssertNear(expected, lane, units * Unit, $"{f} at {x}, lanes"));
        if ((float)x == x)
            Assert.All(Lanes(f.Value(new Vector<float>((float)x))), lane =>
                AssertNear(expected, lane, units * FloatUnit, $"{f} at {x}, float lanes"));
    }

    static IEnumerable<double> Lanes<T>(Vector<T> lanes) where T : unmanaged, INumber<T> =>
        Enumerable.Range(0, Vector<T>.Count).Select(lane => double.CreateTruncating(lanes[lane]));

    static void AssertNear(double expected, double actual, double relative, string who)
    {
        if (double.IsNaN(expected) || double.IsInfinity(expected)) Assert.Equal(expected, actual);
        else Assert.True(Math.Abs(actual - expected) <= relative * Math.Abs(expected) + 1e-44,
            $"{who}: expected {expected:R}, got {actual:R}");
    }

    /// <summary>Kernels process buffers in whole vectors, so the neighbours of an element can have any value.</summary>
    [Fact]
    public void A_numbers_bits_do_not_depend_on_its_neighbours()
    {
        foreach (var f in FunctionSamples.Unary)
            FunctionSamples.Call(typeof(FunctionTests), nameof(CheckNeighbours), f);
    }

    static void CheckNeighbours<F>(F f) where F : struct, IUnaryFunction
    {
        foreach (var x in new[] { -30.0, -2.5, -0.6, -0.01, 0, 1e-5, 0.3, 0.7, 1.9, 5, 40, 700 })
            foreach (var neighbour in new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity, 1e300,
                -1e300, 1e-310, 800, -800, 50 })
            {
                Beside<F, double>(f, x, neighbour);
                Beside<F, float>(f, (float)x, (float)neighbour);
            }
    }

    static void Beside<F, T>(F f, T x, T neighbour)
        where F : struct, IUnaryFunction where T : unmanaged, IFloatingPointIeee754<T>
    {
        Vector<T> alone = new(x), beside = Vector.ConditionalSelect(Vector.Equals(Vector<T>.Indices,
            Vector<T>.Zero), alone, new(neighbour));
        Assert.True(Equals(f.Value(alone)[0], f.Value(beside)[0]),
            $"{f} at {x} beside {neighbour}: {f.Value(beside)[0]}, alone {f.Value(alone)[0]}");
        Vector<T> derivative = f.Derivative(alone, f.Value(alone)),
            derivativeBeside = f.Derivative(beside, f.Value(beside));
        Assert.True(Equals(derivative[0], derivativeBeside[0]),
            $"{f}′ at {x} beside {neighbour}: {derivativeBeside[0]}, alone {derivative[0]}");
    }

    [Fact]
    public void The_error_function_is_right_to_one_in_ten_to_the_fifteen()
    {
        // x and erf x, computed with 50 digits
        AssertValue(new ErrorFunction(), 0.0009765625, 0.0011019324300718147);
        AssertValue(new ErrorFunction(), 0.25, 0.27632639016823696);
        AssertValue(new ErrorFunction(), 0.46875, 0.49261347321793797);
        AssertValue(new ErrorFunction(), 0.5, 0.5204998778130465);
        AssertValue(new ErrorFunction(), 0.75, 0.7111556336535151);
        AssertValue(new ErrorFunction(), 1.0, 0.8427007929497149);
        AssertValue(new ErrorFunction(), 1.5, 0.9661051464753108);
        AssertValue(new ErrorFunction(), 2.0, 0.9953222650189527);
        AssertValue(new ErrorFunction(), 3.0, 0.9999779095030014);
        AssertValue(new ErrorFunction(), 4.0, 0.9999999845827421);
        AssertValue(new ErrorFunction(), 4.5, 0.9999999998033839);
        AssertValue(new ErrorFunction(), 6.0, 1.0);
        AssertValue(new ErrorFunction(), -0.375, -0.4041169094348223);
        AssertValue(new ErrorFunction(), -2.5, -0.999593047982555);
    }

    [Fact]
    public void Gelu_keeps_its_digits_where_it_is_small()
    {
        AssertValue(new Gelu(), -0.0625, -0.029692645685672047, units: 150);
        AssertValue(new Gelu(), -1.0, -0.15865525393145705, units: 150);
        AssertValue(new Gelu(), -3.0, -0.0040496940948902835, units: 150);
        AssertValue(new Gelu(), -5.0, -1.4332578593959695e-06, units: 150);
        AssertValue(new Gelu(), -8.0, -4.976768459417427e-15, units: 150);
        AssertValue(new Gelu(), -12.0, -2.1317785344932147e-32, units: 150);
        AssertValue(new Gelu(), 0.5, 0.34573123063700656, units: 150);
        AssertValue(new Gelu(), 3.0, 2.99595030590511, units: 150);
    }

    [Fact]
    public void Tanh_and_Elu_keep_their_digits_near_zero()
    {
        AssertValue(new HyperbolicTangent(), 9.094947017729282e-13, 9.094947017729282e-13);
        AssertValue(new HyperbolicTangent(), 9.5367431640625e-07, 9.536743164059608e-07);
        AssertValue(new HyperbolicTangent(), 0.0009765625, 0.0009765621895592603);
        AssertValue(new HyperbolicTangent(), 0.25, 0.24491866240370913);
        AssertValue(new HyperbolicTangent(), 0.5, 0.46211715726000974);
        AssertValue(new HyperbolicTangent(), 0.625, 0.5545997223493823);
        AssertValue(new HyperbolicTangent(), 0.75, 0.6351489523872873);
        AssertValue(new HyperbolicTangent(), 1.0, 0.7615941559557649);
        AssertValue(new HyperbolicTangent(), 4.0, 0.999329299739067);
        AssertValue(new HyperbolicTangent(), -0.5, -0.46211715726000974);
        AssertValue(new Elu(1), -9.094947017729282e-13, -9.094947017725146e-13, units: 8);
        AssertValue(new Elu(1), -9.5367431640625e-07, -9.536738616590436e-07, units: 8);
        AssertValue(new Elu(1), -0.00390625, -0.00389863052988251, units: 8);
        AssertValue(new Elu(1), -0.5, -0.3934693402873666, units: 8);
        AssertValue(new Elu(1), -2.0, -0.8646647167633873, units: 8);
        AssertValue(new Elu(1), -10.0, -0.9999546000702375, units: 8);
    }

    [Fact]
    public void Softplus_and_Sigmoid_keep_their_digits_where_they_are_small()
    {
        AssertValue(new Softplus(), -30.0, 9.357622968839737e-14);
        AssertValue(new Softplus(), -80.0, 1.8048513878454153e-35);
        AssertValue(new Softplus(), -10.0, 4.539889921686465e-05);
        AssertValue(new Softplus(), -1.0, 0.3132616875182228);
        AssertValue(new Softplus(), 0.0, 0.6931471805599453);
        AssertValue(new Softplus(), 1.0, 1.3132616875182228);
        AssertValue(new Softplus(), 20.0, 20.000000002061153);
        AssertValue(new Sigmoid(), -80.0, 1.8048513878454153e-35);
        AssertValue(new Sigmoid(), -30.0, 9.357622968839299e-14);
        AssertValue(new Sigmoid(), -1.0, 0.2689414213699951);
        AssertValue(new Sigmoid(), 0.5, 0.6224593312018546);
        AssertValue(new Sigmoid(), 3.0, 0.9525741268224333);
    }

    [Fact]
    public void Nothing_overflows_at_a_thousand()
    {
        AssertValue(new Sigmoid(), 1000, 1);
        AssertValue(new Sigmoid(), -1000, 0);
        AssertValue(new Softplus(), 1000, 1000);
        AssertValue(new Softplus(), -1000, 0);
        AssertValue(new Gelu(), 1000, 1000);
        AssertValue(new Gelu(), -1000, 0);
        AssertValue(new Gelu(), double.NegativeInfinity, 0);
        AssertValue(new HyperbolicTangent(), 1000, 1);
        AssertValue(new HyperbolicTangent(), -1000, -1);
        AssertValue(new Elu(1), 1000, 1000);
        AssertValue(new Elu(1), -1000, -1);
        AssertValue(new ErrorFunction(), -1000, -1);
        AssertValue(new Exponential(), 1000, double.PositiveInfinity);
        AssertValue(new Exponential(), -1000, 0);
        AssertValue(new Exponential(), 0, 1, units: 0);
    }

    [Fact]
    public void Special_points_are_as_documented()
    {
        AssertValue(new Relu(), -2, 0);
        AssertValue(new Relu(), 2, 2);
        AssertValue(new LeakyRelu(0.25), -2, -0.5);
        AssertValue(new Heaviside(), 0, 0);
        AssertValue(new Heaviside(), 1e-30, 1);
        AssertValue(new Sign(), -3, -1);
        AssertValue(new Sign(), 0, 0);
        AssertValue(new Absolute(), -3, 3);
        AssertValue(new SquareRoot(), 2, 1.4142135623730951);
        AssertValue(new Power(0.5), 2, 1.4142135623730951);
        AssertValue(new Power(-2), 4, 0.0625);
        AssertValue(new Power(3), -2, -8);
        AssertValue(new Power(0), 0, 1);
        AssertValue(new Logarithm(), 10, 2.302585092994046);
        AssertValue(new Sine(), 0.5, 0.479425538604203);
        AssertValue(new Cosine(), 0.5, 0.8775825618903728);
        Assert.Equal(0, new Relu().Derivative(0, 0));
        Assert.Equal(0, new Absolute().Derivative(0, 0));
        Assert.Equal(0, new Power(0).Derivative(0, 1));
    }

    [Fact]
    public void The_soft_threshold_solves_the_diagonal_lasso()
    {
        // RG-06 with H = 2, α = 1: the threshold is ½
        AssertValue(new SoftThreshold(0.5), 0.3, 0);
        AssertValue(new SoftThreshold(0.5), 1.5, 1);
        AssertValue(new SoftThreshold(0.5), -2, -1.5);
    }

    [Fact]
    public void Derivatives_are_the_limits_of_central_differences()
    {
        foreach (var f in FunctionSamples.Unary)
            FunctionSamples.Call(typeof(FunctionTests), nameof(CheckDerivative), f);
    }

    static void CheckDerivative<F>(F f) where F : struct, IUnaryFunction
    {
        const double h = 1e-5;
        foreach (var x in new[] { 0.1, 0.4, 0.7, 1.3, 2.9, 4.5, -0.2, -0.9, -3.1 })
        {
            if (!double.IsFinite(f.Value(x))) continue;
            var difference = (f.Value(x + h) - f.Value(x - h)) / (2 * h);
            var derivative = f.Derivative(x, f.Value(x));
            // The truncation error is f‴·h²/6, and |f‴| is at most 60·|f| / |x|³ for the powers −2 … 5.
            var bound = 1e-8 * (1 + Math.Abs(derivative))
                + Math.Abs(f.Value(x)) * (1e-8 + 10 * h * h / Math.Abs(x * x * x));
            Assert.True(Math.Abs(derivative - difference) <= bound,
                $"{f} at {x}: derivative {derivative}, difference {difference}");
            var y = new Vector<double>(f.Value(x));
            AssertNear(derivative, f.Derivative(new Vector<double>(x), y)[0], 1e-13,
                $"derivative of {f} at {x}, vector");
        }
    }

    [Fact]
    public void The_vector_form_has_the_special_values_of_the_scalar_form()
    {
        foreach (var f in FunctionSamples.Unary)
            FunctionSamples.Call(typeof(FunctionTests), nameof(CheckSpecialValues), f);
    }

    static void CheckSpecialValues<F>(F f) where F : struct, IUnaryFunction
    {
        foreach (var x in new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0 })
        {
            AssertNear(f.Value(x), f.Value(new Vector<double>(x))[0], 1e-14, $"{f} at {x}, vector");
            AssertNear(f.Value(x), f.Value(new Vector<float>((float)x))[0], 1e-6, $"{f} at {x}, float vector");
        }
        Assert.True(double.IsNaN(f.Value(double.NaN)) || f is Heaviside or Power { Exponent: 0 },
            $"{f} of NaN is {f.Value(double.NaN)}");
    }

    [Fact]
    public void Functions_of_two_numbers_are_the_four_operations()
    {
        static (double, double) Both<F>(F f) where F : struct, IBinaryFunction =>
            (f.Value(3, 4), f.Value(new Vector<double>(3), new Vector<double>(4))[0]);
        Assert.Equal((7, 7), Both(new Addition()));
        Assert.Equal((-1, -1), Both(new Subtraction()));
        Assert.Equal((12, 12), Both(new Multiplication()));
        Assert.Equal((0.75, 0.75), Both(new Division()));
    }
}
