using Tiny.Nn.Backends;
using Tiny.Nn.Backends.Functions;
using Tiny.Nn.Checks;
using Tiny.Nn.Ops;

namespace Tiny.Nn.Tests;

/// <summary>
/// Tests of <see cref="GradientCheck"/>: correct gradients pass, and each common mistake fails with a message
/// that names it.
/// </summary>
public sealed class GradientCheckTests : IDisposable
{
    readonly Reference backend = new();

    public void Dispose() => backend.Dispose();

    Tensor Leaf(Shape shape, params double[] values) => Tensor.From(backend, shape, values, requiresGradient: true);

    /// <summary>Returns y = x² with the given pullback, right or wrong.</summary>
    static Tensor Square(Tensor x, Func<Tensor, Tensor> pullback)
    {
        var y = x.NewBuffer("my_square", x.Shape.Count);
        x.Backend.MapBinary(new Multiplication(), x.Shape, x.Buffer, StridedView.Of(x.Shape), x.Buffer,
            StridedView.Of(x.Shape), y);
        return Tensor.Result("my_square", x.Shape, x.Backend, y, new Edge(x, pullback));
    }

    [Fact, Trait("Id", "AD-03")]
    public void A_correct_gradient_passes_and_the_report_states_the_error()
    {
        var report = new GradientCheck().Run(x => Square(x, dy => 2 * dy * x), Leaf([3], 1, -2, 0.5));
        Assert.True(report.Passed, report.ToString());
        Assert.InRange(report.RelativeError, 0, 1e-9);
        Assert.Equal(3, report.Count);
        Assert.StartsWith("gradient check passed for 3 derivatives; the worst is ∂J/∂(input 0)[", report.ToString());
    }

    [Fact, Trait("Id", "AD-03")]
    public void A_function_of_several_leaves_is_checked_for_each()
    {
        var report = new GradientCheck()
            .Run(all => (all[0] * all[1] + all[2]).Sin(), Leaf([2], 1, 2), Leaf([2, 1], 3, 4), Leaf([], 5));
        Assert.True(report.Passed, report.ToString());
        Assert.Equal(5, report.Count);
    }

    [Theory, Trait("Id", "AD-03")]
    [InlineData(-2, "the sign is wrong: a minus is missing in the pullback")]
    [InlineData(6, "it is 3 times too large: a term is added twice, or a factor is missing")]
    [InlineData(1, "it is 1/2 of the right value: a term is not summed, or a factor is missing")]
    [InlineData(0, "no gradient arrived: an edge is missing, or its pullback gives 0")]
    [InlineData(2.3,
        "derive the pullback again; at a kink (ReLU at 0, equal values in a maximum) no derivative exists: move the " +
            "point away")]
    [InlineData(double.NaN, "a value is not finite: look for a division, logarithm or root at its pole")]
    public void A_wrong_factor_fails_and_the_report_names_the_likely_mistake(double factor, string hint)
    {
        foreach (var check in new[] { new GradientCheck(), new GradientCheck { Directions = 3 } })
        {
            var report = check.Run(x => Square(x, dy => factor * dy * x), Leaf([2], 1, -2));
            Assert.False(report.Passed);
            Assert.EndsWith("; " + hint, report.ToString());
        }
    }

    [Fact]
    public void One_wrong_element_is_found_and_named()
    {
        var weight = Leaf([2, 2], 1, 2, 3, 4);
        weight.Name = "0.weight";
        var report = new GradientCheck()
            .Run(x => Square(x, dy => 2 * dy * x * Tensor.From(backend, [2, 2], [1.0, 1, 1.001, 1])), weight);
        Assert.False(report.Passed);
        Assert.Equal("∂J/∂(0.weight)[1, 0]", report.Worst.Where);
        Assert.Equal(1.001, report.Worst.Got / report.Worst.Expected, 1e-8);
        Assert.StartsWith("gradient check failed; the worst of 4 derivatives is ∂J/∂(0.weight)[1, 0]: central " +
            "differences give ", report.ToString());
    }

    [Fact]
    public void A_nonzero_gradient_of_a_constant_function_fails()
    {
        var report = new GradientCheck()
            .Run(x => Tensor.Result("my_step", x.Shape, backend, x.Heaviside().Buffer, new Edge(x, dy => dy)),
                Leaf([2], 1, -2));
        Assert.False(report.Passed);
        Assert.EndsWith("is this a step function, or a maximum elsewhere?", report.ToString());
    }

    [Fact]
    public void A_detached_branch_is_reported_as_a_missing_edge()
    {
        var report = new GradientCheck().Run(x => x.Detach() * 3.0, Leaf([2], 1, -2));
        Assert.Contains("no gradient arrived", report.ToString());
    }

    [Fact]
    public void The_check_restores_the_values_of_the_leaves()
    {
        var x = Leaf([3], 0.1, 0.2, 0.3);
        new GradientCheck().Run(x => x.Exp(), x);
        new GradientCheck { Directions = 2 }.Run(x => x.Exp(), x);
        Assert.Equal([0.1, 0.2, 0.3], x.ToArray());
    }

    [Fact]
    public void Each_direction_and_each_element_takes_two_evaluations()
    {
        var calls = 0;
        Tensor CountedTanh(Tensor x)
        {
            calls++;
            return x.Tanh();
        }
        new GradientCheck { Directions = 3 }.Run(CountedTanh, Tensor.Full(backend, [50], 0.5, requiresGradient: true));
        Assert.Equal(2 + 2 * 3, calls);
        calls = 0;
        new GradientCheck().Run(CountedTanh, Tensor.Full(backend, [50], 0.5, requiresGradient: true));
        Assert.Equal(2 + 2 * 50, calls);
    }

    [Fact, Trait("Id", "AD-02")]
    public void The_error_of_the_central_differences_of_the_check_falls_as_h_squared() =>
        The_error_falls_as_h_squared(CentralError);

    [Fact, Trait("Id", "AD-02")]
    public void The_error_of_one_sided_differences_falls_as_h() =>
        Assert.InRange(OneSidedError(x => x.Sin(), 1e-2) / OneSidedError(x => x.Sin(), 1e-3), 9.9, 10.1);

    /// <summary>
    /// Asserts that, for smooth functions, a step ten times smaller makes the error a hundred times smaller.
    /// </summary>
    /// <param name="error">The relative error of the derivative of a function at 1, measured with a step h.</param>
    internal static void The_error_falls_as_h_squared(Func<Func<Tensor, Tensor>, double, double> error)
    {
        Func<Tensor, Tensor>[] functions =
            [x => x.Sin(), x => x.Exp(), x => x.Tanh(), x => x.Sigmoid(), x => x.Power(4)];
        foreach (var f in functions)
            Assert.InRange(error(f, 1e-2) / error(f, 1e-3), 99, 101);
    }

    /// <summary>Returns the relative error of the check's own central difference at 1.</summary>
    internal static double CentralError(Func<Tensor, Tensor> f, double h)
    {
        using var coarse = new BackendReportingCoarsePrecision(h);
        var report = new GradientCheck { Tolerance = 1 }
            .Run(f, Tensor.From(coarse, [1], [1.0], requiresGradient: true));
        return Math.Abs(report.Worst.Expected / report.Worst.Got - 1);
    }

    /// <summary>Returns the relative error of the one-sided difference (f(1 + h) − f(1)) / h.</summary>
    internal static double OneSidedError(Func<Tensor, Tensor> f, double h)
    {
        using var backend = new Reference();
        using var scope = backend.BeginScope();
        var x = Tensor.From(backend, [2], [1, 1 + h], requiresGradient: true);
        var y = f(x);
        var values = y.ToArray();
        Graph.Backward(y, Tensor.From(backend, [2], [1.0, 0]));
        return Math.Abs((values[1] - values[0]) / h / x.Gradient!.ToArray()[0] - 1);
    }

    /// <summary>
    /// A reference backend that reports a coarse precision: the unit roundoff u for which the check uses the
    /// step h = ∛(3u).
    /// </summary>
    sealed class BackendReportingCoarsePrecision(double h) : Reference
    {
        public override double Precision => h * h * h / 3;
    }

    [Fact, Trait("Id", "AD-02")]
    public void The_step_size_scales_with_the_parameter()
    {
        foreach (var size in new[] { 1e-3, 1.0, 1e3, 1e9 })
        {
            var report = new GradientCheck().Run(x => x.Square(), Leaf([2], size, -size / 3));
            Assert.True(report.Passed, report.ToString());
        }
    }

    [Fact]
    public void A_function_with_new_random_numbers_per_call_throws()
    {
        var step = 0UL;
        var error = Assert.Throws<ArgumentException>(() =>
            new GradientCheck().Run(x => x.Dropout(0.5, Philox.For(1, "dropout"), step++),
                Tensor.Full(backend, [20], 1, requiresGradient: true)));
        Assert.Equal("GradientCheck: the function returned two different values for one input; fix its random " +
            "numbers (a dropout's stream and iteration)", error.Message);
    }

    [Fact]
    public void Functions_without_a_leaf_to_check_throw()
    {
        var none =
            Assert.Throws<ArgumentException>(() => new GradientCheck().Run(x => x, Tensor.Full(backend, [1], 1)));
        Assert.Equal("GradientCheck: no tensor requires a gradient; make one with Tensor.From(…, requiresGradient: " +
            "true)", none.Message);

        using var scope = backend.BeginScope();
        var inside = Assert.Throws<ArgumentException>(() => new GradientCheck().Run(x => x, Leaf([1], 1)));
        Assert.Equal("GradientCheck: parameter [1] must be a leaf made outside of scopes, with Tensor.From(backend, " +
            "shape, values, requiresGradient: true)",
            inside.Message);
    }
}
