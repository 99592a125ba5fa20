using System.Globalization;

namespace Tiny.Nn.Lab.Playground.Rooms;

/// <summary>
/// Reads a formula such as <c>t = x²; J = cos(sin(t) + 3t)</c>. Length, depth and size are limited, so any text is read
/// or refused quickly.
/// </summary>
/// <remarks>
/// <code>
///   formula    = statement { (";" | newline) statement }         the last statement is the result
///   statement  = [name "="] sum
///   sum        = product { ("+" | "−") product }
///   product    = sign { ("·" | "/" | nothing) sign }             nothing before a name or a parenthesis: 3x, 2(x + 1)
///   sign       = "−" sign | power
///   power      = atom ["^" exponent | superscript digits]        the exponent is a number
///   atom       = number | "π" | variable | function "(" sum ")" | "(" sum ")"
/// </code>
/// </remarks>
public sealed class FormulaParser
{
    public const int MaximumLength = 300, MaximumDepth = 40, MaximumNodes = 60, MaximumVariables = 8;

    readonly string text;
    readonly FormulaBuilder builder = new();
    readonly Dictionary<string, int> names = [];
    int next, depth;

    FormulaParser(string text) => this.text = text;

    /// <summary>Returns the formula of a text.</summary>
    /// <exception cref="ArgumentException">
    /// The text is no formula; the message names the character, counted from 1.
    /// </exception>
    public static Formula Parse(string text)
    {
        if (text.Length > MaximumLength)
            throw new ArgumentException($"formula: has at most {MaximumLength} characters, got {text.Length}");
        return new FormulaParser(text).Read();
    }

    Formula Read()
    {
        var result = -1;
        SkipSeparators();
        while (next < text.Length)
        {
            result = Statement();
            SkipSpaces();
            if (next < text.Length && text[next] is not (';' or '\n')) throw Unexpected("an operator or the end");
            SkipSeparators();
        }
        if (result < 0) throw Error(0, "expects a formula, such as cos(sin(x²) + 3x²)");
        var formula = builder.Build(result);
        if (!formula.Variables.Any()) throw Error(0, "expects at least one variable, such as x");
        return formula.Nodes[^1].Operation is not null ? formula
            : throw Error(0, "expects an operation, got only a variable");
    }

    int Statement()
    {
        var start = next;
        var name = Name();
        SkipSpaces();
        if (name == "" || next == text.Length || text[next] != '=')
        {
            next = start;
            return Sum();
        }
        if (IsFunction(name) || name == "π") throw Error(start, $"'{name}' has a meaning already; choose another name");
        if (names.ContainsKey(name))
            throw Error(start, $"'{name}' is used before; a name is defined once, and before its use");
        next++;
        var value = Sum();
        builder.Name(value, name);
        return names[name] = value;
    }

    int Sum()
    {
        if (++depth > MaximumDepth) throw Error(next, $"the formula is nested deeper than {MaximumDepth} levels");
        var sum = Product();
        while (Take("+−-") is var sign and not '\0')
            sum = Checked(builder.Binary(sign == '+' ? FormulaOperation.Add : FormulaOperation.Subtract, sum,
                Product()));
        depth--;
        return sum;
    }

    int Product()
    {
        var product = Sign();
        while (true)
        {
            var sign = Take("·*×/÷");
            SkipSpaces();
            if (sign == '\0' && !(next < text.Length && (IsLetter(text[next]) || text[next] == '('))) return product;
            product = Checked(builder.Binary(
                sign is '/' or '÷' ? FormulaOperation.Divide : FormulaOperation.Multiply, product, Sign()));
        }
    }

    int Sign()
    {
        var negations = 0;
        while (Take("−-") != '\0') negations++;
        var value = Power();
        return negations % 2 == 0 ? value : Checked(builder.Unary(FormulaOperation.Negate, value));
    }

    int Power()
    {
        var value = Atom();
        if (Take("^") != '\0')
        {
            var (start, isNegative) = (next, Take("−-") != '\0');
            var exponent = builder[Atom()];
            if (!exponent.IsConstant) throw Error(start, "the exponent must be a number");
            value = builder.Unary(FormulaOperation.Power, value, isNegative ? -exponent.Constant : exponent.Constant);
        }
        else if (Superscript() is { } exponent) value = builder.Unary(FormulaOperation.Power, value, exponent);
        SkipSpaces();
        if (next < text.Length && (text[next] == '^' || FormulaText.SuperscriptDigit(text[next]) >= 0))
            throw Error(next, "a power of a power needs parentheses");
        return Checked(value);
    }

    int Atom()
    {
        SkipSpaces();
        if (next == text.Length) throw Unexpected("a number, a variable or '('");
        var start = next;
        if (Take("(") != '\0') return Closed(Sum());
        if (char.IsAsciiDigit(text[next]) || text[next] == '.') return Checked(builder.Constant(Number()));
        var name = Name();
        if (name == "") throw Unexpected("a number, a variable or '('");
        if (name == "π") return Checked(builder.Constant(Math.PI));
        SkipSpaces();
        var opens = next < text.Length && text[next] == '(';
        if (IsFunction(name))
        {
            if (!opens) throw Error(next, $"{name} expects its argument in parentheses");
            next++;
            var function = FormulaOperation.Functions[FormulaOperation.OtherNames.GetValueOrDefault(name, name)];
            return Checked(builder.Unary(function, Closed(Sum())));
        }
        if (opens)
            throw Error(start, $"'{name}' is no function; the functions are "
                + $"{string.Join(", ", FormulaOperation.Functions.Keys)}, and a product is written {name}·(…)");
        if (names.TryGetValue(name, out var known)) return known;
        names[name] = builder.Variable(name);
        if (builder.VariableCount > MaximumVariables)
            throw Error(start, $"a formula has at most {MaximumVariables} variables");
        return Checked(names[name]);
    }

    int Closed(int value) => Take(")") != '\0' ? value : throw Unexpected("')'");

    int Checked(int node) => builder.Count <= MaximumNodes
        ? node : throw Error(Math.Max(0, next - 1), $"the formula has more than {MaximumNodes} operations and values");

    double Number()
    {
        var start = next;
        while (next < text.Length && (char.IsAsciiDigit(text[next]) || text[next] == '.')) next++;
        return double.TryParse(text.AsSpan(start, next - start), NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? value : throw Error(start, $"'{text[start..next]}' is no number");
    }

    double? Superscript()
    {
        SkipSpaces();
        var (start, sign) = (next, 1);
        if (next + 1 < text.Length && text[next] == '⁻' && FormulaText.SuperscriptDigit(text[next + 1]) >= 0)
            (next, sign) = (next + 1, -1);
        var (first, value) = (next, 0.0);
        while (next < text.Length && FormulaText.SuperscriptDigit(text[next]) is var digit and >= 0)
            (value, next) = (10 * value + digit, next + 1);
        if (next > first) return sign * value;
        next = start;
        return null;
    }

    /// <summary>Reads letters, and the digits and subscripts after them; returns "" if there is no letter.</summary>
    string Name()
    {
        SkipSpaces();
        var start = next;
        if (next < text.Length && IsLetter(text[next]))
            while (next < text.Length && (IsLetter(text[next]) || char.IsAsciiDigit(text[next])
                || text[next] is '_' or '\'' or (>= '₀' and <= '₉')))
                next++;
        return text[start..next];
    }

    char Take(string symbols)
    {
        SkipSpaces();
        return next < text.Length && symbols.Contains(text[next]) ? text[next++] : '\0';
    }

    void SkipSpaces()
    {
        while (next < text.Length && text[next] != '\n' && char.IsWhiteSpace(text[next])) next++;
    }

    void SkipSeparators()
    {
        while (next < text.Length && (text[next] == ';' || char.IsWhiteSpace(text[next]))) next++;
    }

    static bool IsLetter(char symbol) => char.IsLetter(symbol);

    static bool IsFunction(string name) =>
        FormulaOperation.Functions.ContainsKey(name) || FormulaOperation.OtherNames.ContainsKey(name);

    ArgumentException Unexpected(string expected) =>
        Error(next, $"expects {expected}, got {(next < text.Length ? $"'{text[next]}'" : "the end")}");

    static ArgumentException Error(int position, string sentence) =>
        new($"formula, character {position + 1}: {sentence}");
}
