using System.Buffers.Binary;
using System.Text.Json;

namespace Tiny.Nn.Files;

/// <summary>One tensor's entry in the header; its range is in bytes from the start of the data.</summary>
readonly record struct SafetensorsEntry(string Name, SafetensorsType Type, Shape Shape, long Begin, long End);

/// <summary>
/// The header of a <c>.safetensors</c> file, validated: the tensors' ranges cover the data exactly once.
/// </summary>
sealed class SafetensorsHeader(string path)
{
    const int MaximumLength = 100_000_000, LengthBytes = 8;

    readonly HashSet<string> names = [];

    public Dictionary<string, string> Metadata { get; } = [];

    public List<SafetensorsEntry> Entries { get; } = [];

    /// <summary>The offset of the data in the file.</summary>
    public long DataStart { get; private set; }

    /// <summary>Reads and checks the header of an open file.</summary>
    public SafetensorsHeader Read(FileStream file)
    {
        var start = new byte[LengthBytes];
        if (file.ReadAtLeast(start, LengthBytes, throwOnEndOfStream: false) < LengthBytes)
            throw Refused($"is shorter than the {LengthBytes} bytes that give the header's length");
        var length = BinaryPrimitives.ReadUInt64LittleEndian(start);
        if (length > MaximumLength)
            throw Refused($"announces a header of {length} bytes; at most {MaximumLength} are supported");
        if ((long)length > file.Length - LengthBytes)
            throw Refused($"announces a header of {length} bytes, but only {file.Length - LengthBytes} follow");
        var json = new byte[length];
        file.ReadExactly(json);
        if (length == 0 || json[0] != '{') throw Refused("its header does not start with {");

        DataStart = file.Position;
        Parse(json);
        CheckCover(file.Length - DataStart);
        return this;
    }

    /// <summary>
    /// A name from a file, for messages: in quotes, without control characters, shortened to 60 letters.
    /// </summary>
    public static string Quoted(string name) =>
        $"\"{string.Concat(name.Take(60).Select(letter => char.IsControl(letter) ? '?' : letter))}" +
        $"{(name.Length > 60 ? "…" : "")}\"";

    void Parse(byte[] json)
    {
        // Three levels: the header, a tensor in it, a list in that.
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 3 });
        try
        {
            reader.Read();
            while (NextName(ref reader, names, "the header") is { } name)
                if (name == Safetensors.MetadataName) ParseMetadata(ref reader);
                else Entries.Add(ParseEntry(ref reader, name));
            reader.Read();   // only white space may follow
        }
        catch (JsonException error)
        {
            throw Refused($"its header is not valid JSON at byte {LengthBytes + reader.TokenStartIndex}, or nested " +
                $"too deeply", error);
        }
        catch (InvalidOperationException error)
        {
            throw Refused(
                $"its header has text at byte {LengthBytes + reader.TokenStartIndex} that is not valid UTF-8", error);
        }
    }

    /// <summary>
    /// Reads the next property of an object up to its value and returns its name; null at the object's end.
    /// </summary>
    string? NextName(ref Utf8JsonReader reader, HashSet<string> seen, string location)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.EndObject) return null;
        var name = reader.GetString()!;
        if (!seen.Add(name)) throw Refused($"{location} has the key {Quoted(name)} twice");
        reader.Read();
        return name;
    }

    void ParseMetadata(ref Utf8JsonReader reader)
    {
        Expect(reader, JsonTokenType.StartObject, Safetensors.MetadataName, "an object of strings");
        var keys = new HashSet<string>();
        while (NextName(ref reader, keys, Safetensors.MetadataName) is { } key)
        {
            Expect(reader, JsonTokenType.String, $"{Safetensors.MetadataName}, {Quoted(key)}", "a string");
            Metadata[key] = reader.GetString()!;
        }
    }

    SafetensorsEntry ParseEntry(ref Utf8JsonReader reader, string name)
    {
        var location = $"tensor {Quoted(name)}";
        Expect(reader, JsonTokenType.StartObject, location, "an object");
        SafetensorsType? type = null;
        List<long>? shape = null, range = null;
        var fields = new HashSet<string>();
        while (NextName(ref reader, fields, location) is { } field)
            switch (field)
            {
                case "dtype":
                    type = ParseType(ref reader, location);
                    break;
                case "shape":
                    shape = ParseIntegers(ref reader, $"{location}, shape");
                    break;
                case "data_offsets":
                    range = ParseIntegers(ref reader, $"{location}, data_offsets");
                    break;
                default:
                    throw Refused(
                        $"{location} has the unknown field {Quoted(field)}; it has dtype, shape and data_offsets");
            }
        if (type is null
            || shape is null || range is null) throw Refused($"{location} needs dtype, shape and data_offsets");
        if (range is not [var begin, var end])
            throw Refused($"{location}, data_offsets: expects a begin and an end, got {range.Count} values");
        return new(name, type, CheckedShape(shape, type, begin, end, location), begin, end);
    }

    SafetensorsType ParseType(ref Utf8JsonReader reader, string location)
    {
        Expect(reader, JsonTokenType.String, $"{location}, dtype", "a string");
        var name = reader.GetString()!;
        return SafetensorsType.Named(name)
            ?? throw Refused(
                $"{location}: type {Quoted(name)} is not supported; save the tensor as F16, BF16, F32 or F64");
    }

    List<long> ParseIntegers(ref Utf8JsonReader reader, string location)
    {
        Expect(reader, JsonTokenType.StartArray, location, "a list of integers");
        var values = new List<long>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            values.Add(reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var value) && value >= 0
                ? value
                : throw Refused($"{location}: expects integers of 0 or more"));
        return values;
    }

    /// <summary>The shape, if its size equals the range.</summary>
    Shape CheckedShape(List<long> lengths, SafetensorsType type, long begin, long end, string location)
    {
        var count = 1L;
        foreach (var length in lengths)
        {
            count = length > Shape.MaximumCount ? long.MaxValue : count * length;
            if (count > Shape.MaximumCount || count * type.Size > Array.MaxLength)
                throw Refused($"{location}: a tensor of shape " +
                    $"[{string.Join(", ", lengths.Take(8))}{(lengths.Count > 8 ? ", …" : "")}] is too large");
        }
        if (end < begin || end - begin != count * type.Size)
            throw Refused($"{location}: {count} values of {type} take {count * type.Size} bytes, but its range is " +
                $"{begin} to {end}");
        return Shape.Of([.. lengths.Select(length => (int)length)]);
    }

    /// <summary>Checks that the ranges, sorted, cover the data without gaps or overlaps.</summary>
    void CheckCover(long dataLength)
    {
        var covered = 0L;
        foreach (var entry in Entries.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End))
        {
            if (entry.Begin < covered)
                throw Refused($"tensor {Quoted(entry.Name)} begins at {entry.Begin}, within the range of another " +
                    $"that ends at {covered}");
            if (entry.Begin > covered)
                throw Refused($"the bytes {covered} to {entry.Begin} of the data belong to no tensor");
            if (entry.End > dataLength)
                throw Refused(
                    $"tensor {Quoted(entry.Name)} ends at {entry.End}, but the data has only {dataLength} bytes");
            covered = entry.End;
        }
        if (covered < dataLength)
            throw Refused($"the bytes {covered} to {dataLength} of the data belong to no tensor");
    }

    void Expect(in Utf8JsonReader reader, JsonTokenType token, string location, string expected)
    {
        if (reader.TokenType != token) throw Refused($"{location}: expects {expected}");
    }

    InvalidDataException Refused(string reason, Exception? cause = null) =>
        new($"{path}: is not a valid .safetensors file: {reason}; download or save the file again", cause);
}
