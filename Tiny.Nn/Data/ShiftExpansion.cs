namespace Tiny.Nn.Data;

/// <summary>
/// The one-pixel expansion of a dataset: each image, and the image shifted by one pixel up, down, left and right.
/// </summary>
/// <remarks>
/// 50,000 examples become 250,000. The vacated row or column is 0. One source calls the shift circular, but the code
/// that it cites clears the row; the two differ for the 649 of MNIST's first 50,000 images that have ink at the border.
/// Source: NM-05.
/// </remarks>
public static class ShiftExpansion
{
    static readonly (int Right, int Down)[] Shifts = [(0, 0), (0, -1), (0, 1), (-1, 0), (1, 0)];

    /// <summary>
    /// The expanded dataset: the five versions of each example are consecutive, in the order original, up, down, left,
    /// right.
    /// </summary>
    /// <param name="data">Images [C, H, W].</param>
    /// <exception cref="ArgumentException">The examples are not images, or the result does not fit in one
    /// array.</exception>
    public static Dataset ByOnePixel(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.ExampleShape.Rank != 3)
            throw new ArgumentException($"ShiftExpansion: needs images [C, H, W], got examples {data.ExampleShape}");
        if ((long)Shifts.Length * data.Count * data.ExampleShape.Count > Shape.MaximumCount)
            throw new ArgumentException(
                $"ShiftExpansion: {Shifts.Length} × {data.Count} images {data.ExampleShape} do not fit " +
                $"in one array of {Shape.MaximumCount} elements");
        var labels = new int[Shifts.Length * data.Count];
        for (var i = 0; i < labels.Length; i++) labels[i] = data.Label(i / Shifts.Length);
        var targets = Targets.FromLabels(labels, data.Classes);
        var name = $"{data.Name}, expanded";
        return data.HoldsPixels
            ? Dataset.FromPixels(Shifted<byte>(data), data.ExampleShape, targets, name)
            : Dataset.FromArrays(Shifted<float>(data), data.ExampleShape, targets, name);
    }

    static T[] Shifted<T>(Dataset data) where T : struct
    {
        int size = data.ExampleShape.Count, height = data.ExampleShape[1], width = data.ExampleShape[2],
            area = height * width;
        var all = new T[Shifts.Length * data.Count * size];
        var next = 0;
        for (var i = 0; i < data.Count; i++)
            foreach (var (right, down) in Shifts)
                for (var channel = 0; channel < size; channel += area, next += area)
                    ImageWarp.Shift(data.Stored<T>(i).Slice(channel, area), all.AsSpan(next, area), height, width,
                        right, down);
        return all;
    }
}
