using System.Buffers.Binary;

namespace Tiny.Nn.Files;

/// <summary>A type of values in a file: its name in the header, its size, and its conversion to and from double.</summary>
public sealed class SafetensorsType
{
    public static readonly SafetensorsType Float32 = new("F32", 4,
        (bytes, value) => BinaryPrimitives.WriteSingleLittleEndian(bytes, (float)value),
        bytes => BinaryPrimitives.ReadSingleLittleEndian(bytes));

    public static readonly SafetensorsType Float64 = new("F64", 8,
        (bytes, value) => BinaryPrimitives.WriteDoubleLittleEndian(bytes, value),
        bytes => BinaryPrimitives.ReadDoubleLittleEndian(bytes));

    readonly Writer write;
    readonly Reader read;

    SafetensorsType(string name, int size, Writer write, Reader read) => (Name, Size, this.write, this.read) = (name, size, write, read);

    delegate void Writer(Span<byte> bytes, double value);

    delegate double Reader(ReadOnlySpan<byte> bytes);

    /// <summary><c>F32</c> or <c>F64</c>.</summary>
    public string Name { get; }

    /// <summary>Bytes of one value.</summary>
    public int Size { get; }

    public override string ToString() => Name;

    internal static SafetensorsType? Named(string name) => name == Float32.Name ? Float32 : name == Float64.Name ? Float64 : null;

    internal byte[] Encode(double[] values)
    {
        var bytes = new byte[checked(values.Length * Size)];
        for (var j = 0; j < values.Length; j++) write(bytes.AsSpan(j * Size), values[j]);
        return bytes;
    }

    internal double[] Decode(byte[] bytes)
    {
        var values = new double[bytes.Length / Size];
        for (var j = 0; j < values.Length; j++) values[j] = read(bytes.AsSpan(j * Size));
        return values;
    }
}
