using System.Buffers.Binary;
using Tiny.Nn.Lab.Exchange.Onnx;

namespace Tiny.Nn.Lab.Exchange;

/// <summary>Reads the constants of an ONNX file: floats as values, integers as shapes and indices.</summary>
static class OnnxTensor
{
    const int Float32 = 1, Int32 = 6, Int64 = 7, Float64 = 11, ExternalData = 1;

    /// <summary>Whether the tensor holds floating-point values.</summary>
    public static bool IsReal(TensorProto tensor) => tensor.DataType is Float32 or Float64;

    /// <summary>Returns the shape.</summary>
    /// <exception cref="InvalidDataException">A length is negative, or the tensor is too large.</exception>
    public static Shape ShapeOf(TensorProto tensor)
    {
        try
        {
            return Shape.Of([.. tensor.Dims.Select(length => checked((int)length))]);
        }
        catch (Exception error) when (error is ArgumentException or OverflowException)
        {
            throw Fault(tensor, $"has the invalid shape [{string.Join(", ", tensor.Dims)}]");
        }
    }

    /// <summary>Returns the values of float32 or float64.</summary>
    /// <exception cref="InvalidDataException">The number of values does not fit the shape, or the type is
    /// another one.</exception>
    public static double[] Reals(TensorProto tensor) => CheckCount(tensor, tensor.DataType switch
    {
        Float32 when tensor.RawData.IsEmpty => [.. tensor.FloatData.Select(value => (double)value)],
        Float32 => Read(tensor, sizeof(float), bytes => (double)BinaryPrimitives.ReadSingleLittleEndian(bytes)),
        Float64 when tensor.RawData.IsEmpty => [.. tensor.DoubleData],
        Float64 => Read(tensor, sizeof(double), BinaryPrimitives.ReadDoubleLittleEndian),
        _ => throw Fault(tensor, $"has the element type {tensor.DataType}; expects float (1) or double (11)"),
    });

    /// <summary>Returns the values of int32 or int64.</summary>
    /// <inheritdoc cref="Reals"/>
    public static long[] Integers(TensorProto tensor) => CheckCount(tensor, tensor.DataType switch
    {
        Int64 when tensor.RawData.IsEmpty => [.. tensor.Int64Data],
        Int64 => Read(tensor, sizeof(long), BinaryPrimitives.ReadInt64LittleEndian),
        Int32 when tensor.RawData.IsEmpty => [.. tensor.Int32Data.Select(value => (long)value)],
        Int32 => Read(tensor, sizeof(int), bytes => (long)BinaryPrimitives.ReadInt32LittleEndian(bytes)),
        _ => throw Fault(tensor, $"has the element type {tensor.DataType}; expects int32 (6) or int64 (7)"),
    });

    delegate T Reader<T>(ReadOnlySpan<byte> bytes);

    static T[] Read<T>(TensorProto tensor, int size, Reader<T> read)
    {
        var bytes = tensor.RawData.Span;
        if (bytes.Length % size != 0) throw Fault(tensor, $"has {bytes.Length} bytes, no multiple of {size}");
        var values = new T[bytes.Length / size];
        for (var i = 0; i < values.Length; i++) values[i] = read(bytes[(i * size)..]);
        return values;
    }

    static T[] CheckCount<T>(TensorProto tensor, T[] values)
    {
        var shape = ShapeOf(tensor);
        if (tensor.DataLocation == ExternalData)
            throw Fault(tensor, "is stored in another file; save the model as one file");
        return values.Length == shape.Count
            ? values
            : throw Fault(tensor, $"has the shape {shape} but {values.Length} values");
    }

    static InvalidDataException Fault(TensorProto tensor, string fault) =>
        new($"ONNX: the tensor '{tensor.Name}' {fault}");
}
