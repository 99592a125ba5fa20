using static System.Buffers.Binary.BinaryPrimitives;

namespace Tiny.Nn.Files;

/// <summary>A type of values in a file: its name in the header, and the bytes per value.</summary>
/// <param name="Name"><c>F32</c> or <c>F64</c>.</param>
/// <param name="Size">Bytes of one value.</param>
public sealed record SafetensorsType(string Name, int Size)
{
    public static readonly SafetensorsType Float32 = new("F32", 4), Float64 = new("F64", 8);

    public override string ToString() => Name;

    internal static SafetensorsType? Named(string name) =>
        name == Float32.Name ? Float32 : name == Float64.Name ? Float64 : null;

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
            values[j] = Size == 4
                ? ReadSingleLittleEndian(bytes.AsSpan(j * 4)) : ReadDoubleLittleEndian(bytes.AsSpan(j * 8));
        return values;
    }
}
