using System.Numerics;
using Tiny.Nn.Backends;
using Tiny.Nn.Backends.Functions;
using Tiny.Nn.Ops;
using Tiny.Nn.Tests.Backends;

namespace Tiny.Nn.Tests.NonFinite;

/// <summary>
/// Tests of derivatives, losses and pooling at NaN, at infinities and at very large values. The expected values are
/// those of PyTorch 1.13, unless the documentation of the function gives a reason for another one.
/// </summary>
[Collection(OpenClCollection.Name)]
public sealed class LimitTests
{
    const double NaN = double.NaN, Infinity = double.PositiveInfinity;

    /// <summary>A function, and its derivatives at NaN, −∞, −½, 0, ½ and ∞.</summary>
    public static TheoryData<IUnaryFunction, double[]> Derivatives => new()
    {
        { new Relu(), [1, 0, 0, 0, 1, 1] },
        { new LeakyRelu(0.125), [0.125, 0.125, 0.125, 0.125, 1, 1] },
        { new Elu(2), [NaN, 0, 2 * Math.Exp(-0.5), 2, 1, 1] },
        { new Absolute(), [NaN, -1, -1, 0, 1, 1] },                                       // PyTorch: 0 at NaN
        { new Sign(), [0, 0, 0, 0, 0, 0] },
        { new SoftThreshold(0.5), [0, 1, 0, 0, 0, 1] },
        { new Gelu(), [NaN, 0, 0.1325048700, 0.5, 0.8674951300, 1] },                      // PyTorch: NaN at ±∞
        { new Sigmoid(), [NaN, 0, 0.2350037122, 0.25, 0.2350037122, 0] },
        { new Softplus(), [NaN, 0, 0.3775406688, 0.5, 0.6224593312, 1] },
        { new HyperbolicTangent(), [NaN, 0, 0.7864477330, 1, 0.7864477330, 0] },
        { new ErrorFunction(), [NaN, 0, 0.8787825789, 1.1283791671, 0.8787825789, 0] },
        { new Exponential(), [NaN, 0, Math.Exp(-0.5), 1, Math.Exp(0.5), Infinity] },
        { new Logarithm(), [NaN, 0, -2, Infinity, 2, 0] },
        { new SquareRoot(), [NaN, NaN, NaN, Infinity, Math.Sqrt(0.5), 0] },
        { new Power(-2), [NaN, 0, 16, -Infinity, -16, 0] },
        { new Power(-1), [NaN, 0, -4, -Infinity, -4, 0] },
        { new Power(0), [0, 0, 0, 0, 0, 0] },
        { new Power(0.5), [NaN, 0, NaN, Infinity, Math.Sqrt(0.5), 0] },                    // PyTorch: NaN at −∞
        { new Power(1), [1, 1, 1, 1, 1, 1] },
        { new Power(2), [NaN, -Infinity, -1, 0, 1, Infinity] },
        { new Power(3), [NaN, Infinity, 0.75, 0, 0.75, Infinity] },
        { new Power(4), [NaN, -Infinity, -0.5, 0, 0.5, Infinity] },
        { new Power(5), [NaN, Infinity, 0.3125, 0, 0.3125, Infinity] },
    };

    [Theory]
    [MemberData(nameof(Derivatives))]
    public void Derivatives_at_NaN_and_at_the_ends(IUnaryFunction f, double[] expected)
    {
        double[] points = [NaN, -Infinity, -0.5, 0, 0.5, Infinity];
        for (var j = 0; j < points.Length; j++)
            FunctionSamples.Call(typeof(LimitTests), nameof(AssertDerivative), f, points[j], expected[j]);
    }

    static void AssertDerivative<F>(F f, double x, double expected) where F : struct, IUnaryFunction
    {
        Assert.Equal(expected, f.Derivative(x, f.Value(x)), Tolerance);
        Vector<double> wide = new(x);
        Assert.Equal(expected, f.Derivative(wide, f.Value(wide))[0], Tolerance);
        Vector<float> narrow = new((float)x);
        Assert.Equal(expected, f.Derivative(narrow, f.Value(narrow))[0], Tolerance);

        static bool Tolerance(double a, double b) => a.Equals(b) || Math.Abs(a - b) <= 2e-7 * Math.Abs(a) || a == b;
    }

    [SkippableTheory]
    [AllBackends]
    public void Cross_entropy_is_finite_where_only_a_wrong_class_is_impossible(string name)
    {
        using var backend = BackendsUnderTest.Create(name);
        AssertIgnoresImpossibleClasses(backend);
    }

    internal static void AssertIgnoresImpossibleClasses(Backend backend)
    {
        using var scope = backend.BeginScope();
        var logits = Tensor.From(backend, [2, 3], [1, -Infinity, 2, 3e38, -3e38, 0], requiresGradient: true);
        var loss = logits.CrossEntropy([0, 0]);
        Graph.Backward(loss);
        AssertClose([Math.Log(1 + Math.E) / 2], loss.ToArray());
        var p = 1 / (1 + Math.E);
        AssertClose([(p - 1) / 2, 0, (1 - p) / 2, 0, 0, 0], logits.Gradient!.ToArray());
        AssertClose([Infinity], logits.CrossEntropy([1, 0]).ToArray());
        AssertClose([Infinity], logits.CrossEntropy([0, 0], labelSmoothing: 0.1).ToArray());
        AssertClose(loss.ToArray(), logits.CrossEntropy(Tensor.From(backend, [2, 3], [1, 0, 0, 1, 0, 0])).ToArray());
        var unknown = Tensor.From(backend, [1, 3], [1, NaN, 2]);
        AssertClose([NaN], unknown.CrossEntropy([0]).ToArray());
    }

    [SkippableTheory]
    [SinglePrecisionBackends]
    public void The_log_softmax_of_many_equal_logits_is_right_to_one_in_a_million(string name)
    {
        const int count = 1 << 25;
        using var backend = BackendsUnderTest.Create(name);
        using ValueBuffer x = backend.AllocateValues(count), y = backend.AllocateValues(count);
        backend.Fill(0.3, x);
        backend.LogSoftmax(1, count, x, y);
        var values = new float[count];
        backend.Read(y, values);
        Assert.All([values[0], values[count / 2], values[^1]], value => Assert.Equal(-25 * Math.Log(2), value, 1e-6));
    }

    [SkippableTheory]
    [AllBackends]
    public void Lp_pooling_with_an_infinite_exponent_is_max_pooling_of_magnitudes(string name)
    {
        using var backend = BackendsUnderTest.Create(name);
        using var scope = backend.BeginScope();
        var x = Tensor.From(backend, [1, 1, 5], [1, -3, 2, 2, -4], requiresGradient: true);
        var y = x.LpPool(Infinity, 2, stride: 1, padding: 1);
        AssertClose([1, 3, 3, 2, 4, 4], y.ToArray());
        Graph.Backward(y, Tensor.From(backend, y.Shape, [1, 2, 3, 4, 5, 6]));
        AssertClose([1, -5, 4, 0, -11], x.Gradient!.ToArray());
    }

    static void AssertClose(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        foreach (var (a, b) in expected.Zip(actual))
            Assert.True(a.Equals(b) || Math.Abs(a - b) <= 1e-6, $"expected {a}, got {b}");
    }
}
