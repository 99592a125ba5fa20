using System.Globalization;

namespace Tiny.Nn.Lab;

/// <summary>The words of one layer of a line: its name, its numbers, and its options with a value each.</summary>
sealed class LayerArguments(string line, LineWord[] words)
{
    readonly List<LineWord> numbers = [];
    readonly Dictionary<string, LineWord> options = [];

    /// <summary>The layer's name.</summary>
    public LineWord Name => words[0];

    /// <summary>The number of numbers after the name.</summary>
    public int Count => numbers.Count;

    /// <summary>Divides the words into numbers and options.</summary>
    /// <exception cref="UsageException">A number is missing, or a word is not expected.</exception>
    public void Read(LayerDefinition definition)
    {
        var next = 1;
        while (next < words.Length && char.IsAsciiDigit(words[next].Text.TrimStart('-', '.', '+').FirstOrDefault()))
            numbers.Add(words[next++]);
        if (numbers.Count > definition.MaximumNumbers)
            throw Fault(numbers[definition.MaximumNumbers], $"expects '{definition.Form}'; this number is too many");
        for (; next < words.Length; next += 2)
        {
            var option = words[next];
            if (!definition.Options.Contains(option.Text))
                throw Fault(option, $"expects '{definition.Form}', got '{option.Text}'"
                    + Spelling.DidYouMean(option.Text, definition.Options));
            if (next + 1 == words.Length) throw Fault(option, $"'{option.Text}' expects a number after it");
            if (!options.TryAdd(option.Text, words[next + 1])) throw Fault(option, $"'{option.Text}' appears twice");
        }
        if (numbers.Count < definition.MinimumNumbers)
            throw Fault(Name, $"expects '{definition.Form}', got {numbers.Count} of its {definition.MinimumNumbers} "
                + (definition.MinimumNumbers == 1 ? "number" : "numbers"));
    }

    /// <summary>Returns the integer at an index, 1 or more.</summary>
    public int Integer(int index) => ParseInteger(numbers[index], numbers[index].Text, 1);

    /// <summary>Returns the number at an index, or the default.</summary>
    public double Number(int index, double otherwise)
    {
        if (index >= numbers.Count) return otherwise;
        return double.TryParse(numbers[index].Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && double.IsFinite(number)
            ? number
            : throw Fault(numbers[index], $"expects a number, got '{numbers[index].Text}'");
    }

    /// <summary>Returns the size at an index: one number for every axis, or one per axis as in <c>5x3</c>.</summary>
    public PerAxis Extent(int index) => ParseExtent(numbers[index], 1);

    /// <summary>Returns the size of an option, or the default.</summary>
    public PerAxis Extent(string option) =>
        options.TryGetValue(option, out var word) ? ParseExtent(word, 1) : default;

    /// <summary>Returns the padding, 0 by default.</summary>
    public Paddings ReadPadding() => options.TryGetValue("padding", out var word)
        ? word.Text == "same" ? Padding.Same : Paddings.Of([.. word.Text.Split('x').Select(side => Sides(word, side))])
        : default;

    /// <summary>Returns the integer of an option, or the default.</summary>
    public int Integer(string option, int otherwise) =>
        options.TryGetValue(option, out var word) ? ParseInteger(word, word.Text, 0) : otherwise;

    /// <summary>Returns the word of an option, or null.</summary>
    public LineWord? Word(string option) => options.TryGetValue(option, out var word) ? word : null;

    /// <summary>Returns the error about a word.</summary>
    public UsageException Fault(LineWord word, string what) =>
        LayerLine.Fault(line, word, word == Name ? what : $"{Name.Text}: {what}");

    Padding Sides(LineWord word, string text)
    {
        var zeros = ParseInteger(word, text, 0);
        return new(zeros, zeros);
    }

    PerAxis ParseExtent(LineWord word, int minimum) =>
        PerAxis.Of([.. word.Text.Split('x').Select(side => ParseInteger(word, side, minimum))]);

    int ParseInteger(LineWord word, string text, int minimum) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= minimum
            ? number
            : throw Fault(word, $"expects an integer from {minimum}, got '{word.Text}'");
}
