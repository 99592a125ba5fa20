using FsCheck.Fluent;
using Tiny.Nn.Backends;
using Tiny.Nn.Checks;
using Tiny.Nn.Ops;
using static Tiny.Nn.Tests.PropertyCheck;

namespace Tiny.Nn.Tests;

/// <summary>Compares dual numbers with reverse mode, central differences and known derivatives.</summary>
public sealed class DualTests
{
    static Dual WorkedExample(Dual x)
    {
        var t = x * x;
        return Dual.Cos(Dual.Sin(t) + 3 * t);
    }

    [Theory, Trait("Id", "AD-13")]
    [InlineData(0.5, 0.5424849757140324, -3.334146414144972)]
    [InlineData(1, -0.7649205628044862, 4.5607917906787785)]
    [InlineData(2, 0.24510036817001535, 9.099148544832385)]
    public void The_worked_example_has_the_published_value_and_derivative(double x, double value, double derivative)
    {
        Assert.Equal(value, WorkedExample(x).Value, 1e-13);
        Assert.Equal(derivative, Dual.DerivativeOf(WorkedExample, x), 1e-12);
    }

    [Fact, Trait("Id", "AD-01")]
    public void Forward_mode_reverse_mode_and_central_differences_agree()
    {
        double[] at = [0.3, 1.7, -0.6];
        double F(double a, double b, double c) => Math.Exp(a * b) / (1 + c * c) + Math.Log(b) * Math.Tanh(c);
        Dual DualF(Dual[] x) => Dual.Exp(x[0] * x[1]) / (1 + x[2] * x[2]) + Dual.Log(x[1]) * Dual.Tanh(x[2]);

        using var backend = new Reference();
        using var scope = backend.BeginScope();
        var x = at.Select(value => Tensor.Scalar(backend, value, requiresGradient: true)).ToArray();
        Graph.Backward((x[0] * x[1]).Exp() / (1 + x[2] * x[2]) + x[1].Log() * x[2].Tanh());

        var forward = Dual.GradientOf(DualF, at);
        for (var j = 0; j < 3; j++)
        {
            double[] above = [.. at], below = [.. at];
            above[j] += 1e-5;
            below[j] -= 1e-5;
            var difference = (F(above[0], above[1], above[2]) - F(below[0], below[1], below[2])) / 2e-5;
            Assert.Equal(x[j].Gradient!.Item(), forward[j], 1e-13);
            Assert.Equal(difference, forward[j], 1e-8);
        }
    }

    /// <summary>
    /// Compares both modes on random functions of 1, 10 and 100 variables. A reverse sweep calls the same number of
    /// pullbacks for every number of variables; forward mode takes one sweep per variable. Both gradients match
    /// central differences.
    /// </summary>
    [Fact, Trait("Id", "AD-01")]
    public void A_reverse_sweep_calls_the_same_number_of_pullbacks_for_any_number_of_variables() => ForAll(
        from length in Between(1, 6) from functions in Between(0, 3).ListOf(length) select functions.ToArray(),
        functions =>
        {
            var counts = new List<int>();
            foreach (var variables in new[] { 1, 10, 100 })
            {
                double[] at = [.. Enumerable.Range(1, variables).Select(j => 0.6 + 0.3 * Math.Sin(j))];
                var (pullbacks, reverse) = ReverseSweep(functions, at);
                using var backend = new Reference();
                var report = new GradientCheck().Run(x => functions.Aggregate(x, Apply).Sum(),
                    Tensor.From(backend, [variables], at, requiresGradient: true));
                Assert.True(report.Passed, $"{report}");
                var sweeps = 0;
                var forward = Dual.GradientOf(x =>
                {
                    sweeps++;
                    return x.Select(each => functions.Aggregate(each, Apply)).Aggregate((a, b) => a + b);
                }, at);
                Assert.Equal(variables, sweeps);
                for (var j = 0; j < variables; j++) Assert.Equal(reverse[j], forward[j], 1e-12);
                counts.Add(pullbacks);
            }
            Assert.True(counts[0] > functions.Length);
            Assert.Single(counts.Distinct());
        }, cases: 30);

    static Dual Apply(Dual x, int function) => function switch
    {
        0 => Dual.Sin(x),
        1 => Dual.Tanh(x),
        2 => Dual.Sigmoid(x),
        _ => x * x,
    };

    static Tensor Apply(Tensor x, int function) => function switch
    {
        0 => x.Sin(),
        1 => x.Tanh(),
        2 => x.Sigmoid(),
        _ => x * x,
    };

    /// <summary>
    /// Applies the same chain of functions to each variable and sums the results. Returns the gradient by one reverse
    /// sweep, and the number of pullbacks that it called.
    /// </summary>
    static (int Pullbacks, double[] Gradient) ReverseSweep(int[] functions, double[] at)
    {
        using var backend = new Reference();
        using var scope = backend.BeginScope();
        var pullbacks = 0;
        var x = Tensor.From(backend, [at.Length], at, requiresGradient: true);
        Graph.Backward(Counted(functions.Aggregate(x, (y, function) => Counted(Apply(y, function))).Sum()));
        return (pullbacks, x.Gradient!.ToArray());

        Tensor Counted(Tensor y) => Tensor.Result("counted", y.Shape, backend, y.Buffer,
            [.. y.Edges.Select(edge => new Edge(edge.Input, dy =>
            {
                pullbacks++;
                return edge.Pullback(dy);
            }))]);
    }

    [Fact, Trait("Id", "AD-01")]
    public void A_gradient_in_forward_mode_takes_one_sweep_per_variable()
    {
        var sweeps = 0;
        Dual.GradientOf(x =>
        {
            sweeps++;
            return x[0] * x[4];
        }, [1, 2, 3, 4, 5]);
        Assert.Equal(5, sweeps);
    }

    [Fact, Trait("Id", "AD-13")]
    public void A_directional_derivative_takes_one_forward_sweep()
    {
        var along = Dual.DerivativeOf(x => x[0] * x[1], [3, 4], [1, 10]);
        Assert.Equal(1 * 4 + 3 * 10, along);
        var error = Assert.Throws<ArgumentException>(() => Dual.DerivativeOf(x => x[0], [3, 4], [1]));
        Assert.Equal("Dual: expects a direction of length 2, one value for each variable, got 1", error.Message);
    }

    public static TheoryData<string, Func<Dual, Dual>, double, double, double> Functions => new()
    {
        { "sin", Dual.Sin, 0.7, Math.Sin(0.7), Math.Cos(0.7) },
        { "cos", Dual.Cos, 0.7, Math.Cos(0.7), -Math.Sin(0.7) },
        { "exp", Dual.Exp, 0.7, Math.Exp(0.7), Math.Exp(0.7) },
        { "log", Dual.Log, 0.7, Math.Log(0.7), 1 / 0.7 },
        { "tanh", Dual.Tanh, 0.7, Math.Tanh(0.7), 1 / Math.Pow(Math.Cosh(0.7), 2) },
        { "sigmoid", Dual.Sigmoid, Math.Log(3), 0.75, 0.1875 },
        { "sigmoid far left", Dual.Sigmoid, -1000, 0, 0 },
        { "sigmoid far right", Dual.Sigmoid, 1000, 1, 0 },
        { "quotient", x => x / (x + 1), 3, 0.75, 1.0 / 16 },
        { "reciprocal", x => 1 / x, -2, -0.5, -0.25 },
        { "minus", x => 2 - -x, 5, 7, 1 },
        { "difference", x => x * x - x, 5, 20, 9 },
    };

    [Theory, MemberData(nameof(Functions), DisableDiscoveryEnumeration = true)]
    public void Each_function_matches_its_known_value_and_derivative(string name, Func<Dual, Dual> f, double x,
        double value, double derivative)
    {
        var y = f(Dual.Variable(x));
        Assert.True(Math.Abs(y.Value - value) < 1e-15 && Math.Abs(y.Derivative - derivative) < 1e-15, $"{name}: {y}");
    }

    [Fact]
    public void A_dual_number_is_formatted_with_epsilon()
    {
        Assert.Equal("0.5 + 2ε", new Dual(0.5, 2).ToString());
        Assert.Equal("0.5 − 2ε", new Dual(0.5, -2).ToString());
    }
}
