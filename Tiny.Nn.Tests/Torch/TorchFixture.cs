using System.Text.Json;

namespace Tiny.Nn.Tests.Torch;

/// <summary>
/// What PyTorch computed, as <c>make_fixture.py</c> wrote it down: inputs, output, an incoming gradient and the outgoing ones.
/// It only reads; the comparison is in <see cref="TorchTests"/>.
/// </summary>
static class TorchFixture
{
    static readonly JsonElement Root = Load();

    /// <summary>All cases, in the order of the file.</summary>
    public static IReadOnlyList<TorchCase> Cases { get; } = [.. Root.GetProperty("cases").EnumerateArray().Select(TorchCase.Read)];

    /// <summary>Twelve steps of every optimizer.</summary>
    public static JsonElement Trajectories => Root.GetProperty("trajectories");

    /// <summary>An array of numbers.</summary>
    public static double[] Doubles(this JsonElement list) => [.. list.EnumerateArray().Select(number => number.GetDouble())];

    /// <summary>An array of whole numbers.</summary>
    public static int[] Integers(this JsonElement list) => [.. list.EnumerateArray().Select(number => number.GetInt32())];

    static JsonElement Load()
    {
        using var file = typeof(TorchFixture).Assembly.GetManifestResourceStream("Torch.fixture.json")!;
        using var document = JsonDocument.Parse(file);
        return document.RootElement.Clone();
    }
}

/// <summary>A tensor of the fixture.</summary>
readonly record struct Given(Shape Shape, double[] Values)
{
    public static Given Read(JsonElement entry) =>
        new(Shape.Of(entry.GetProperty("shape").Integers()), entry.GetProperty("values").Doubles());
}

/// <summary>One operation on one set of inputs. A gradient is null where the input is data, such as soft targets.</summary>
sealed record TorchCase(string Operation, string Name, JsonElement Options, Given[] Inputs, Given Output, double[] Incoming,
    double[]?[] Gradients, JsonElement Entry)
{
    public static TorchCase Read(JsonElement entry) => new(
        entry.GetProperty("op").GetString()!,
        entry.GetProperty("name").GetString()!,
        entry.GetProperty("options"),
        [.. entry.GetProperty("inputs").EnumerateArray().Select(Given.Read)],
        Given.Read(entry.GetProperty("output")),
        entry.GetProperty("incoming").Doubles(),
        [.. entry.GetProperty("gradients").EnumerateArray().Select(list => list.ValueKind == JsonValueKind.Null ? null : list.Doubles())],
        entry);

    public PerAxis PerAxis(string option) => Options.TryGetProperty(option, out var list) ? Nn.PerAxis.Of(list.Integers()) : default;

    public Paddings Padding => Options.TryGetProperty("padding", out var list)
        ? Paddings.Of([.. list.EnumerateArray().Select(pair => new Padding(pair[0].GetInt32(), pair[1].GetInt32()))])
        : default;

    public double Number(string option) => Options.GetProperty(option).GetDouble();

    public int Integer(string option) => Options.GetProperty(option).GetInt32();

    public bool Flag(string option) => Options.GetProperty(option).GetBoolean();

    public double[] Doubles(string option) => Options.GetProperty(option).Doubles();

    public int[] Integers(string option) => Options.GetProperty(option).Integers();
}
