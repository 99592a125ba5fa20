using System.Globalization;

namespace Tiny.Nn.Lab.Playground;

/// <summary>
/// A parser of formulas by recursive descent, one method per rule:
/// <code>
///   sum       product (('+' | '-') product)*
///   product   factor (('*' | '/' | nothing) factor)*     nothing: 2x, 3sin(x), x(x + 1)
///   factor    '-' factor | power
///   power     atom ('^' factor | '²' | '³')?
///   atom      number | name | function '(' sum ')' | '(' sum ')'
/// </code>
/// </summary>
sealed class ExpressionParser(string text, string[] variables)
{
    const int MaximumLength = 200;
    const int MaximumDepth = 50;

    int position, depth;

    public Expression Parse()
    {
        if (text.Length > MaximumLength)
            throw new ArgumentException($"formula: has at most {MaximumLength} characters, got {text.Length}");
        var result = Sum();
        return Next == '\0' ? result : throw Fault("expects an operator or the end");
    }

    /// <summary>The next character after white space; '\0' at the end.</summary>
    char Next
    {
        get
        {
            while (position < text.Length && char.IsWhiteSpace(text[position])) position++;
            return position < text.Length ? text[position] : '\0';
        }
    }

    Expression Sum()
    {
        if (++depth > MaximumDepth) throw Fault($"is nested more than {MaximumDepth} times");
        var left = Product();
        while (Next is '+' or '-' or '−') left = new BinaryExpression(Take() == '+' ? '+' : '-', left, Product());
        depth--;
        return left;
    }

    Expression Product()
    {
        var left = Factor();
        while (true)
        {
            if (Next is '*' or '/' or '·') left = new BinaryExpression(Take() == '/' ? '/' : '*', left, Factor());
            else if (Next == '(' || char.IsLetter(Next)) left = new BinaryExpression('*', left, Power());
            else return left;
        }
    }

    Expression Factor()
    {
        var minus = 0;
        for (; Next is '-' or '−'; minus++) Take();
        var operand = Power();
        return minus % 2 == 0 ? operand : new NegativeExpression(operand);
    }

    Expression Power()
    {
        var root = Atom();
        if (Next is '²' or '³') return new BinaryExpression('^', root, new NumberExpression(Take() == '²' ? 2 : 3));
        if (Next != '^') return root;
        Take();
        if (++depth > MaximumDepth) throw Fault($"is nested more than {MaximumDepth} times");
        var exponent = Factor();
        depth--;
        return new BinaryExpression('^', root, exponent);
    }

    Expression Atom()
    {
        if (Next == '(') return Parenthesized();
        if (char.IsAsciiDigit(Next) || Next == '.') return Number();
        if (!char.IsLetter(Next)) throw Fault("expects a number, a variable, a function or '('");
        var start = position;
        while (position < text.Length && char.IsLetter(text[position])) position++;
        var name = text[start..position];
        if (Expression.Functions.ContainsKey(name)) return new FunctionExpression(name, Parenthesized());
        if (name is "pi" or "π") return new NumberExpression(Math.PI);
        if (name == "e") return new NumberExpression(Math.E);
        if (variables.Contains(name)) return new VariableExpression(name);
        position = start;
        throw Fault($"'{name}' is unknown; choose one of "
            + string.Join(", ", [.. variables, "pi", "e", .. Expression.Functions.Keys]));
    }

    Expression Parenthesized()
    {
        if (Next != '(') throw Fault("expects '('");
        Take();
        var inner = Sum();
        if (Next != ')') throw Fault("expects ')'");
        Take();
        return inner;
    }

    NumberExpression Number()
    {
        var start = position;
        while (position < text.Length && (char.IsAsciiDigit(text[position]) || text[position] == '.')) position++;
        return double.TryParse(text.AsSpan(start, position - start), NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture, out var value)
            ? new(value)
            : throw Fault($"'{text[start..position]}' is no number");
    }

    char Take() => text[position++];

    ArgumentException Fault(string what) =>
        new($"formula '{text}': {what}, at position {position + 1}");
}
