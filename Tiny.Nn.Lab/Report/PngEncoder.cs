using System.Buffers.Binary;
using System.IO.Compression;

namespace Tiny.Nn.Lab.Report;

/// <summary>One pixel; alpha 0 is transparent.</summary>
public readonly record struct RgbaPixel(byte Red, byte Green, byte Blue, byte Alpha);

/// <summary>
/// Writes small pictures as PNG (RFC 2083): eight bits a channel, with transparency, no filter. It reads nothing.
/// </summary>
public static class PngEncoder
{
    static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n'];

    /// <summary>The picture as an address that a page can hold: <c>data:image/png;base64,…</c>.</summary>
    public static string DataUri(int width, int height, Func<int, int, RgbaPixel> at) =>
        "data:image/png;base64," + Convert.ToBase64String(Encode(width, height, at));

    /// <summary>The file's bytes.</summary>
    /// <param name="at">The pixel in column x of row y.</param>
    public static byte[] Encode(int width, int height, Func<int, int, RgbaPixel> at)
    {
        using var file = new MemoryStream();
        file.Write(Signature);
        WriteChunk(file, "IHDR"u8, Header(width, height));
        WriteChunk(file, "IDAT"u8, Compressed(width, height, at));
        WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    /// <summary>Width, height, 8 bits, colour type 6 (red, green, blue, alpha), and three zeros: the only methods there are.</summary>
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
        using (var packer = new ZLibStream(bytes, CompressionLevel.SmallestSize))
            for (var y = 0; y < height; y++)
            {
                packer.WriteByte(0);                              // each row begins with its filter: none
                for (var x = 0; x < width; x++)
                {
                    var pixel = at(x, y);
                    packer.Write([pixel.Red, pixel.Green, pixel.Blue, pixel.Alpha]);
                }
            }
        return bytes.ToArray();
    }

    static void WriteChunk(Stream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> content)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        file.Write(number);
        file.Write(type);
        file.Write(content);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Checksum(Checksum(uint.MaxValue, type), content));
        file.Write(number);
    }

    /// <summary>CRC-32, bit by bit.</summary>
    static uint Checksum(uint sum, ReadOnlySpan<byte> bytes)
    {
        foreach (var octet in bytes)
        {
            sum ^= octet;
            for (var bit = 0; bit < 8; bit++) sum = (sum >> 1) ^ (0xEDB88320 & (0 - (sum & 1)));
        }
        return sum;
    }
}
