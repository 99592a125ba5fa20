namespace Tiny.Nn.Data;

/// <summary>
/// The one-pixel expansion: each image, and the image moved by one pixel up, down, left and right. 50,000 examples become 250,000.
/// The row or column that becomes free is 0. One of the sources calls the shift circular; the code that it cites clears the row, and so
/// does this. Only 649 of MNIST's first 50,000 images have ink at the border, where the two differ. Source: NM-05.
/// </summary>
public static class ShiftExpansion
{
    static readonly (int Right, int Down)[] Shifts = [(0, 0), (0, -1), (0, 1), (-1, 0), (1, 0)];

    /// <summary>Five examples for each one, next to each other: original, up, down, left, right.</summary>
    /// <param name="data">Images [C, H, W].</param>
    /// <exception cref="ArgumentException">The examples are no images, or the result does not fit one array.</exception>
    public static Dataset ByOnePixel(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.ExampleShape.Rank != 3)
            throw new ArgumentException($"Expansion: needs images [C, H, W], got examples {data.ExampleShape}");
        if ((long)Shifts.Length * data.Count * data.ExampleShape.Count > Shape.MaximumCount)
            throw new ArgumentException(
                $"Expansion: {Shifts.Length} × {data.Count} images {data.ExampleShape} do not fit " +
                $"one array of {Shape.MaximumCount} elements");
        var labels = new int[Shifts.Length * data.Count];
        for (var i = 0; i < labels.Length; i++) labels[i] = data.Label(i / Shifts.Length);
        var name = $"{data.Name}, expanded";
        return data.HoldsPixels
            ? Dataset.FromPixels(Shifted<byte>(data, (i, to) => data.Pixels(i).CopyTo(to)), data.ExampleShape, labels, data.Classes, name)
            : Dataset.FromArrays(Shifted<float>(data, data.CopyInput), data.ExampleShape, labels, data.Classes, name);
    }

    delegate void CopyExample<T>(int index, Span<T> to);

    static T[] Shifted<T>(Dataset data, CopyExample<T> copy) where T : struct
    {
        int size = data.ExampleShape.Count, height = data.ExampleShape[1], width = data.ExampleShape[2], area = height * width;
        var all = new T[Shifts.Length * data.Count * size];
        var example = new T[size];
        var next = 0;
        for (var i = 0; i < data.Count; i++)
        {
            copy(i, example);
            foreach (var (right, down) in Shifts)
                for (var channel = 0; channel < size; channel += area, next += area)
                    ImageWarp.Shift<T>(example.AsSpan(channel, area), all.AsSpan(next, area), height, width, right, down);
        }
        return all;
    }
}
