using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Tiny.Nn.Data;

/// <summary>The content of an IDX file: the lengths of its axes and one byte per element, in row-major order.</summary>
public sealed record IdxContent(int[] Lengths, byte[] Header, byte[] Elements)
{
    /// <summary>SHA-256 of the uncompressed file, in lower-case hexadecimal.</summary>
    public string Checksum()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Header);
        hash.AppendData(Elements);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

/// <summary>Reads IDX files, MNIST's format, plain or gzipped; the first two bytes tell which.</summary>
/// <remarks>
/// <code>
///   0 0 type rank     the magic number: type 8 is bytes, the only type supported; rank 3 for images, 1 for labels
///   rank × int32      the lengths of the axes, big-endian: images, rows, columns
///   elements
/// </code>
/// Memory grows with the bytes read, not with the sizes in the header, which may be wrong. A gzip file that announces
/// more than a hundred times its own bytes is refused, because it may be a bomb; images shrink to a fifth.
/// </remarks>
public static class Idx
{
    /// <summary>The maximum number of elements in a file.</summary>
    public const int MaximumElements = 1 << 30;

    const int ImagesMagic = 0x803, LabelsMagic = 0x801, InitialCapacity = 1 << 16;

    const int MaximumRatio = 100, AlwaysAllowed = 1 << 20;    // elements per byte of a gzip file, and of a small one

    /// <summary>Reads images and their labels as a dataset of examples [1, rows, columns].</summary>
    /// <param name="classes">K; by default the largest label plus one.</param>
    /// <exception cref="InvalidDataException">A file is invalid, or the two do not match.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static Dataset Read(string imagesPath, string labelsPath, int? classes = null, string? name = null) =>
        Join(ReadFile(imagesPath, 3), ReadFile(labelsPath, 1), imagesPath, labelsPath, classes, name
            ?? Path.GetFileName(imagesPath));

    internal static Dataset Join(IdxContent images, IdxContent labels, string imagesPath, string labelsPath,
        int? classes, string name)
    {
        if (images.Lengths[0] != labels.Lengths[0])
            throw new InvalidDataException(
                $"{imagesPath} has {images.Lengths[0]} images but {labelsPath} has {labels.Lengths[0]} labels; " +
                "use two files of the same dataset");
        var invalid = classes is { } known ? Array.FindIndex(labels.Elements, label => label >= known) : -1;
        if (invalid >= 0)
            throw Fault(labelsPath, labels.Header.Length + invalid,
                $"labels are 0 to {classes - 1}, got {labels.Elements[invalid]}; use the label file of these images");
        var classLabels = Array.ConvertAll(labels.Elements, label => (int)label);
        return Dataset.FromPixels(images.Elements, [1, images.Lengths[1], images.Lengths[2]],
            Targets.FromLabels(classLabels, classes), name);
    }

    /// <summary>Reads the content of a seekable stream, such as a download in memory.</summary>
    /// <param name="rank">3 for images, 1 for labels.</param>
    /// <param name="name">The name in error messages.</param>
    internal static IdxContent Parse(Stream file, int rank, string name)
    {
        var start = new byte[2];
        var isGzip = file.ReadAtLeast(start, 2, throwOnEndOfStream: false) == 2 && start is [0x1F, 0x8B];
        file.Position = 0;
        if (!isGzip) return ParseContent(file, rank, name, MaximumElements);
        using var content = new GZipStream(file, CompressionMode.Decompress, leaveOpen: true);
        return ParseContent(content, rank, name, Math.Max(MaximumRatio * file.Length, AlwaysAllowed));
    }

    internal static IdxContent ReadFile(string path, int rank)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        if (!file.CanSeek)
            throw new InvalidDataException($"{path}: an IDX file must be seekable, not a pipe or a device");
        return Parse(file, rank, path);
    }

    static IdxContent ParseContent(Stream content, int rank, string name, long limit)
    {
        var (magic, kind) = rank == 1 ? (LabelsMagic, "labels") : (ImagesMagic, "images");
        var header = new byte[4 + 4 * rank];
        var arrived = Fill(header, content, name);
        var found = BinaryPrimitives.ReadInt32BigEndian(header);
        if (arrived >= 4 && found != magic)
            throw Fault(name, 0, $"IDX {kind} begin with 0x{magic:X8}, got 0x{found:X8}; {Advice(found)}");
        if (arrived < header.Length)
            throw Fault(name, arrived,
                $"the file ends within its header of {header.Length} bytes; download the file again");
        var lengths = new int[rank];
        for (var axis = 0; axis < rank; axis++) lengths[axis] = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4
            + 4 * axis));
        var elements = 1L;
        foreach (var length in lengths)
            if ((elements *= (uint)length) is < 1 or > MaximumElements)
                throw Fault(name, 4, $"the header announces {string.Join(" × ", lengths.Select(each => (uint)each))} " +
                    $"elements; "
                    + $"1 to {MaximumElements} are supported");
        if (elements > limit)
            throw Fault(name, 4, $"the header announces {elements} elements, more than {limit}, {MaximumRatio} times "
                + "the gzip file; decompress it with gunzip if this is right");
        return new(lengths, header, ReadElements(content, (int)elements, header.Length, name));
    }

    static InvalidDataException Fault(string name, long offset, string what) => new($"{name}, offset {offset}: {what}");

    static string Advice(int found) => found switch
    {
        ImagesMagic => "this is a file of images; check that the two files are not swapped",
        LabelsMagic => "this is a file of labels; check that the two files are not swapped",
        _ => "this is not an IDX file of bytes",
    };

    /// <summary>
    /// Reads into an array that doubles as bytes arrive, so that a wrong header or a gzip bomb costs little memory.
    /// </summary>
    static byte[] ReadElements(Stream content, int count, int offset, string name)
    {
        var (elements, arrived) = (Array.Empty<byte>(), 0);
        while (arrived == elements.Length && arrived < count)
        {
            Array.Resize(ref elements, (int)Math.Clamp(2L * arrived, Math.Min(count, InitialCapacity), count));
            arrived += Fill(elements.AsSpan(arrived), content, name);
        }
        if (arrived < count)
            throw Fault(name, offset + (long)arrived,
                $"the file ends here, but its header announces {count} elements; download the file again");
        if (Fill(new byte[1], content, name) != 0)
            throw Fault(name, offset + (long)count,
                $"there are bytes after the {count} announced elements; download the file again");
        return elements;
    }

    /// <summary>Reads until the span is full or the content ends; returns the number of bytes read.</summary>
    static int Fill(Span<byte> to, Stream content, string name)
    {
        try
        {
            return content.ReadAtLeast(to, to.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException($"{name}: the gzip data is damaged; download the file again", error);
        }
    }
}
