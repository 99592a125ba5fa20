using static System.Buffers.Binary.BinaryPrimitives;

namespace Tiny.Nn.Files;

/// <summary>A type of values in a file: its name in the header, and the bytes per value.</summary>
/// <param name="Name"><c>F16</c>, <c>BF16</c>, <c>F32</c>, <c>F64</c>, or <c>I64</c> for counters.</param>
/// <param name="Size">Bytes of one value.</param>
public sealed record SafetensorsType(string Name, int Size)
{
    public static readonly SafetensorsType Float32 = new("F32", 4), Float64 = new("F64", 8), Int64 = new("I64", 8);

    static readonly SafetensorsType[] all = [Float32, Float64, Int64, new("F16", 2), new("BF16", 2)];

    public override string ToString() => Name;

    internal static SafetensorsType? Named(string name) => Array.Find(all, type => type.Name == name);

    internal byte[] Encode(double[] values)
    {
        var bytes = new byte[checked(values.Length * Size)];
        for (var j = 0; j < values.Length; j++)
            if (Size == 4) WriteSingleLittleEndian(bytes.AsSpan(j * 4), (float)values[j]);
            else WriteDoubleLittleEndian(bytes.AsSpan(j * 8), values[j]);
        return bytes;
    }

    internal double[] Decode(byte[] bytes)
    {
        var values = new double[bytes.Length / Size];
        for (var j = 0; j < values.Length; j++)
        {
            var from = bytes.AsSpan(j * Size);
            values[j] = Name switch
            {
                "F32" => ReadSingleLittleEndian(from),
                "F64" => ReadDoubleLittleEndian(from),
                "F16" => (double)ReadHalfLittleEndian(from),
                "BF16" => BitConverter.Int32BitsToSingle(ReadInt16LittleEndian(from) << 16),
                _ => ReadInt64LittleEndian(from),
            };
        }
        return values;
    }
}
