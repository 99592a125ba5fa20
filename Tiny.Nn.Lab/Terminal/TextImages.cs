using System.Text;
using Spectre.Console;

namespace Tiny.Nn.Lab.Terminal;

/// <summary>
/// Draws images as text. Each character shows two pixels: as the half block ▀ in two gray levels or, without colors, as
/// one of ten characters chosen by mean brightness. The channels of colors are averaged; larger images are reduced.
/// </summary>
public static class TextImages
{
    const int MaximumSide = 32, DigitMargin = 4;
    const string Shades = " .:-=+*#%@";

    /// <summary>Draws images side by side, as many as fit the console's width, with a caption above each.</summary>
    /// <param name="shape">The shape of an image, [channels, height, width].</param>
    /// <param name="isWhole">Whether the empty margin of MNIST's digits, 4 pixels, is drawn too.</param>
    public static void DrawRow(ConsoleOutput output, Shape shape,
        IReadOnlyList<(string Caption, float[] Image)> images, bool isWhole = false)
    {
        var margin = shape == NetworkDefinition.InputShape && !isWhole ? DigitMargin : 0;
        var grids = images.Select(image => Reduce(image.Image, shape, margin)).ToArray();
        var (height, width) = (grids[0].GetLength(0), grids[0].GetLength(1));
        var cell = Math.Max(width, images.Max(image => Math.Min(image.Caption.Length, MaximumSide))) + 2;
        var shown = Math.Clamp((output.Console.Profile.Width - 1) / cell, 1, images.Count);
        output.WriteLine(string.Concat(images.Take(shown)
            .Select(image => image.Caption.PadRight(cell)[..cell])).TrimEnd());
        var gap = new string(' ', cell - width);
        for (var row = 0; row < height; row += 2)
            if (output.SupportsColor)
                output.Console.MarkupLine(string.Concat(grids.Take(shown).Select(grid => HalfBlocks(grid, row) + gap)));
            else
                output.Console.WriteLine(
                    string.Concat(grids.Take(shown).Select(grid => Characters(grid, row) + gap)).TrimEnd());
    }

    /// <summary>Returns the mean over channels, and over blocks if the image is large; the height is even.</summary>
    static float[,] Reduce(float[] image, Shape shape, int margin)
    {
        int channels = shape[0], height = shape[1] - 2 * margin, width = shape[2] - 2 * margin;
        var block = (Math.Max(height, width) + MaximumSide - 1) / MaximumSide;
        var grid = new float[((height + block - 1) / block + 1) / 2 * 2, (width + block - 1) / block];
        for (var channel = 0; channel < channels; channel++)
            for (var y = 0; y < height; y++)
                for (var x = 0; x < width; x++)
                {
                    var (rows, columns) = (Math.Min(block, height - y / block * block),
                        Math.Min(block, width - x / block * block));
                    grid[y / block, x / block] +=
                        image[(channel * shape[1] + y + margin) * shape[2] + x + margin] / (channels * rows * columns);
                }
        return grid;
    }

    static string HalfBlocks(float[,] grid, int row)
    {
        var text = new StringBuilder();
        for (var x = 0; x < grid.GetLength(1); x++)
        {
            var (upper, lower) = (Gray(grid[row, x]), Gray(grid[row + 1, x]));
            text.Append($"[rgb({upper},{upper},{upper}) on rgb({lower},{lower},{lower})]▀[/]");
        }
        return text.ToString();
    }

    static string Characters(float[,] grid, int row)
    {
        var text = new StringBuilder();
        for (var x = 0; x < grid.GetLength(1); x++)
        {
            var brightness = Math.Clamp((grid[row, x] + grid[row + 1, x]) / 2, 0, 1);
            text.Append(Shades[(int)Math.Round(brightness * (Shades.Length - 1))]);
        }
        return text.ToString();
    }

    static int Gray(float value) => (int)Math.Round(Math.Clamp(value, 0, 1) * 255);
}
