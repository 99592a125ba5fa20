using System.Buffers.Binary;
using System.Text.Json;
using Tiny.Nn.Backends;
using Tiny.Nn.Layers;

namespace Tiny.Nn.Files;

/// <summary>
/// Weights in a <c>.safetensors</c> file, the open format that PyTorch's tools read and write too:
/// <code>
///   N          the header's length, 8 bytes, little-endian
///   header     N bytes of JSON, padded with spaces to a multiple of 8:
///              {"__metadata__": {"net": "mlp16"}, "0.weight": {"dtype": "F32", "shape": [16, 784], "data_offsets": [0, 50176]}, …}
///   data       the numbers, little-endian, row-major, one tensor after another
/// </code>
/// A machine in float writes F32, one in double F64; reading takes both. The same tensors give the same bytes. It keeps
/// weights and a few words about them; how the network is built is known to the program.
/// </summary>
public static class Safetensors
{
    internal const string MetadataName = "__metadata__";

    /// <summary>Saves all parameters of a network under their paths.</summary>
    /// <inheritdoc cref="Save(string, IEnumerable{ValueTuple{string, Tensor}}, IReadOnlyDictionary{string, string})"/>
    public static void Save(string path, Layer network, IReadOnlyDictionary<string, string>? metadata = null) =>
        Save(path, network.Parameters.Select(entry => (entry.Path, entry.Parameter.Value)), metadata);

    /// <summary>Saves tensors in the order given. The file appears under its name only once it is complete.</summary>
    /// <param name="metadata">Words to keep with them, such as the network's name.</param>
    /// <exception cref="ArgumentException">Two tensors have one name, or a name is reserved.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(string path, IEnumerable<(string Name, Tensor Value)> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var all = tensors.ToArray();
        var header = Header(all, metadata ?? new Dictionary<string, string>());
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write)) Write(file, header, all);
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Reads a file. It believes no header: nothing is allocated that the file does not really hold.</summary>
    /// <exception cref="InvalidDataException">The file is not what it should be: one line says what, and where.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static SafetensorsFile Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        if (!file.CanSeek) throw new InvalidDataException($"{path}: a .safetensors file is a file, not a pipe or a device");
        var header = SafetensorsHeader.Read(file, path);
        var stored = new Dictionary<string, StoredTensor>();
        foreach (var entry in header.Entries)
        {
            var data = new byte[entry.End - entry.Begin];
            file.Position = header.DataStart + entry.Begin;
            file.ReadExactly(data);
            stored.Add(entry.Name, new StoredTensor(entry.Shape, entry.Type, data));
        }
        return new SafetensorsFile(path, header.Metadata, stored);
    }

    /// <summary>The header's JSON, with metadata sorted by key, padded so that the data starts at a multiple of 8.</summary>
    static byte[] Header((string Name, Tensor Value)[] tensors, IReadOnlyDictionary<string, string> metadata)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            if (metadata.Count > 0)
            {
                json.WriteStartObject(MetadataName);
                foreach (var (key, value) in metadata.OrderBy(entry => entry.Key, StringComparer.Ordinal)) json.WriteString(key, value);
                json.WriteEndObject();
            }
            WriteEntries(json, tensors);
            json.WriteEndObject();
        }
        while (bytes.Length % 8 != 0) bytes.WriteByte((byte)' ');
        return bytes.ToArray();
    }

    static void WriteEntries(Utf8JsonWriter json, (string Name, Tensor Value)[] tensors)
    {
        var names = new HashSet<string>();
        var begin = 0L;
        foreach (var (name, tensor) in tensors)
        {
            if (name == MetadataName) throw new ArgumentException($"Safetensors: a tensor cannot be called {MetadataName}, the format keeps that name for words");
            if (!names.Add(name)) throw new ArgumentException($"Safetensors: two tensors are called {name}; give each its own name");
            var type = TypeFor(tensor.Backend);
            var end = begin + (long)tensor.Shape.Count * type.Size;
            json.WriteStartObject(name);
            json.WriteString("dtype", type.Name);
            WriteNumbers(json, "shape", tensor.Shape.Lengths.ToArray().Select(length => (long)length));
            WriteNumbers(json, "data_offsets", [begin, end]);
            json.WriteEndObject();
            begin = end;
        }
    }

    static void WriteNumbers(Utf8JsonWriter json, string name, IEnumerable<long> numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers) json.WriteNumberValue(number);
        json.WriteEndArray();
    }

    static void Write(FileStream file, byte[] header, (string Name, Tensor Value)[] tensors)
    {
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        file.Write(length);
        file.Write(header);
        foreach (var (_, tensor) in tensors) file.Write(TypeFor(tensor.Backend).Encode(tensor.ToArray()));
        file.Flush(flushToDisk: true);
    }

    static SafetensorsType TypeFor(Backend machine) => machine.Precision > 1e-10 ? SafetensorsType.Float32 : SafetensorsType.Float64;
}
