using System.Buffers.Binary;
using System.IO.Compression;

namespace Tiny.Nn.Tests.Data;

/// <summary>
/// A folder for one test, deleted on disposal. Static methods build the content of IDX and gzip files.
/// </summary>
sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("tiny-nn-").FullName;

    public string Write(string name, byte[] content)
    {
        var path = System.IO.Path.Combine(Path, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    /// <summary>Returns the content of an IDX file: magic number, axis lengths, elements.</summary>
    public static byte[] Idx(uint magic, uint[] lengths, params byte[] elements)
    {
        var header = new byte[4 + 4 * lengths.Length];
        BinaryPrimitives.WriteUInt32BigEndian(header, magic);
        for (var i = 0; i < lengths.Length; i++)
            BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(4 + 4 * i), lengths[i]);
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
