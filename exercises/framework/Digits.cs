// 57 · A loader of digits · 9 A framework of one's own
//
// The loader reads the two IDX files of a set of digits (exercise 44) and returns batches (exercise 11): a tensor of
// images with one channel, and the labels. It takes streams, so that files may be compressed, and tests need no files.
// Each epoch draws another random order; the last batch may be smaller than the others.
//
// Formula  NM-00  0 0 8 rank | rank × int32, big-endian | the elements; pixels 0 … 255 become 0 … 1
//          OP-03  an epoch is a random order of the examples, cut into batches
// Shapes   images: bytes [N, H, W] → tensors [B, 1, H, W] with elements in [0, 1]; labels [B]
// Example  5 digits in batches of 2: the batches have 2, 2 and 1 digits
// File     framework/Digits.cs
// Needs    49
// Read     before: exercises 11 and 44;  after: Tiny.Nn/Data/Idx.cs and Tiny.Nn/Data/Batches.cs

namespace Framework;

/// <summary>Digits with their labels.</summary>
/// <param name="pixels">The pixels of all images, 0 … 255; a batch has them as 0 … 1.</param>
/// <param name="labels">The label of each image.</param>
public sealed class Digits(byte[] pixels, byte[] labels, int height, int width)
{
    /// <summary>The number of digits.</summary>
    public int Count => labels.Length;

    /// <summary>Reads the images and the labels from IDX files.</summary>
    /// <exception cref="InvalidDataException">A file is invalid, or their counts differ.</exception>
    public static Digits Read(Stream images, Stream labels)
    {
        throw new TodoException("57");
    }

    /// <summary>Returns the first digits.</summary>
    public Digits Take(int count) => new(pixels[..(count * height * width)], labels[..count], height, width);

    /// <summary>Returns all digits in batches: in random order, or in their own order if there is no random.</summary>
    public IEnumerable<(Tensor Images, int[] Labels)> Batches(int size, Random? random = null)
    {
        throw new TodoException("57");
    }
}
