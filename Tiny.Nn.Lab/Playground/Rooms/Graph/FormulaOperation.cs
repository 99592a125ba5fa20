using Tiny.Nn.Ops;

namespace Tiny.Nn.Lab.Playground.Rooms;

/// <summary>
/// An operation of a formula, on tensors and on dual numbers, with its texts. In the texts, {0} and {1} are the
/// operands, {y} is the result and {c} the constant; {(c)} has parentheses if the constant is negative, {e} is the
/// constant as an exponent and {e-1} one less.
/// </summary>
/// <param name="Name">The name of a function, or the sign.</param>
/// <param name="OnTensors">Applies the operation to tensors and the constant.</param>
/// <param name="OnDuals">Applies the operation to dual numbers and the constant.</param>
/// <param name="Text">The formula, such as <c>sin({0})</c>.</param>
/// <param name="Code">The C# expression with Tiny.Nn.</param>
/// <param name="Derivatives">The derivative by each operand.</param>
public sealed record FormulaOperation(
    string Name, Func<Tensor[], double, Tensor> OnTensors, Func<Dual[], double, Dual> OnDuals, string Text, string Code,
    params string[] Derivatives)
{
    public static readonly FormulaOperation
        Add = new("+", (x, _) => x[0] + x[1], (x, _) => x[0] + x[1], "{0} + {1}", "{0} + {1}", "1", "1"),
        Subtract = new("−", (x, _) => x[0] - x[1], (x, _) => x[0] - x[1], "{0} − {1}", "{0} - {1}", "1", "(−1)"),
        Multiply = new("·", (x, _) => x[0] * x[1], (x, _) => x[0] * x[1], "{0}·{1}", "{0} * {1}", "{1}", "{0}"),
        Divide = new("/", (x, _) => x[0] / x[1], (x, _) => x[0] / x[1], "{0} / {1}", "{0} / {1}", "1 / {1}",
            "(−{0} / {1}²)"),
        AddConstant = new("+", (x, c) => x[0] + c, (x, c) => x[0] + c, "{0} + {c}", "{0} + {c}", "1"),
        FromConstant = new("−", (x, c) => c - x[0], (x, c) => c - x[0], "{c} − {0}", "{c} - {0}", "(−1)"),
        Scale = new("·", (x, c) => c * x[0], (x, c) => c * x[0], "{c}·{0}", "{c} * {0}", "{(c)}"),
        DivideByConstant = new("/", (x, c) => x[0] / c, (x, c) => x[0] / c, "{0} / {(c)}", "{0} / {(c)}",
            "1 / {(c)}"),
        Negate = new("−", (x, _) => -x[0], (x, _) => -x[0], "−{0}", "-{0}", "(−1)"),
        Power = new("^", (x, c) => x[0].Power(c), (x, c) => DualPower(x[0], c), "{0}{e}", "{0}.Power({c})",
            "{(c)}·{0}{e-1}");

    /// <summary>The functions by name.</summary>
    public static IReadOnlyDictionary<string, FormulaOperation> Functions { get; } = new[]
    {
        Function("sin", x => x.Sin(), Nn.Dual.Sin, "Sin", "cos({0})"),
        Function("cos", x => x.Cos(), Nn.Dual.Cos, "Cos", "(−sin({0}))"),
        Function("exp", x => x.Exp(), Nn.Dual.Exp, "Exp", "{y}"),
        Function("log", x => x.Log(), Nn.Dual.Log, "Log", "1 / {0}"),
        Function("sqrt", x => x.Sqrt(), x => Chain(x, Math.Sqrt(x.Value), 0.5 / Math.Sqrt(x.Value)), "Sqrt",
            "1 / (2·{y})"),
        Function("tanh", x => x.Tanh(), Nn.Dual.Tanh, "Tanh", "(1 − {y}²)"),
        Function("sigmoid", x => x.Sigmoid(), Nn.Dual.Sigmoid, "Sigmoid", "{y}·(1 − {y})"),
        Function("relu", x => x.Relu(), x => x.Value > 0 ? x : Chain(x, Math.Max(0, x.Value), 0), "Relu",
            "[{0} > 0]"),
        Function("abs", x => x.Abs(), x => Chain(x, Math.Abs(x.Value), x.Value == 0 ? 0 : x.Value > 0 ? 1 : -1), "Abs",
            "sign({0})"),
    }.ToDictionary(function => function.Name);

    /// <summary>Other names of functions.</summary>
    public static IReadOnlyDictionary<string, string> OtherNames { get; } =
        new Dictionary<string, string> { ["σ"] = "sigmoid", ["ln"] = "log" };

    /// <summary>Returns a text with its placeholders replaced. No sign follows another: x − 1, not x + −1.</summary>
    /// <param name="operands">The names of the operands.</param>
    /// <param name="result">The name of the result.</param>
    /// <param name="number">Writes a number, with its sign first.</param>
    public static string Fill(
        string text, IReadOnlyList<string> operands, string result, double constant, Func<double, string> number)
    {
        var isNegative = double.IsNegative(constant) && !double.IsNaN(constant);
        text = text.Replace("+ {c}", isNegative ? $"{number(constant)[0]} {number(-constant)}" : "+ {c}")
            .Replace("{(c)}", isNegative ? $"({number(constant)})" : number(constant))
            .Replace("{c}", number(constant)).Replace("{e}", FormulaText.Exponent(constant))
            .Replace("{e-1}", FormulaText.Exponent(constant - 1)).Replace("{y}", result);
        for (var index = 0; index < operands.Count; index++)
            text = text
                .Replace($"−{{{index}}}", operands[index] is ['−', .. var positive] ? positive : $"−{{{index}}}")
                .Replace($"{{{index}}}", operands[index]);
        return text;
    }

    static FormulaOperation Function(
        string name, Func<Tensor, Tensor> onTensor, Func<Dual, Dual> onDual, string method, string derivative) =>
        new(name, (x, _) => onTensor(x[0]), (x, _) => onDual(x[0]), $"{name}({{0}})", $"{{0}}.{method}()", derivative);

    static Dual Chain(Dual x, double value, double derivative) => new(value, derivative * x.Derivative);

    /// <summary>(xᵉ)′ = e·xᵉ⁻¹ · x′; 0 for e = 0, also at x = 0.</summary>
    static Dual DualPower(Dual x, double e) =>
        Chain(x, Math.Pow(x.Value, e), e == 0 ? 0 : e * Math.Pow(x.Value, e - 1));
}
