using System.Globalization;
using System.Text.Json;
using Tiny.Nn.Backends;
using Tiny.Nn.Lab.Playground;
using Tiny.Nn.Lab.Playground.Rooms;
using Tiny.Nn.Tests.Fuzzing;

namespace Tiny.Nn.Tests.Playground;

/// <summary>Tests of the room that walks through a computation graph, and of its parser.</summary>
public sealed class GraphRoomTests : IDisposable
{
    readonly Reference backend = new();

    public void Dispose() => backend.Dispose();

    public static TheoryData<string> Examples => [.. FormulaExample.All.Select(example => example.Id)];

    [Theory]
    [InlineData(0.5, 0.5424849757140324, -3.334146414144972)]
    [InlineData(1, -0.7649205628044862, 4.5607917906787785)]
    [InlineData(2, 0.24510036817001535, 9.099148544832385)]
    [Trait("Id", "AD-06"), Trait("Id", "AD-13"), Trait("Id", "AD-02")]
    public void The_worked_example_is_walked_with_its_numbers(double x, double value, double derivative)
    {
        var reply = Compute("J = cos(sin(x²) + 3x²)", ("x", x));
        Assert.Equal(["x", "u1", "u2", "u3", "u4", "J"], reply.Nodes.Select(node => node.Name));
        Assert.Equal(["x", "x²", "sin(u1)", "3·u1", "u2 + u3", "cos(u4)"], reply.Nodes.Select(node => node.Text));
        Assert.Equal(value, reply.Nodes[^1].Value, 1e-13);
        Assert.Equal(["∂J/∂u4 += ∂J/∂J · (−sin(u4))", "∂J/∂u2 += ∂J/∂u4 · 1", "∂J/∂u3 += ∂J/∂u4 · 1",
            "∂J/∂u1 += ∂J/∂u3 · 3", "∂J/∂u1 += ∂J/∂u2 · cos(u1)", "∂J/∂x += ∂J/∂u1 · 2·x"],
            reply.Steps.Select(step => step.Rule));
        var du = -Math.Sin(Math.Sin(x * x) + 3 * x * x);
        Assert.Equal([du, du, du, 3 * du, du * Math.Cos(x * x) + 3 * du],
            reply.Steps[..5].Select(step => step.After), (a, b) => Math.Abs(a - b) < 1e-12);
        var variable = Assert.Single(reply.Variables);
        Assert.Equal(derivative, variable.Reverse, 1e-12);
        Assert.Equal(derivative, variable.Forward, 1e-12);
        Assert.Equal(derivative, variable.Difference, 1e-6);
    }

    [Fact]
    [Trait("Id", "AD-07")]
    public void The_example_of_a_sum_times_a_variable_has_the_published_gradients()
    {
        var reply = Compute(FormulaExample.All.Single(example => example.Id == "AD-07"));
        Assert.Equal(-12, reply.Nodes[^1].Value);
        Assert.Equal([-4.0, -4, 3], reply.Variables.Select(variable => variable.Reverse));
        Assert.Equal(-4.0, reply.Nodes.Single(node => node.Name == "q").Gradient);
    }

    [Fact]
    [Trait("Id", "AD-08")]
    public void The_example_of_logistic_regression_has_the_gradients_of_its_table()
    {
        var reply = Compute(FormulaExample.All.Single(example => example.Id == "AD-08"));
        var y = reply.Nodes.Single(node => node.Name == "y").Value;
        double Gradient(string name) => reply.Nodes.Single(node => node.Name == name).Gradient!.Value;
        Assert.Equal(1 - y, Gradient("a"), 1e-12);
        Assert.Equal(1 / y, Gradient("y"), 1e-12);
        foreach (var (theta, x) in new[] { ("θ₁", 1.0), ("θ₂", 0.5), ("θ₃", -2.0) })
            Assert.Equal((1 - y) * x, Gradient(theta), 1e-12);
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void The_three_ways_to_a_derivative_agree_in_every_example(string id)
    {
        var reply = Compute(FormulaExample.All.Single(example => example.Id == id));
        foreach (var variable in reply.Variables)
        {
            Assert.Equal(variable.Reverse, variable.Forward, 1e-12);
            Assert.Equal(variable.Reverse, variable.Difference, 1e-8);
        }
    }

    [Fact]
    public void The_shown_code_compiles_and_computes_the_gradients()
    {
        foreach (var example in FormulaExample.All.Append(
            new("", "constants", "J = −2/(x₁ − 3) + (4 − x₁)^-0.5·π/−3 − 1/(1/x₁ − 1/0)", new() { ["x₁"] = -1.5 })))
        {
            var reply = Compute(example);
            var variable = reply.Nodes.First(node => node.Kind == "variable").Code.Split(' ')[1];
            var printed = SampleProgram.Run($$"""
                using Tiny.Nn; using Tiny.Nn.Backends; using Tiny.Nn.Ops;
                using var backend = new Reference();
                using var scope = backend.BeginScope();
                {{string.Join('\n', reply.Nodes.Select(node => node.Code))}}
                Graph.Backward({{reply.Nodes[^1].Name}});
                Console.Write({{variable}}.Gradient!.Item());
                """);
            Assert.Equal(reply.Variables[0].Reverse, double.Parse(printed, CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Random formulas: value, walk, gradients and drawing.</summary>
    [Fact]
    [Trait("Id", "AD-01"), Trait("Id", "AD-05")]
    public void A_random_formula_has_the_value_and_the_derivatives_of_an_independent_evaluation()
    {
        var checkedDerivatives = 0;
        FuzzRun.Check(400, seed =>
        {
            var formula = new RandomFormula(new(seed, "formula"));
            var reply = Compute(formula.Text, [.. formula.Values.Select(pair => (pair.Key, pair.Value))]);
            AssertClose(formula.Value(formula.Values), reply.Nodes[^1].Value, 1e-9, formula.Text);
            AssertWalk(reply);
            AssertDrawing(reply);
            AssertSigns(reply);
            // Beyond a pole, each way has its own infinities.
            if (!reply.Nodes.All(node => Math.Abs(node.Value) < 1e3)
                || !reply.Steps.All(step => Math.Abs(step.Local) < 1e3 && Math.Abs(step.Upstream) < 1e3))
                return;
            foreach (var variable in reply.Variables)
            {
                AssertClose(variable.Reverse, variable.Forward, 1e-9, formula.Text);
                AssertClose(variable.Reverse, variable.Difference, 1e-4, formula.Text);
                checkedDerivatives++;
            }
        });
        Assert.True(checkedDerivatives > 200, $"only {checkedDerivatives} derivatives were finite");
    }

    [Theory]
    [InlineData("x − 1", "x − 1", "x - 1", "1")]
    [InlineData("x − 0", "x − 0", "x - 0", "1")]
    [InlineData("x + 0/0", "x + NaN", "x + double.NaN", "1")]
    [InlineData("−2x", "−2·x", "-2 * x", "(−2)")]
    [InlineData("x/−2", "x / (−2)", "x / (-2)", "1 / (−2)")]
    [InlineData("−3/x", "−3 / x", "Tensor.Scalar(backend, -3) / x", "(3 / x²)")]
    [InlineData("x^−2", "x⁻²", "x.Power(-2)", "(−2)·x⁻³")]
    public void A_negative_constant_has_one_sign(string formula, string text, string code, string derivative)
    {
        var reply = Compute(formula, ("x", 1));
        Assert.Equal(text, reply.Nodes[^1].Text);
        Assert.Equal($"Tensor J = {code};", reply.Nodes[^1].Code);
        Assert.Equal($"∂J/∂x += ∂J/∂J · {derivative}", reply.Steps[^1].Rule);
    }

    [Theory]
    [InlineData("2 + 3·x", 11)]
    [InlineData("2 − 3 − x", -4)]
    [InlineData("2x/4x", 4.5)]
    [InlineData("−x²", -9)]
    [InlineData("(−x)²", 9)]
    [InlineData("2^−1·x", 1.5)]
    [InlineData("x⁻²", 1.0 / 9)]
    [InlineData("2(x + 1)(x − 1)", 16)]
    [InlineData("--x + 1", 4)]
    [InlineData("6 / 2 / x", 1)]
    [InlineData("a = x; b = a·a\nb + 1", 10)]
    [InlineData("ln(exp(x)) + σ(0) + π − π", 3.5)]
    [InlineData("abs(-x) + relu(-x) + sqrt(x·x)", 6)]
    [InlineData("1/x·3", 1)]
    [InlineData(".5x + 1.", 2.5)]
    public void A_formula_is_read_with_the_usual_precedence(string formula, double value) =>
        Assert.Equal(value, Compute(formula, ("x", 3)).Nodes[^1].Value, 1e-12);

    [Theory]
    [InlineData("", "formula, character 1: expects a formula, such as cos(sin(x²) + 3x²)")]
    [InlineData("x", "formula, character 1: expects an operation, got only a variable")]
    [InlineData("2 + 3", "formula, character 1: expects at least one variable, such as x")]
    [InlineData("cos(x", "formula, character 6: expects ')', got the end")]
    [InlineData("x + ", "formula, character 5: expects a number, a variable or '(', got the end")]
    [InlineData("x + )", "formula, character 5: expects a number, a variable or '(', got ')'")]
    [InlineData("x 3", "formula, character 3: expects an operator or the end, got '3'")]
    [InlineData("sin x", "formula, character 5: sin expects its argument in parentheses")]
    [InlineData("f(x)", "formula, character 1: 'f' is no function; the functions are sin, cos, exp, log, sqrt, tanh, "
        + "sigmoid, relu, abs, and a product is written f·(…)")]
    [InlineData("x^y", "formula, character 3: the exponent must be a number")]
    [InlineData("x^2^3", "formula, character 4: a power of a power needs parentheses")]
    [InlineData("1.2.3x", "formula, character 1: '1.2.3' is no number")]
    [InlineData("sin = x", "formula, character 1: 'sin' has a meaning already; choose another name")]
    [InlineData("y = x·y; y = 2x", "formula, character 10: 'y' is used before; a name is defined once, and before its "
        + "use")]
    [InlineData("a+b+c+d+e+f+g+h+i", "formula, character 17: a formula has at most 8 variables")]
    public void A_text_that_is_no_formula_is_refused_at_its_character(string formula, string sentence) =>
        Assert.Equal(sentence, Assert.ThrowsAny<ArgumentException>(() => { FormulaParser.Parse(formula); }).Message);

    [Fact]
    public void Long_deep_and_large_formulas_are_refused()
    {
        AssertRefused(new('x', 301), "formula: has at most 300 characters, got 301");
        AssertRefused(new string('(', 41) + "x", "formula, character 41: the formula is nested deeper than 40 levels");
        AssertRefused(string.Join('+', Enumerable.Range(2, 40).Select(c => $"x/{c}")),
            "the formula has more than 60 operations and values");
    }

    /// <summary>Any text is read, or refused with a sentence.</summary>
    [Fact]
    public void Random_texts_are_read_or_refused_with_a_sentence()
    {
        const string symbols = "xyab  ()()+-−·*/^²⁻³0123.;=\n,σπ'_₁\uD800";
        string[] words = ["sin(", "log", "x = ", "x", "2", "cos(x)", "(", ")", "^2"];
        var computed = 0;
        FuzzRun.Check(3000, seed =>
        {
            var random = new RandomStream(seed, "text");
            var text = string.Concat(Enumerable.Range(0, random.NextInt(20)).Select(_ => random.NextInt(2) == 0
                ? words[random.NextInt(words.Length)] : symbols[random.NextInt(symbols.Length)].ToString()));
            try
            {
                var reply = Compute(text, ("x", 0.5));
                JsonSerializer.Serialize(reply, PageJson.Options);
                computed++;
            }
            catch (ArgumentException error)
            {
                Assert.Matches(@"^formula, character \d+: [^\0]+[a-z]", error.Message);
            }
        });
        Assert.True(computed > 20, $"only {computed} of the texts were formulas");
    }

    [Fact]
    public void Infinite_results_reach_the_page()
    {
        using var room = new GraphRoom();
        var body = JsonSerializer.SerializeToElement(
            new { formula = "log(x) / x", values = new Dictionary<string, double> { ["x"] = 0 } });
        var json = JsonSerializer.Serialize(room.Answer("compute", body), PageJson.Options);
        Assert.Contains("\"-Infinity\"", json);
    }

    /// <summary>The steps add up to the gradients of the library's own backward sweep.</summary>
    static void AssertWalk(GraphReply reply)
    {
        var sums = new Dictionary<int, double> { [reply.Nodes.Length - 1] = 1 };
        foreach (var step in reply.Steps)
        {
            Assert.Equal(sums[step.Node], step.Upstream);
            Assert.Equal(sums.GetValueOrDefault(step.Input), step.Before);
            Assert.Contains(step.Input, reply.Nodes[step.Node].Inputs);
            sums[step.Input] = step.After;
        }
        for (var node = 0; node < reply.Nodes.Length; node++)
            if (reply.Nodes[node].Gradient is { } gradient) Assert.Equal(gradient, sums[node]);
    }

    /// <summary>Every operand lies in an earlier layer, and no two nodes share a place.</summary>
    static void AssertDrawing(GraphReply reply)
    {
        Assert.Equal(reply.Nodes.Length, reply.Nodes.Select(node => (node.Layer, node.Row)).Distinct().Count());
        for (var node = 0; node < reply.Nodes.Length; node++)
            foreach (var input in reply.Nodes[node].Inputs)
            {
                Assert.True(reply.Nodes[input].Layer < reply.Nodes[node].Layer);
                Assert.Contains(reply.Edges, edge => edge.From == input && edge.To == node);
            }
        foreach (var edge in reply.Edges)
        {
            Assert.Equal([reply.Nodes[edge.From].Layer, reply.Nodes[edge.From].Row], edge.Points[0]);
            Assert.Equal([reply.Nodes[edge.To].Layer, reply.Nodes[edge.To].Row], edge.Points[^1]);
        }
    }

    /// <summary>No sign follows an operator: x − 1, not x + −1.</summary>
    static void AssertSigns(GraphReply reply)
    {
        foreach (var text in reply.Nodes.SelectMany(node => new[] { node.Text, node.Code })
            .Concat(reply.Steps.Select(step => step.Rule)))
            Assert.DoesNotMatch(@"[-+−·*/] ?[-−]", text);
    }

    static void AssertRefused(string formula, string sentence) => Assert.EndsWith(
        sentence, Assert.ThrowsAny<ArgumentException>(() => { FormulaParser.Parse(formula); }).Message);

    static void AssertClose(double expected, double actual, double tolerance, string formula) => Assert.True(
        expected.Equals(actual) || Math.Abs(expected - actual) <= tolerance * Math.Max(1, Math.Abs(expected)),
        string.Create(CultureInfo.InvariantCulture, $"{formula}: expected {expected:R}, got {actual:R}"));

    GraphReply Compute(FormulaExample example) =>
        GraphWalk.Compute(backend, FormulaParser.Parse(example.Formula), example.Values);

    GraphReply Compute(string formula, params (string Name, double Value)[] values) =>
        GraphWalk.Compute(backend, FormulaParser.Parse(formula), values.ToDictionary(pair => pair.Name,
            pair => pair.Value));
}
