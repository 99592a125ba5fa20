using System.Text.Json;

namespace Tiny.Nn.Tests.Torch;

/// <summary>
/// Reads the PyTorch results that <c>make_fixture.py</c> saved: inputs, output, the output's gradient and the gradients
/// of the inputs. <see cref="TorchTests"/> compares them with those of Tiny.Nn.
/// </summary>
static class TorchFixture
{
    static readonly JsonElement Root = Load();

    /// <summary>All cases, in the order of the file.</summary>
    public static IReadOnlyList<TorchCase> Cases { get; } =
        [.. Root.GetProperty("cases").EnumerateArray().Select(TorchCase.Read)];

    /// <summary>The weights after each of twelve steps, for every optimizer.</summary>
    public static JsonElement Trajectories => Root.GetProperty("trajectories");

    /// <summary>Returns the elements of a JSON array as doubles.</summary>
    public static double[] Doubles(this JsonElement list) =>
        [.. list.EnumerateArray().Select(number => number.GetDouble())];

    /// <summary>Returns the elements of a JSON array as integers.</summary>
    public static int[] Integers(this JsonElement list) =>
        [.. list.EnumerateArray().Select(number => number.GetInt32())];

    static JsonElement Load()
    {
        using var file = typeof(TorchFixture).Assembly.GetManifestResourceStream("Torch.fixture.json")!;
        using var document = JsonDocument.Parse(file);
        return document.RootElement.Clone();
    }
}

/// <summary>A tensor of the fixture: shape and values.</summary>
readonly record struct FixtureTensor(Shape Shape, double[] Values)
{
    public static FixtureTensor Read(JsonElement entry) =>
        new(Shape.Of(entry.GetProperty("shape").Integers()), entry.GetProperty("values").Doubles());
}

/// <summary>
/// The PyTorch results of one operation on one set of inputs. The gradient of an input that is data, such as soft
/// targets, is null.
/// </summary>
sealed record TorchCase(string Operation, string Name, JsonElement Options, FixtureTensor[] Inputs,
    FixtureTensor Output, double[] Incoming,
    double[]?[] Gradients, JsonElement Entry)
{
    public static TorchCase Read(JsonElement entry) => new(
        entry.GetProperty("op").GetString()!,
        entry.GetProperty("name").GetString()!,
        entry.GetProperty("options"),
        [.. entry.GetProperty("inputs").EnumerateArray().Select(FixtureTensor.Read)],
        FixtureTensor.Read(entry.GetProperty("output")),
        entry.GetProperty("incoming").Doubles(),
        [.. entry.GetProperty("gradients").EnumerateArray()
            .Select(list => list.ValueKind == JsonValueKind.Null ? null : list.Doubles())],
        entry);

    public PerAxis PerAxis(string option) =>
        Options.TryGetProperty(option, out var list) ? Nn.PerAxis.Of(list.Integers()) : default;

    public Paddings Padding => Options.TryGetProperty("padding", out var list)
        ? Paddings.Of([.. list.EnumerateArray().Select(pair => new Padding(pair[0].GetInt32(), pair[1].GetInt32()))])
        : default;

    public double Number(string option) => Options.GetProperty(option).GetDouble();

    public int Integer(string option) => Options.GetProperty(option).GetInt32();

    public bool Flag(string option) => Options.GetProperty(option).GetBoolean();

    public double[] Doubles(string option) => Options.GetProperty(option).Doubles();

    public int[] Integers(string option) => Options.GetProperty(option).Integers();
}
