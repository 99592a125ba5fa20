using Tiny.Nn.Data;

namespace Tiny.Nn.Lab.Experiments.Support;

/// <summary>
/// Noisy pictures of the letters A (class 0) and B (class 1) on a field of 20×20 photosensors: 1 is dark, 0 is bright.
/// </summary>
public static class Characters
{
    /// <summary>The width and height in sensors.</summary>
    public const int Size = 20;

    const int Margin = 3, CellWidth = 2, CellHeight = 2;

    static readonly string[][] letters =
    [
        [
            "...#...",
            "..#.#..",
            ".#...#.",
            ".#...#.",
            ".#####.",
            ".#...#.",
            ".#...#.",
        ],
        [
            ".####..",
            ".#...#.",
            ".#...#.",
            ".####..",
            ".#...#.",
            ".#...#.",
            ".####..",
        ],
    ];

    /// <summary>
    /// Creates pictures in which each letter is shifted by up to <paramref name="shift"/> sensors along both axes, and
    /// each sensor is wrong with probability <paramref name="noise"/>. Picture i has class i mod 2.
    /// </summary>
    public static Dataset Create(int count, ulong seed, double noise = 0.08, int shift = 2)
    {
        var random = new RandomStream(seed, "characters");
        var (sensors, labels) = (new float[count * Size * Size], new int[count]);
        for (var example = 0; example < count; example++)
        {
            labels[example] = example % 2;
            var (right, down) = (random.NextInt(2 * shift + 1) - shift, random.NextInt(2 * shift + 1) - shift);
            for (var sensor = 0; sensor < Size * Size; sensor++)
            {
                var isDark = IsDark(letters[labels[example]], sensor % Size - right, sensor / Size - down);
                var isWrong = random.NextDouble() < noise;
                sensors[example * Size * Size + sensor] = isDark != isWrong ? 1 : 0;
            }
        }
        return Dataset.FromArrays(sensors, [Size * Size], labels, classes: 2, "characters");
    }

    static bool IsDark(string[] letter, int x, int y)
    {
        var (column, row) = ((x - Margin) / CellWidth, (y - Margin) / CellHeight);
        return x >= Margin && y >= Margin && row < letter.Length && column < letter[row].Length
            && letter[row][column] == '#';
    }
}
