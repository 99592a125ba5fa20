using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Tiny.Nn.Lab.Data;

/// <summary>
/// Reads PNG files (RFC 2083): every color type, bit depth, row filter and interlace method. Samples of 16 bits are
/// rounded to 8 bits; samples of 1, 2 and 4 bits are scaled to 0 … 255.
/// </summary>
/// <remarks>
/// <code>
///   signature, then chunks: length, type, content, CRC-32
///   IHDR (size, color type), PLTE (palette), tRNS (transparency), IDAT… (zlib: filtered rows), IEND
/// </code>
/// Every CRC is checked. The sizes are checked before memory is allocated: an image that announces more bytes than its
/// compressed data can hold is refused, because it may be a bomb.
/// </remarks>
public static class PngReader
{
    const int MaximumFile = 1 << 28, MaximumRatio = 1032;    // deflate shrinks at most 1032 : 1

    static ReadOnlySpan<byte> Signature =>
        [0x89, (byte)'P', (byte)'N', (byte)'G', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n'];

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">The file is damaged or no PNG; the message names it.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static DecodedImage Read(string path) => Decode(ImageFile.ReadBytes(path, MaximumFile), path);

    /// <summary>Decodes the bytes of a file.</summary>
    /// <param name="name">The file's name, for errors.</param>
    /// <inheritdoc cref="Read"/>
    public static DecodedImage Decode(ReadOnlySpan<byte> file, string name)
    {
        if (!file.StartsWith(Signature))
            throw new InvalidDataException($"{name}: is not a PNG file: its first bytes are not the PNG signature");
        PngHeader? header = null;
        byte[] palette = [], transparency = [];
        using var compressed = new MemoryStream();
        for (var position = Signature.Length; ;)
        {
            var (type, content) = ReadChunk(file, ref position, name);
            if (header is null && type != "IHDR")
                throw new InvalidDataException($"{name}: the first chunk of a PNG is IHDR, got {type}");
            switch (type)
            {
                case "IHDR" when header is null: header = PngHeader.Read(content, name); break;
                case "PLTE": palette = content.ToArray(); break;
                case "tRNS": transparency = content.ToArray(); break;
                case "IDAT": compressed.Write(content); break;
                case "IEND":
                    var rows = Inflate(compressed, header!.Value, name);
                    return new PngScanlines(header.Value, palette, transparency, name).Decode(rows);
                case [>= 'A' and <= 'Z', ..]:
                    throw new InvalidDataException($"{name}: the chunk {type} is not supported here; save the image "
                        + "again as PNG");
            }
        }
    }

    /// <summary>Reads one chunk and checks its CRC.</summary>
    static (string Type, byte[] Content) ReadChunk(ReadOnlySpan<byte> file, ref int position, string name)
    {
        const int around = 12;                               // length, type and CRC
        var rest = file[position..];
        if (rest.Length < around) throw Ends(name, position);
        var length = BinaryPrimitives.ReadUInt32BigEndian(rest);
        if (length > rest.Length - around) throw Ends(name, position);
        var type = rest[4..8];
        var content = rest.Slice(8, (int)length);
        foreach (var letter in type)
            if (!char.IsAsciiLetter((char)letter))
                throw new InvalidDataException(
                    $"{name}, offset {position + 4}: a chunk's type has four letters; the file is damaged");
        var found = BinaryPrimitives.ReadUInt32BigEndian(rest[(8 + (int)length)..]);
        var text = Encoding.ASCII.GetString(type);
        if (found != Crc32.Of(type, content))
            throw new InvalidDataException(
                $"{name}, offset {position}: the chunk {text} has a wrong CRC; the file is damaged, copy it again");
        position += around + (int)length;
        return (text, content.ToArray());
    }

    static InvalidDataException Ends(string name, int position) =>
        new($"{name}, offset {position}: the file ends within a chunk; it is incomplete, copy it again");

    /// <summary>Returns the uncompressed rows, whose number of bytes follows from the header.</summary>
    static byte[] Inflate(MemoryStream compressed, PngHeader header, string name)
    {
        var length = header.DataLength;
        if (length > MaximumRatio * compressed.Length)
            throw new InvalidDataException($"{name}: the header announces {length} bytes of pixels, more than its "
                + $"{compressed.Length} compressed bytes can hold; the file is damaged");
        var rows = new byte[length];
        compressed.Position = 0;
        try
        {
            using var content = new ZLibStream(compressed, CompressionMode.Decompress);
            var read = content.ReadAtLeast(rows, rows.Length, throwOnEndOfStream: false);
            if (read < rows.Length)
                throw new InvalidDataException($"the pixels end after {read} of {rows.Length} bytes");
            if (content.ReadByte() >= 0)
                throw new InvalidDataException($"there are bytes after the {rows.Length} bytes of pixels");
            return rows;
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException(
                $"{name}: the compressed pixels are damaged ({error.Message.TrimEnd('.')}); copy the file "
                    + $"again", error);
        }
    }
}
