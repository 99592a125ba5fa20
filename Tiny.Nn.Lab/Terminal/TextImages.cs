using System.Text;
using Spectre.Console;

namespace Tiny.Nn.Lab.Terminal;

/// <summary>
/// Draws 28×28 images as text. Each character shows two pixels: as the half block ▀ in two gray levels or, without
/// colors, as one of ten characters chosen by mean brightness.
/// </summary>
public static class TextImages
{
    const int Side = 28;
    const string Shades = " .:-=+*#%@";

    /// <summary>Draws images side by side, as many as fit the console's width, with a caption above each.</summary>
    /// <param name="margin">The number of pixels cropped on each side; must be even. MNIST's digits have an empty
    /// margin of 4.</param>
    public static void DrawRow(
        ConsoleOutput output, IReadOnlyList<(string Caption, float[] Image)> images, int margin = 4)
    {
        var width = Side - 2 * margin;
        var shown = images.Take(Math.Max(1, (output.Console.Profile.Width - 1) / (width + 2))).ToArray();
        output.Console.WriteLine(
            string.Concat(shown.Select(image => image.Caption.PadRight(width + 2)[..(width + 2)])).TrimEnd());
        for (var row = margin; row < Side - margin; row += 2)
            if (output.SupportsColor)
                output.Console.MarkupLine(
                    string.Concat(shown.Select(image => HalfBlocks(image.Image, row, margin) + "  ")));
            else
                output.Console.WriteLine(
                    string.Concat(shown.Select(image => Characters(image.Image, row, margin) + "  ")).TrimEnd());
    }

    static string HalfBlocks(float[] image, int row, int margin)
    {
        var text = new StringBuilder();
        for (var x = margin; x < Side - margin; x++)
        {
            var (upper, lower) = (Gray(image[row * Side + x]), Gray(image[(row + 1) * Side + x]));
            text.Append($"[rgb({upper},{upper},{upper}) on rgb({lower},{lower},{lower})]▀[/]");
        }
        return text.ToString();
    }

    static string Characters(float[] image, int row, int margin)
    {
        var text = new StringBuilder();
        for (var x = margin; x < Side - margin; x++)
        {
            var brightness = Math.Clamp((image[row * Side + x] + image[(row + 1) * Side + x]) / 2, 0, 1);
            text.Append(Shades[(int)Math.Round(brightness * (Shades.Length - 1))]);
        }
        return text.ToString();
    }

    static int Gray(float value) => (int)Math.Round(Math.Clamp(value, 0, 1) * 255);
}
