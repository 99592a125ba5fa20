namespace Exercises;

/// <summary>Draws grey images as text; each line of text shows two rows of pixels.</summary>
public static class TextImage
{
    /// <summary>
    /// Returns an image as lines of block characters. A pixel in [0, 1] is dark if it is greater than ½.
    /// </summary>
    public static string[] FromPixels(ReadOnlySpan<float> pixels, int height, int width)
    {
        var lines = new string[(height + 1) / 2];
        for (var line = 0; line < lines.Length; line++)
        {
            var text = new char[width];
            for (var column = 0; column < width; column++)
            {
                var upper = pixels[2 * line * width + column] > 0.5f;
                var lower = 2 * line + 1 < height && pixels[(2 * line + 1) * width + column] > 0.5f;
                text[column] = (upper, lower) switch
                {
                    (true, true) => '█', (true, false) => '▀', (false, true) => '▄', _ => ' ',
                };
            }
            lines[line] = new(text);
        }
        return lines;
    }

    /// <summary>Returns the lines of several images side by side, each with its caption above.</summary>
    public static IEnumerable<string> SideBySide(params (string Caption, string[] Lines)[] images)
    {
        yield return string.Join("  ", images.Select(image => image.Caption.PadRight(image.Lines[0].Length)));
        for (var line = 0; line < images.Max(image => image.Lines.Length); line++)
            yield return string.Join("  ", images.Select(image => image.Lines[line]));
    }
}
