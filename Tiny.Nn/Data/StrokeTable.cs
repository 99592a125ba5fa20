using System.Globalization;

namespace Tiny.Nn.Data;

/// <summary>A point of a stroke, on a grid of 10 units' height; the curve is smooth except at corners.</summary>
public readonly record struct StrokePoint(Vector2 At, bool IsCorner);

/// <summary>
/// One style of one digit: its strokes, each a list of points, and the relative frequency at which it is drawn.
/// </summary>
public sealed record Glyph(int Digit, string Style, double Weight, IReadOnlyList<StrokePoint[]> Strokes);

/// <summary>
/// The glyphs of <see cref="SyntheticDigits"/>, in the text format described in <c>datasets/digit-strokes.txt</c>.
/// </summary>
public sealed class StrokeTable
{
    const int MaximumPoints = 1000;

    readonly Glyph[][] byDigit;

    StrokeTable(IEnumerable<Glyph> glyphs) =>
        byDigit = [.. Enumerable.Range(0, 10).Select(digit => glyphs.Where(g => g.Digit == digit).ToArray())];

    /// <summary>The table embedded in the library.</summary>
    public static StrokeTable BuiltIn { get; } = ReadBuiltIn();

    /// <summary>All styles of one digit.</summary>
    public IReadOnlyList<Glyph> this[int digit] => byDigit[digit];

    /// <summary>A random style of a digit, with probability proportional to its weight.</summary>
    public Glyph Pick(int digit, RandomStream random)
    {
        var styles = byDigit[digit];
        var remaining = NotNull(random).NextDouble() * styles.Sum(style => style.Weight);
        foreach (var style in styles)
            if ((remaining -= style.Weight) < 0) return style;
        return styles[^1];
    }

    /// <summary>Reads a table.</summary>
    /// <param name="name">The file's name, for errors.</param>
    /// <exception cref="InvalidDataException">A line is invalid, or a digit has no style.</exception>
    public static StrokeTable Parse(TextReader text, string name)
    {
        ArgumentNullException.ThrowIfNull(text);
        var glyphs = new List<Glyph>();
        for (var number = 1; text.ReadLine() is { } line; number++)
            if (line.Trim() is { Length: > 0 } content
                && content[0] != '#') glyphs.Add(ParseGlyph(content, $"{name}, line {number}"));
        var table = new StrokeTable(glyphs);
        var missing = Array.FindIndex(table.byDigit, styles => styles.Length == 0);
        if (missing >= 0)
            throw new InvalidDataException(
                $"{name}: every digit needs a style, but {missing} has none; add a line such as '{missing} plain 1 : " +
                    $"3,0 3,10'");
        return table;
    }

    static Glyph ParseGlyph(string line, string location)
    {
        var halves = line.Split(':');
        var head = halves[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (halves.Length != 2 || head.Length != 3 || head[0] is not [>= '0' and <= '9']
            || !IsNumber(head[2], out var weight) || weight <= 0)
            throw new InvalidDataException(
                $"{location}: expects 'digit style weight : points' such as '1 plain 2 : 3,0 3,10', got '{line}'");
        var strokes = halves[1].Split('/').Select(stroke => ParseStroke(stroke, location)).ToArray();
        return new Glyph(head[0][0] - '0', head[1], weight, strokes);
    }

    static StrokePoint[] ParseStroke(string stroke, string location)
    {
        var points = stroke.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(point => ParsePoint(point,
            location)).ToArray();
        return points.Length is >= 2 and <= MaximumPoints
            ? points
            : throw new InvalidDataException(
                $"{location}: a stroke has 2 to {MaximumPoints} points, got {points.Length} in '{stroke.Trim()}'");
    }

    static StrokePoint ParsePoint(string text, string location)
    {
        var isCorner = text.EndsWith('!');
        return text.TrimEnd('!').Split(',') is [var x, var y] && IsNumber(x, out var right) && IsNumber(y, out var down)
            ? new StrokePoint(new Vector2(right, down), isCorner)
            : throw new InvalidDataException(
                $"{location}: a point is 'x,y' or 'x,y!' with coordinates from -100 to 100, got '{text}'");
    }

    static bool IsNumber(string text, out float number) =>
        float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && Math.Abs(number) <= 100;

    static StrokeTable ReadBuiltIn()
    {
        using var stream = typeof(StrokeTable).Assembly.GetManifestResourceStream("Tiny.Nn.digit-strokes.txt")!;
        using var text = new StreamReader(stream);
        return Parse(text, "digit-strokes.txt");
    }
}
