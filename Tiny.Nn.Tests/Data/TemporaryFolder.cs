using System.Buffers.Binary;
using System.IO.Compression;

namespace Tiny.Nn.Tests.Data;

/// <summary>A folder of its own for one test, gone afterwards; and the IDX bytes that tests put into it.</summary>
sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("tiny-nn-").FullName;

    public string Write(string name, byte[] content)
    {
        var path = System.IO.Path.Combine(Path, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    /// <summary>A magic number, axis lengths and elements, as an IDX file has them.</summary>
    public static byte[] Idx(uint magic, uint[] lengths, params byte[] elements)
    {
        var header = new byte[4 + 4 * lengths.Length];
        BinaryPrimitives.WriteUInt32BigEndian(header, magic);
        for (var i = 0; i < lengths.Length; i++) BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(4 + 4 * i), lengths[i]);
        return [.. header, .. elements];
    }

    public static byte[] Gzip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(content);
        return packed.ToArray();
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
