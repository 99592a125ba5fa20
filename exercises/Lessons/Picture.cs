namespace Exercises;

/// <summary>Grey images as text, two rows of pixels in each line.</summary>
public static class Picture
{
    /// <summary>An image of numbers from 0 to 1, drawn with blocks: dark where a pixel is above one half.</summary>
    public static string[] Of(ReadOnlySpan<float> pixels, int height, int width)
    {
        var lines = new string[(height + 1) / 2];
        for (var line = 0; line < lines.Length; line++)
        {
            var text = new char[width];
            for (var column = 0; column < width; column++)
            {
                var upper = pixels[2 * line * width + column] > 0.5f;
                var lower = 2 * line + 1 < height && pixels[(2 * line + 1) * width + column] > 0.5f;
                text[column] = (upper, lower) switch { (true, true) => '█', (true, false) => '▀', (false, true) => '▄', _ => ' ' };
            }
            lines[line] = new(text);
        }
        return lines;
    }

    /// <summary>Pictures next to each other, each with its caption above.</summary>
    public static IEnumerable<string> SideBySide(params (string Caption, string[] Lines)[] pictures)
    {
        yield return string.Join("  ", pictures.Select(picture => picture.Caption.PadRight(picture.Lines[0].Length)));
        for (var line = 0; line < pictures.Max(picture => picture.Lines.Length); line++)
            yield return string.Join("  ", pictures.Select(picture => picture.Lines[line]));
    }
}
