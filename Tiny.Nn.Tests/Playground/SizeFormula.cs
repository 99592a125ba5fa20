using System.Globalization;

namespace Tiny.Nn.Tests.Playground;

/// <summary>
/// Evaluates the arithmetic of a size formula: numbers, + − · /, parentheses and ⌊ ⌋, independent of the room.
/// </summary>
sealed class SizeFormula
{
    readonly string text;
    int next;

    SizeFormula(string text) => this.text = text.Replace(" ", "");

    public static double Evaluate(string text)
    {
        var formula = new SizeFormula(text);
        var value = formula.Sum();
        Assert.True(formula.next == formula.text.Length, $"'{formula.text}' at {formula.next}");
        return value;
    }

    double Sum()
    {
        var value = Product();
        while (Take('+') is var plus && (plus || Take('−'))) value += plus ? Product() : -Product();
        return value;
    }

    double Product()
    {
        var value = Element();
        while (Take('·') is var times && (times || Take('/'))) value = times ? value * Element() : value / Element();
        return value;
    }

    double Element()
    {
        if (Take('−')) return -Element();
        if (Take('('))
        {
            var inner = Sum();
            Assert.True(Take(')'));
            return inner;
        }
        if (Take('⌊'))
        {
            var inner = Sum();
            Assert.True(Take('⌋'));
            return Math.Floor(inner);
        }
        var start = next;
        while (next < text.Length && char.IsDigit(text[next])) next++;
        return double.Parse(text[start..next], CultureInfo.InvariantCulture);
    }

    bool Take(char symbol)
    {
        if (next == text.Length || text[next] != symbol) return false;
        next++;
        return true;
    }
}
