using Tiny.Nn.Data;

namespace Exercises;

/// <summary>Digits as a pair of IDX files in memory, for a framework with a reader of its own.</summary>
public static class IdxDigits
{
    /// <summary>Returns the images and the labels of a dataset of 28×28 pixels in the IDX format.</summary>
    public static (Stream Images, Stream Labels) Write(Dataset digits)
    {
        var (images, labels) = (new MemoryStream(), new MemoryStream());
        WriteHeader(images, digits.Count, 28, 28);
        WriteHeader(labels, digits.Count);
        for (var n = 0; n < digits.Count; n++)
        {
            images.Write([.. digits.Input(n).Select(pixel => (byte)Math.Round(255 * pixel))]);
            labels.WriteByte((byte)digits.Label(n));
        }
        (images.Position, labels.Position) = (0, 0);
        return (images, labels);
    }

    static void WriteHeader(MemoryStream file, params int[] lengths)
    {
        file.Write([0, 0, 8, (byte)lengths.Length]);
        foreach (var length in lengths)
            file.Write([(byte)(length >> 24), (byte)(length >> 16), (byte)(length >> 8), (byte)length]);
    }
}
