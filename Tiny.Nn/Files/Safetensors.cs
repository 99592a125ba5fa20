using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;
using Tiny.Nn.Layers;

namespace Tiny.Nn.Files;

/// <summary>
/// Saves and loads weights in <c>.safetensors</c> files, the open format that PyTorch's tools also use.
/// </summary>
/// <remarks>
/// <code>
///   N          the header's length, 8 bytes, little-endian
///   header     N bytes of JSON, padded with spaces to a multiple of 8:
///              {"__metadata__": {"net": "mlp16"}, "0.weight": {"dtype": "F32", "shape": [16, 784], "data_offsets":
/// [0, 50176]}, …}
///   data       the values, little-endian, row-major, one tensor after another
/// </code>
/// A float backend writes F32, a double backend F64. F16 and BF16 are read too, and I64 for counters. The same
/// tensors give the same bytes. The file has no description of the network's layers.
/// </remarks>
public static class Safetensors
{
    internal const string MetadataName = "__metadata__";

    /// <summary>Saves all parameters of a network, named by their paths.</summary>
    /// <inheritdoc cref="Save(string, IEnumerable{ValueTuple{string, Tensor}}, IReadOnlyDictionary{string, string})"/>
    public static void Save(string path, Layer network, IReadOnlyDictionary<string, string>? metadata = null) =>
        Save(path, NotNull(network).Parameters.Select(entry => (entry.Path, entry.Parameter.Value)), metadata);

    /// <summary>Saves tensors in the given order, atomically: the file gets its name when it is complete.</summary>
    /// <param name="metadata">Strings to save with the tensors, such as the network's name.</param>
    /// <exception cref="ArgumentException">Two tensors have the same name, or a name is reserved.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(string path, IEnumerable<(string Name, Tensor Value)> tensors,
        IReadOnlyDictionary<string, string>? metadata = null) =>
        Write(path, [.. NotNull(tensors).Select(entry => (
            entry.Name,
            StoredTensor.From(NotNull(entry.Value).Backend, entry.Value.Shape, entry.Value.Buffer)))], metadata);

    internal static void Write(
        string path, (string Name, StoredTensor Value)[] tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        var header = Header(tensors, metadata ?? new Dictionary<string, string>());
        AtomicFile.Write(path, file =>
        {
            var length = new byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
            file.Write(length);
            file.Write(header);
            foreach (var (_, tensor) in tensors) file.Write(tensor.Data);
        });
    }

    /// <summary>Loads a file. The header is checked against the file's length before anything is allocated.</summary>
    /// <exception cref="InvalidDataException">The file is invalid; the message says how, in one line.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static SafetensorsFile Load(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        if (!file.CanSeek)
            throw new InvalidDataException($"{path}: a .safetensors file must be seekable, not a pipe or a device");
        var header = new SafetensorsHeader(path).Read(file);
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

    /// <summary>
    /// The header's JSON, with metadata sorted by key and padded so that the data starts at a multiple of 8.
    /// </summary>
    static byte[] Header((string Name, StoredTensor Value)[] tensors, IReadOnlyDictionary<string, string> metadata)
    {
        var header = new JsonObject();
        if (metadata.Count > 0)
            header[MetadataName] = new JsonObject(metadata.OrderBy(entry => entry.Key, StringComparer.Ordinal)
                .Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)entry.Value)));
        var begin = 0L;
        foreach (var (name, tensor) in tensors)
        {
            if (name == MetadataName)
                throw new ArgumentException(
                    $"Safetensors: {MetadataName} is reserved for metadata; give the tensor another name");
            if (header.ContainsKey(name))
                throw new ArgumentException($"Safetensors: two tensors are named {name}; give each its own name");
            var end = begin + tensor.Data.Length;
            header[name] = new JsonObject
            {
                ["dtype"] = tensor.Type.Name,
                ["shape"] = new JsonArray(Array.ConvertAll(tensor.Shape.Lengths.ToArray(),
                    length => (JsonNode?)length)),
                ["data_offsets"] = new JsonArray(begin, end),
            };
            begin = end;
        }
        var json = header.ToJsonString();
        return Encoding.UTF8.GetBytes(json.PadRight(json.Length + (8 - Encoding.UTF8.GetByteCount(json) % 8) % 8));
    }
}
