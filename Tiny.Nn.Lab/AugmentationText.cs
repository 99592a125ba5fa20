using Tiny.Nn.Data;

namespace Tiny.Nn.Lab;

/// <summary>
/// Augmentation as text, on the command line and in files: <c>none</c>, or changes joined by plus signs, such as
/// <c>shift:2+rotation:15</c>. Formatting and parsing are inverse to each other.
/// </summary>
public static class AugmentationText
{
    /// <summary>The text for no augmentation.</summary>
    public const string None = "none";

    static readonly OptionWord shift = new("shift", new OptionWordValue("PIXELS", 0, 28)),
        rotation = new("rotation", new OptionWordValue("DEGREES", 0, 45)),
        scale = new("scale", new OptionWordValue("FRACTION", 0, 0.9)),
        shear = new("shear", new OptionWordValue("FRACTION", 0, 1)),
        elastic = new("elastic", new("PIXELS", 0, 1000), new("SMOOTHNESS", 0.1, 50, 4)),
        noise = new("noise", new OptionWordValue("DEVIATION", 0, 1000));

    static readonly OptionWord[] words = [shift, rotation, scale, shear, elastic, noise];

    /// <summary>The forms of all changes, for help texts.</summary>
    public static string Forms => string.Join(", ", words.Select(word => word.Form));

    /// <summary>Returns the augmentation that a text describes; null for none.</summary>
    /// <exception cref="UsageException">It describes no augmentation; the message names the wrong word.</exception>
    public static Augmentation? Parse(string text)
    {
        if (text == None) return null;
        var (augmentation, named) = (new Augmentation(), new HashSet<string>());
        foreach (var word in text.Split('+'))
        {
            var (name, values) = OptionWord.Parse("--augment", word, words);
            if (!named.Add(name))
                throw new UsageException($"--augment: '{name}' comes twice in '{text}'; name it once");
            augmentation = name switch
            {
                "shift" => augmentation with { Shift = values[0] },
                "rotation" => augmentation with { Rotation = values[0] },
                "scale" => augmentation with { Scale = values[0] },
                "shear" => augmentation with { Shear = values[0] },
                "elastic" when values[0] > 0 =>
                    augmentation with { Elastic = values[0], Smoothness = values[1] },
                "elastic" => augmentation,
                _ => augmentation with { Noise = values[0] },
            };
        }
        return augmentation == new Augmentation() ? null : augmentation;
    }

    /// <summary>Returns the text of an augmentation, in its shortest form.</summary>
    public static string Format(Augmentation? augmentation)
    {
        if (augmentation is null) return None;
        (OptionWord Word, double[] Values)[] changes =
        [
            (shift, [augmentation.Shift]), (rotation, [augmentation.Rotation]), (scale, [augmentation.Scale]),
            (shear, [augmentation.Shear]), (elastic, [augmentation.Elastic, augmentation.Smoothness]),
            (noise, [augmentation.Noise]),
        ];
        return string.Join('+', changes.Where(change => change.Values[0] > 0)
            .Select(change => change.Word.Format(change.Values)));
    }
}
