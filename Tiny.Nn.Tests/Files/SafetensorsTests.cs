using System.Buffers.Binary;
using System.Text;
using Tiny.Nn.Backends;
using Tiny.Nn.Files;
using Tiny.Nn.Layers;

namespace Tiny.Nn.Tests;

/// <summary>
/// Tests that weights round-trip through a safetensors file bit for bit, and that the bytes follow the format.
/// </summary>
public sealed class SafetensorsTests : IDisposable
{
    readonly Data.TemporaryFolder folder = new();
    readonly Reference exact = new();
    readonly Cpu<float> single = new(threads: 1);

    string FilePath => Path.Combine(folder.Path, "model.safetensors");

    public void Dispose()
    {
        folder.Dispose();
        exact.Dispose();
        single.Dispose();
    }

    static Sequential Network() => new(new Dense(3, 4), new Relu(), new Dense(4, 2));

    [Fact]
    public void A_network_round_trips_bit_for_bit()
    {
        foreach (var backend in new Backend[] { exact, single })
        {
            Sequential saved = Network(), loaded = Network();
            saved.Initialize(backend, seed: 1);
            loaded.Initialize(backend, seed: 2);
            var metadata = new Dictionary<string, string> { ["net"] = "small", ["note"] = "ä \"quoted\"\n" };
            Safetensors.Save(FilePath, saved, metadata);

            var file = Safetensors.Load(FilePath);
            file.CopyTo(loaded);

            Assert.Equal("small", file.Metadata["net"]);
            Assert.Equal("ä \"quoted\"\n", file.Metadata["note"]);
            Assert.Equal(["0.weight", "0.bias", "2.weight", "2.bias"], file.Tensors.Keys);
            foreach (var ((_, expected), (_, actual)) in saved.Parameters.Zip(loaded.Parameters))
                Assert.Equal(expected.Value.ToArray(), actual.Value.ToArray());
        }
    }

    [Fact]
    public void Special_floating_point_values_keep_their_bits()
    {
        double[] values = [0, -0.0, double.NaN, double.PositiveInfinity, double.Epsilon, double.MaxValue, 1.0 / 3];
        Safetensors.Save(FilePath, [("x", Tensor.From(exact, [7], values))]);
        var stored = Safetensors.Load(FilePath).Tensors["x"];
        Assert.Equal(values.Select(BitConverter.DoubleToInt64Bits),
            stored.ToArray().Select(BitConverter.DoubleToInt64Bits));
        Assert.Equal("F64", stored.Type.Name);
    }

    [Fact]
    public void The_bytes_follow_the_format()
    {
        Safetensors.Save(FilePath, [("b", Tensor.From(single, [2], [1.0, -2])), ("a", Tensor.From(single, [], [0.5]))],
            new Dictionary<string, string> { ["z"] = "1", ["net"] = "x" });
        var bytes = File.ReadAllBytes(FilePath);
        var length = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        Assert.Equal(0, length % 8);
        const string metadata = """{"__metadata__":{"net":"x","z":"1"},""";
        const string first = """ "b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},""";
        const string second = """ "a":{"dtype":"F32","shape":[],"data_offsets":[8,12]}}""";
        Assert.Equal(metadata + first.TrimStart() + second.TrimStart(),
            Encoding.UTF8.GetString(bytes, 8, length).TrimEnd(' '));
        Assert.Equal([0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0, 0, 0, 0, 0x3F], bytes[(8 + length)..]);
    }

    [Fact]
    public void The_same_weights_give_the_same_bytes()
    {
        var network = Network();
        network.Initialize(single, seed: 1);
        Safetensors.Save(FilePath, network, new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" });
        var first = File.ReadAllBytes(FilePath);
        Safetensors.Save(FilePath, network, new Dictionary<string, string> { ["b"] = "2", ["a"] = "1" });
        Assert.Equal(first, File.ReadAllBytes(FilePath));
    }

    [Fact]
    public void Weights_convert_between_float_and_double_backends()
    {
        Safetensors.Save(FilePath, [("x", Tensor.From(single, [1], [0.1]))]);
        Assert.Equal([0.1f], Safetensors.Load(FilePath).Tensors["x"].ToArray());

        var (wide, narrow) = (Network(), Network());
        wide.Initialize(exact, seed: 1);
        narrow.Initialize(single, seed: 2);
        Safetensors.Save(FilePath, wide);
        Safetensors.Load(FilePath).CopyTo(narrow);
        Assert.Equal(wide.Parameters[0].Parameter.Value.ToArray().Select(value => (double)(float)value),
            narrow.Parameters[0].Parameter.Value.ToArray());
    }

    [Fact]
    public void Empty_tensors_and_empty_files_round_trip()
    {
        Safetensors.Save(FilePath,
            [("none", Tensor.From(exact, [0, 3], ReadOnlySpan<double>.Empty)), ("one", Tensor.Scalar(exact, 1))]);
        Assert.Equal([0, 3], Safetensors.Load(FilePath).Tensors["none"].Shape);
        Safetensors.Save(FilePath, []);
        Assert.Empty(Safetensors.Load(FilePath).Tensors);
    }

    [Fact]
    public void Duplicate_and_reserved_names_throw()
    {
        var x = Tensor.Scalar(exact, 1);
        var duplicate = Assert.Throws<ArgumentException>(() => Safetensors.Save(FilePath, [("x", x), ("x", x)]));
        Assert.Equal("Safetensors: two tensors are named x; give each its own name", duplicate.Message);
        var reserved = Assert.Throws<ArgumentException>(() => Safetensors.Save(FilePath, [("__metadata__", x)]));
        Assert.Equal("Safetensors: __metadata__ is reserved for metadata; give the tensor another name",
            reserved.Message);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void A_failed_save_keeps_the_old_file_and_leaves_no_other()
    {
        Safetensors.Save(FilePath, [("x", Tensor.Scalar(exact, 1))]);
        var before = File.ReadAllBytes(FilePath);
        Tensor disposed;
        using (exact.BeginScope()) disposed = Tensor.Scalar(exact, 2);
        Assert.Throws<InvalidOperationException>(() =>
            Safetensors.Save(FilePath, [("x", Tensor.Scalar(exact, 3)), ("y", disposed)]));
        Assert.Equal(before, File.ReadAllBytes(FilePath));
        Assert.Equal([FilePath], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void Loading_the_file_of_another_network_throws_and_changes_nothing()
    {
        var network = Network();
        network.Initialize(exact, seed: 1);
        var before = network.Parameters[0].Parameter.Value.ToArray();

        var deeper = new Sequential(new Dense(3, 4), new Dense(4, 4), new Dense(4, 2));
        deeper.Initialize(exact, seed: 2);
        Safetensors.Save(FilePath, deeper);
        var names = Assert.Throws<InvalidDataException>(() => Safetensors.Load(FilePath).CopyTo(network));
        Assert.Equal($"{FilePath}: belongs to another network: the network has no \"1.weight\"; the network has no " +
            "\"1.bias\"; build the network that the file was saved from, rename its tensors, or load what fits with " +
            "strict: false", names.Message);

        var wider = new Sequential(new Dense(3, 4), new Relu(), new Dense(4, 5));
        wider.Initialize(exact, seed: 2);
        Safetensors.Save(FilePath, wider);
        var shape = Assert.Throws<InvalidDataException>(() => Safetensors.Load(FilePath).CopyTo(network));
        Assert.StartsWith($"{FilePath}: belongs to another network: \"2.weight\" has shape [5, 4] in the file, but " +
            "[2, 4] in the network; \"2.bias\" has shape [5] in the file, but [2] in the network; build the network",
            shape.Message);

        Safetensors.Save(FilePath, [("else", Tensor.Scalar(exact, 1))]);
        var missing = Assert.Throws<InvalidDataException>(() => Safetensors.Load(FilePath).CopyTo(network));
        Assert.Contains(": the network has no \"else\"; the file has no \"0.weight\"; the file has no \"0.bias\"; " +
            "and 2 more; build", missing.Message);
        Assert.Equal(before, network.Parameters[0].Parameter.Value.ToArray());
    }
}
