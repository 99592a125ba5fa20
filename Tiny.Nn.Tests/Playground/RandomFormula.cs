using System.Globalization;

namespace Tiny.Nn.Tests.Playground;

/// <summary>A random formula as text and as a function, built together and independent of the parser.</summary>
sealed class RandomFormula
{
    static readonly string[] variables = ["x", "y", "θ₁"];

    readonly RandomStream random;

    public RandomFormula(RandomStream random)
    {
        this.random = random;
        Values = variables.ToDictionary(name => name, _ => Math.Round(4 * random.NextDouble() - 2, 2));
        var (text, value) = Sum(depth: 3);
        (Text, Value) = ($"x + {text}", at => at["x"] + value(at));
    }

    public string Text { get; }

    public Func<Dictionary<string, double>, double> Value { get; }

    /// <summary>The values of the variables.</summary>
    public Dictionary<string, double> Values { get; }

    (string Text, Func<Dictionary<string, double>, double> Value) Sum(int depth)
    {
        var (text, sum) = Product(depth);
        for (var terms = random.NextInt(2); terms > 0; terms--)
        {
            var ((next, value), left, isMinus) = (Product(depth), sum, random.NextInt(2) == 0);
            text += (isMinus ? " − " : " + ") + next;
            sum = isMinus ? at => left(at) - value(at) : at => left(at) + value(at);
        }
        return (text, sum);
    }

    (string Text, Func<Dictionary<string, double>, double> Value) Product(int depth)
    {
        var (text, product) = Power(depth);
        for (var factors = random.NextInt(3) - 1; factors > 0; factors--)
        {
            var ((next, value), left, isQuotient) = (Power(depth), product, random.NextInt(3) == 0);
            text += (isQuotient ? "/" : "·") + next;
            product = isQuotient ? at => left(at) / value(at) : at => left(at) * value(at);
        }
        return (text, product);
    }

    (string Text, Func<Dictionary<string, double>, double> Value) Power(int depth)
    {
        var (text, value) = Atom(depth);
        return random.NextInt(5) switch
        {
            0 => ($"{text}²", at => value(at) * value(at)),
            1 => ($"{text}^-1", at => 1 / value(at)),
            2 when random.NextInt(2) == 0 => ($"−{text}", at => -value(at)),
            _ => (text, value),
        };
    }

    (string Text, Func<Dictionary<string, double>, double> Value) Atom(int depth)
    {
        var kind = random.NextInt(depth > 0 ? 6 : 2);
        if (kind == 0)
        {
            var constant = Math.Round(5 * random.NextDouble(), 1);
            return (constant.ToString(CultureInfo.InvariantCulture), _ => constant);
        }
        if (kind <= 2)
        {
            var name = variables[random.NextInt(variables.Length)];
            return (name, at => at[name]);
        }
        var (text, value) = Sum(depth - 1);
        (string Name, Func<double, double> Apply)[] functions =
        [
            ("", v => v), ("sin", Math.Sin), ("cos", Math.Cos), ("exp", Math.Exp), ("log", Math.Log),
            ("sqrt", Math.Sqrt), ("tanh", Math.Tanh), ("σ", v => 1 / (1 + Math.Exp(-v))),
            ("relu", v => Math.Max(0, v)), ("abs", Math.Abs),
        ];
        var (function, apply) = functions[random.NextInt(functions.Length)];
        return ($"{function}({text})", at => apply(value(at)));
    }
}
