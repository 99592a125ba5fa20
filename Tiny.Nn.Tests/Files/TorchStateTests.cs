using System.Text.Json;
using Tiny.Nn.Backends;
using Tiny.Nn.Data;
using Tiny.Nn.Files;
using Tiny.Nn.Layers;
using Tiny.Nn.Tests.Torch;

namespace Tiny.Nn.Tests;

/// <summary>
/// Tests that state dicts of PyTorch load: files in four types that <c>Torch/make_states.py</c> wrote, with the names
/// of a PyTorch module and the counters of its batch norm.
/// </summary>
public sealed class TorchStateTests : IDisposable
{
    static readonly string Folder = Path.Combine(Repository.Root, "Tiny.Nn.Tests", "Torch", "states");

    readonly Data.TemporaryFolder temporary = new();
    readonly Reference backend = new();
    readonly Sequential network = new(new Conv2d(1, 3, kernel: 3), new BatchNorm(3), new Relu(), new MaxPool2d(2),
        new Flatten(), new Dense(12, 2));

    public TorchStateTests() => network.Initialize(backend, seed: 1);

    public void Dispose()
    {
        temporary.Dispose();
        backend.Dispose();
    }

    [Theory]
    [InlineData("f16")]
    [InlineData("bf16")]
    [InlineData("f32")]
    [InlineData("f64")]
    public void A_renamed_state_dict_gives_PyTorchs_outputs(string type)
    {
        using var outputs = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "outputs.json")));
        var x = outputs.RootElement.GetProperty("x").Doubles();
        var expected = outputs.RootElement.GetProperty(type).Doubles();
        Assert.Empty(network.Load(State(type), rename: Renamed));
        var y = network.Predict(backend, [2, 1, 6, 6], [.. x.Select(value => (float)value)]).ToArray();
        Assert.Equal(expected.Length, y.Length);
        Assert.All(y.Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-12));
    }

    [Fact]
    public void Without_strict_each_mismatch_is_a_sentence_and_the_rest_is_loaded()
    {
        var bias = network.Parameters.Single(entry => entry.Path == "5.bias").Parameter.Value;
        var before = bias.ToArray();
        var mismatches = network.Load(State("f32"), strict: false, rename: name => name switch
        {
            "classifier.weight" => "1.bias",
            "features.1.bias" => "1.bias",
            "features.0.bias" => "5.weight",
            _ => Renamed(name == "classifier.bias" ? "head.bias" : name),
        });
        Assert.Equal(["\"5.weight\" has shape [3] in the file, but [2, 12] in the network",
            "a second tensor is renamed to \"1.bias\"", "the network has no \"head.bias\"",
            "the file has no \"0.bias\"", "the file has no \"5.bias\""], mismatches);
        Assert.Equal(before, bias.ToArray());
        Assert.Equal(Safetensors.Load(State("f32")).Tensors["features.0.weight"].ToArray(),
            network.Parameters[0].Parameter.Value.ToArray());
    }

    /// <summary>A counter belongs to running averages; the name alone, or another type, is a mismatch.</summary>
    [Fact]
    public void Only_the_counter_of_a_batch_norm_is_ignored()
    {
        var file = Safetensors.Load(State("f32"));
        var counter = file.Tensors["features.1.num_batches_tracked"];
        Assert.Equal([3.0], counter.ToArray());
        Assert.Equal(SafetensorsType.Int64, counter.Type);
        var path = Path.Combine(temporary.Path, "counters.safetensors");
        var real = new StoredTensor([], SafetensorsType.Float64, SafetensorsType.Float64.Encode([3]));
        Safetensors.Write(path, [("1.num_batches_tracked", real), ("0.num_batches_tracked", counter)], null);
        var mismatches = network.Load(path, strict: false);
        Assert.Contains("the network has no \"1.num_batches_tracked\"", mismatches);
        Assert.Contains("the network has no \"0.num_batches_tracked\"", mismatches);
    }

    [Fact]
    public void Every_half_and_every_bfloat16_is_read_exactly()
    {
        var bits = Enumerable.Range(0, 1 << 16).ToArray();
        byte[] data = [.. bits.SelectMany(value => new[] { (byte)value, (byte)(value >> 8) })];
        var half = SafetensorsType.Named("F16")!.Decode(data);
        var brain = SafetensorsType.Named("BF16")!.Decode(data);
        foreach (var value in bits)
        {
            Assert.Equal(Value(value, exponentBits: 5), half[value]);
            Assert.Equal(Value(value, exponentBits: 8), brain[value]);
        }
    }

    /// <summary>The value of 16 bits: a sign, an exponent and a fraction, as IEEE 754 defines it.</summary>
    static double Value(int bits, int exponentBits)
    {
        var (fractionBits, sign) = (15 - exponentBits, bits >> 15 == 0 ? 1 : -1);
        var (largest, fraction) = ((1 << exponentBits) - 1, bits & ((1 << fractionBits) - 1));
        var exponent = (bits >> fractionBits) & largest;
        return exponent == largest
            ? fraction == 0 ? sign * double.PositiveInfinity : double.NaN
            : sign * Math.ScaleB(exponent == 0 ? fraction : fraction + (1 << fractionBits),
                Math.Max(exponent, 1) - (largest >> 1) - fractionBits);
    }

    static string State(string type) => Path.Combine(Folder, $"{type}.safetensors");

    static string Renamed(string name) => name.Replace("features.", "").Replace("classifier", "5");
}
