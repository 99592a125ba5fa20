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
        // ── begin ──
        var (shape, pixels) = ReadIdx(images, rank: 3);
        var (counts, classes) = ReadIdx(labels, rank: 1);
        if (counts[0] != shape[0]) throw new InvalidDataException($"{shape[0]} images, but {counts[0]} labels");
        return new(pixels, classes, shape[1], shape[2]);
    }

    static (int[] Shape, byte[] Elements) ReadIdx(Stream stream, int rank)
    {
        var memory = new MemoryStream();
        stream.CopyTo(memory);
        var (file, header) = (memory.ToArray(), 4 + 4 * rank);
        if (file.Length < header || file[0] != 0 || file[1] != 0 || file[2] != 8 || file[3] != rank)
            throw new InvalidDataException($"expects a file that begins with 0 0 8 {rank} and {rank} lengths");
        int[] shape = [.. file[4..header].Chunk(4).Select(b => b[0] << 24 | b[1] << 16 | b[2] << 8 | b[3])];
        var size = shape.Aggregate(1L, (size, length) => size * length);
        return file.Length == header + size ? (shape, file[header..])
            : throw new InvalidDataException($"expects {header + size} bytes, got {file.Length}");
        // ── end ──
    }

    /// <summary>Returns the first digits.</summary>
    public Digits Take(int count) => new(pixels[..(count * height * width)], labels[..count], height, width);

    /// <summary>Returns all digits in batches: in random order, or in their own order if there is no random.</summary>
    public IEnumerable<(Tensor Images, int[] Labels)> Batches(int size, Random? random = null)
    {
        // ── begin ──
        var order = Enumerable.Range(0, Count).ToArray();
        random?.Shuffle(order);
        return order.Chunk(size).Select(batch => (Images(batch), batch.Select(n => (int)labels[n]).ToArray()));
    }

    Tensor Images(int[] batch)
    {
        var area = height * width;
        var data = new double[batch.Length * area];
        for (var i = 0; i < data.Length; i++) data[i] = pixels[batch[i / area] * area + i % area] / 255.0;
        return new([batch.Length, 1, height, width], data);
        // ── end ──
    }
}
