using System.Buffers.Binary;
using System.IO.Compression;
using Tiny.Nn.Lab.Data;

namespace Tiny.Nn.Lab.Report;

/// <summary>A pixel with 8 bits per channel; alpha 0 is transparent.</summary>
public readonly record struct RgbaPixel(byte Red, byte Green, byte Blue, byte Alpha);

/// <summary>Encodes images as PNG (RFC 2083): RGBA, 8 bits per channel, no row filters.</summary>
public static class PngEncoder
{
    static ReadOnlySpan<byte> Signature =>
        [0x89, (byte)'P', (byte)'N', (byte)'G', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n'];

    /// <summary>Returns the image as a data URI, <c>data:image/png;base64,…</c>.</summary>
    public static string DataUri(int width, int height, Func<int, int, RgbaPixel> at) =>
        "data:image/png;base64," + Convert.ToBase64String(Encode(width, height, at));

    /// <summary>Returns the bytes of the PNG file.</summary>
    /// <param name="at">Returns the pixel in column x of row y.</param>
    public static byte[] Encode(int width, int height, Func<int, int, RgbaPixel> at)
    {
        using var file = new MemoryStream();
        file.Write(Signature);
        WriteChunk(file, "IHDR"u8, Header(width, height));
        WriteChunk(file, "IDAT"u8, Compressed(width, height, at));
        WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    /// <summary>
    /// Returns the content of the IHDR chunk: width, height, bit depth 8, color type 6 (RGBA); the other fields are 0.
    /// </summary>
    static byte[] Header(int width, int height)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 6);
        return header;
    }

    static byte[] Compressed(int width, int height, Func<int, int, RgbaPixel> at)
    {
        using var bytes = new MemoryStream();
        using (var compressor = new ZLibStream(bytes, CompressionLevel.SmallestSize))
            for (var y = 0; y < height; y++)
            {
                compressor.WriteByte(0);                          // filter type of the row: none
                for (var x = 0; x < width; x++)
                {
                    var pixel = at(x, y);
                    compressor.Write([pixel.Red, pixel.Green, pixel.Blue, pixel.Alpha]);
                }
            }
        return bytes.ToArray();
    }

    static void WriteChunk(Stream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> content)
    {
        Span<byte> field = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(field, content.Length);
        file.Write(field);
        file.Write(type);
        file.Write(content);
        BinaryPrimitives.WriteUInt32BigEndian(field, Crc32.Of(type, content));
        file.Write(field);
    }
}
