using Tiny.Nn.Lab.Playground;

namespace Tiny.Nn.Tests.Playground;

/// <summary>Tests of the formulas that users type.</summary>
public class ExpressionTests
{
    [Theory]
    [InlineData("1 + 2 * 3", 7)]
    [InlineData("(1 + 2) * 3", 9)]
    [InlineData("2 - 3 - 4", -5)]
    [InlineData("24 / 4 / 2", 3)]
    [InlineData("2^3^2", 512)]
    [InlineData("-2^2", -4)]
    [InlineData("2^-2", 0.25)]
    [InlineData("--3", 3)]
    [InlineData("2x", 1)]
    [InlineData("2x^2", 0.5)]
    [InlineData("x(x + 1)", 0.75)]
    [InlineData("3x² − x³", 0.625)]
    [InlineData("4sin(pi x)", 4)]
    [InlineData("sqrt(abs(-16)) + log(e) + exp(0) + tanh(0) + cos(0)", 7)]
    [InlineData(" .5+1. ", 1.5)]
    public void A_formula_has_the_value_of_its_usual_meaning(string text, double expected) =>
        Assert.Equal(expected, Expression.Parse(text, "x").Evaluate(0.5), 1e-12);

    [Theory]
    [InlineData("", "formula '': expects a number, a variable, a function or '(', at position 1")]
    [InlineData("2 +", "formula '2 +': expects a number, a variable, a function or '(', at position 4")]
    [InlineData("(x", "formula '(x': expects ')', at position 3")]
    [InlineData("x 2", "formula 'x 2': expects an operator or the end, at position 3")]
    [InlineData("1.2.3", "formula '1.2.3': '1.2.3' is no number, at position 6")]
    [InlineData("sin x", "formula 'sin x': expects '(', at position 5")]
    [InlineData("2y", "formula '2y': 'y' is unknown; choose one of x, pi, e, sin, cos, exp, log, sqrt, tanh, abs, "
        + "at position 2")]
    public void A_text_that_is_no_formula_is_refused_with_the_position(string text, string expected) =>
        Assert.Equal(expected, Assert.Throws<ArgumentException>(() => Expression.Parse(text, "x")).Message);

    [Fact]
    public void Long_and_deep_formulas_are_refused()
    {
        foreach (var text in new[] { new string('(', 150), string.Concat(Enumerable.Repeat("2^", 90)) + "2" })
            Assert.Contains("is nested more than 50 times",
                Assert.Throws<ArgumentException>(() => Expression.Parse(text, "x")).Message);
        Assert.Equal("formula: has at most 200 characters, got 201",
            Assert.Throws<ArgumentException>(() => Expression.Parse(new string('1', 201), "x")).Message);
    }
}
