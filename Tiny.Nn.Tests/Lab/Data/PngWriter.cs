using System.Buffers.Binary;
using System.IO.Compression;

namespace Tiny.Nn.Tests.Lab.Data;

/// <summary>
/// Writes PNG files of every color type, depth, filter and interlace method: the reader's counterpart, written from
/// the specification (RFC 2083) pixel by pixel. Its CRC is .NET's, not the program's.
/// </summary>
static class PngWriter
{
    static readonly int[][] adam7 =
        [[0, 0, 8, 8], [4, 0, 8, 8], [0, 4, 4, 8], [2, 0, 4, 4], [0, 2, 2, 4], [1, 0, 2, 2], [0, 1, 1, 2]];

    /// <summary>Returns the file of an image.</summary>
    /// <param name="sample">Returns the value of a pixel's sample: (x, y, sample).</param>
    /// <param name="filter">Returns the filter of a row, 0 to 4.</param>
    /// <param name="extra">Chunks before IDAT.</param>
    public static byte[] Write(int width, int height, int depth, int color, bool isInterlaced,
        Func<int, int, int, int> sample, Func<int, int> filter, params (string Type, byte[] Content)[] extra)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9], header[12]) = ((byte)depth, (byte)color, (byte)(isInterlaced ? 1 : 0));
        var rows = Rows(width, height, depth, Samples(color), isInterlaced, sample, filter);
        return [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, .. Chunk("IHDR", header),
            .. extra.SelectMany(chunk => Chunk(chunk.Type, chunk.Content)), .. Chunk("IDAT", Compress(rows)),
            .. Chunk("IEND", [])];
    }

    /// <summary>The samples per pixel of a color type.</summary>
    public static int Samples(int color) => color switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };

    public static byte[] Chunk(string type, byte[] content)
    {
        byte[] checkedPart = [.. System.Text.Encoding.ASCII.GetBytes(type), .. content];
        var chunk = new byte[content.Length + 12];
        BinaryPrimitives.WriteInt32BigEndian(chunk, content.Length);
        checkedPart.CopyTo(chunk, 4);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(chunk.Length - 4), Crc(checkedPart));
        return chunk;
    }

    public static byte[] Compress(byte[] rows)
    {
        using var bytes = new MemoryStream();
        using (var zlib = new ZLibStream(bytes, CompressionLevel.Fastest)) zlib.Write(rows);
        return bytes.ToArray();
    }

    /// <summary>Returns the CRC-32 that gzip appends to these bytes.</summary>
    static uint Crc(byte[] bytes)
    {
        using var file = new MemoryStream();
        using (var gzip = new GZipStream(file, CompressionLevel.NoCompression, leaveOpen: true)) gzip.Write(bytes);
        return BinaryPrimitives.ReadUInt32LittleEndian(file.ToArray().AsSpan((int)file.Length - 8));
    }

    static byte[] Rows(int width, int height, int depth, int samples, bool isInterlaced,
        Func<int, int, int, int> sample, Func<int, int> filter)
    {
        var (rows, count) = (new List<byte>(), 0);
        foreach (var pass in isInterlaced ? adam7 : [[0, 0, 1, 1]])
        {
            int[] columns = [.. Enumerable.Range(0, width).Where(x => x >= pass[0] && (x - pass[0]) % pass[2] == 0)];
            var previous = new byte[(columns.Length * samples * depth + 7) / 8];
            if (columns.Length == 0) continue;
            for (var y = pass[1]; y < height; y += pass[3])
            {
                var row = Pack([.. columns.SelectMany(x => Enumerable.Range(0, samples)
                    .Select(index => sample(x, y, index)))], depth);
                var type = filter(count++);
                rows.Add((byte)type);
                rows.AddRange(Filter(row, previous, type, Math.Max(1, samples * depth / 8)));
                previous = row;
            }
        }
        return [.. rows];
    }

    static byte[] Pack(int[] values, int depth)
    {
        var bits = string.Concat(values.Select(value => Convert.ToString(value, 2).PadLeft(depth, '0')));
        return [.. bits.PadRight((bits.Length + 7) / 8 * 8, '0').Chunk(8)
            .Select(octet => Convert.ToByte(new(octet), 2))];
    }

    static IEnumerable<byte> Filter(byte[] row, byte[] above, int type, int stride)
    {
        for (var i = 0; i < row.Length; i++)
        {
            int a = i >= stride ? row[i - stride] : 0, b = above[i], c = i >= stride ? above[i - stride] : 0;
            var estimate = a + b - c;
            var paeth = new[] { a, b, c }.MinBy(candidate => Math.Abs(estimate - candidate));
            yield return (byte)(row[i] - type switch { 0 => 0, 1 => a, 2 => b, 3 => (a + b) / 2, _ => paeth });
        }
    }
}
