using System.Text;
using Spectre.Console;

namespace Tiny.Nn.Lab.Terminal;

/// <summary>
/// Draws 28×28 images with text: two pixels in one character (▀ in two grey levels), or, without colours, one of ten characters by how
/// dark they are.
/// </summary>
public static class TextImages
{
    const int Side = 28;
    const string Shades = " .:-=+*#%@";

    /// <summary>The images next to each other, as many as fit the screen's width, with a caption above each.</summary>
    /// <param name="margin">Pixels to leave away on each side, even: MNIST's are empty there.</param>
    public static void DrawRow(ConsoleOutput screen, IReadOnlyList<(string Caption, float[] Image)> digits, int margin = 4)
    {
        var width = Side - 2 * margin;
        var shown = digits.Take(Math.Max(1, (screen.Console.Profile.Width - 1) / (width + 2))).ToArray();
        screen.Console.WriteLine(string.Concat(shown.Select(digit => digit.Caption.PadRight(width + 2)[..(width + 2)])).TrimEnd());
        for (var row = margin; row < Side - margin; row += 2)
            if (screen.SupportsColor)
                screen.Console.MarkupLine(string.Concat(shown.Select(digit => HalfBlocks(digit.Image, row, margin) + "  ")));
            else
                screen.Console.WriteLine(string.Concat(shown.Select(digit => Characters(digit.Image, row, margin) + "  ")).TrimEnd());
    }

    static string HalfBlocks(float[] image, int row, int margin)
    {
        var text = new StringBuilder();
        for (var x = margin; x < Side - margin; x++)
        {
            var (upper, lower) = (Grey(image[row * Side + x]), Grey(image[(row + 1) * Side + x]));
            text.Append($"[rgb({upper},{upper},{upper}) on rgb({lower},{lower},{lower})]▀[/]");
        }
        return text.ToString();
    }

    static string Characters(float[] image, int row, int margin)
    {
        var text = new StringBuilder();
        for (var x = margin; x < Side - margin; x++)
        {
            var ink = Math.Clamp((image[row * Side + x] + image[(row + 1) * Side + x]) / 2, 0, 1);
            text.Append(Shades[(int)Math.Round(ink * (Shades.Length - 1))]);
        }
        return text.ToString();
    }

    static int Grey(float ink) => (int)Math.Round(Math.Clamp(ink, 0, 1) * 255);
}
