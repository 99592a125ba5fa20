using System.Globalization;

namespace Tiny.Nn.Lab.Playground;

/// <summary>
/// A formula that a user typed, such as <c>sin(3x) + x^2/2</c>, as a tree. Values and C# text follow from it.
/// </summary>
public abstract record Expression
{
    /// <summary>The functions of one argument, by name.</summary>
    public static IReadOnlyDictionary<string, Func<double, double>> Functions { get; } =
        new Dictionary<string, Func<double, double>>
        {
            ["sin"] = Math.Sin, ["cos"] = Math.Cos, ["exp"] = Math.Exp, ["log"] = Math.Log, ["sqrt"] = Math.Sqrt,
            ["tanh"] = Math.Tanh, ["abs"] = Math.Abs,
        };

    /// <summary>Parses a formula.</summary>
    /// <param name="variables">The names that may occur, each of one letter.</param>
    /// <exception cref="ArgumentException">The text is no formula; the message says where.</exception>
    public static Expression Parse(string text, params string[] variables) =>
        new ExpressionParser(text, variables).Parse();

    /// <summary>Returns the value for given values of the variables.</summary>
    public abstract double Evaluate(Func<string, double> variable);

    /// <summary>Returns the formula in C#, which computes the same bits.</summary>
    public abstract string ToCSharp();

    /// <summary>Returns the value of a formula of x.</summary>
    public double Evaluate(double x) => Evaluate(_ => x);
}

/// <summary>A number, π or e.</summary>
public sealed record NumberExpression(double Value) : Expression
{
    public override double Evaluate(Func<string, double> variable) => Value;

    public override string ToCSharp() => Value switch
    {
        Math.PI => "Math.PI",
        Math.E => "Math.E",
        _ => Value.ToString("R", CultureInfo.InvariantCulture) is var digits && digits.All(char.IsDigit)
            ? $"{digits}.0" : digits,
    };
}

/// <summary>A variable.</summary>
public sealed record VariableExpression(string Name) : Expression
{
    public override double Evaluate(Func<string, double> variable) => variable(Name);

    public override string ToCSharp() => Name;
}

/// <summary>The negative of a formula.</summary>
public sealed record NegativeExpression(Expression Operand) : Expression
{
    public override double Evaluate(Func<string, double> variable) => -Operand.Evaluate(variable);

    public override string ToCSharp() => $"(-{Operand.ToCSharp()})";
}

/// <summary>A function of <see cref="Expression.Functions"/> of a formula.</summary>
public sealed record FunctionExpression(string Name, Expression Operand) : Expression
{
    public override double Evaluate(Func<string, double> variable) => Functions[Name](Operand.Evaluate(variable));

    public override string ToCSharp() =>
        $"Math.{char.ToUpperInvariant(Name[0])}{Name[1..]}({Operand.ToCSharp()})";
}

/// <summary>The sum, difference, product, quotient or power (<c>+ - * / ^</c>) of two formulas.</summary>
public sealed record BinaryExpression(char Operator, Expression Left, Expression Right) : Expression
{
    public override double Evaluate(Func<string, double> variable)
    {
        var (a, b) = (Left.Evaluate(variable), Right.Evaluate(variable));
        return Operator switch
        {
            '+' => a + b,
            '-' => a - b,
            '*' => a * b,
            '/' => a / b,
            _ => Math.Pow(a, b),
        };
    }

    public override string ToCSharp() => Operator == '^'
        ? $"Math.Pow({Left.ToCSharp()}, {Right.ToCSharp()})"
        : $"({Left.ToCSharp()} {Operator} {Right.ToCSharp()})";
}
