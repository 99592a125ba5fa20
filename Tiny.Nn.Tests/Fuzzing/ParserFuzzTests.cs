using System.Text;
using Tiny.Nn.Backends;
using Tiny.Nn.Data;
using Tiny.Nn.Files;
using Tiny.Nn.Lab;
using Tiny.Nn.Lab.Data;
using Tiny.Nn.Lab.Exchange;
using Tiny.Nn.Layers;
using Tiny.Nn.Tests.Data;
using Tiny.Nn.Tests.Lab.Data;
using Tiny.Nn.Training;

namespace Tiny.Nn.Tests.Fuzzing;

/// <summary>
/// Feeds damaged files to every reader: it returns a result or throws the exception of its documentation with a message
/// of one line, and allocates no more than the file's size justifies.
/// </summary>
public sealed class ParserFuzzTests : IDisposable
{
    const int Cases = 2_000;

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Damaged_weights_files_are_read_or_explained()
    {
        using var backend = new Reference();
        var network = new Sequential(new Dense(3, 2), new Relu(), new Dense(2, 2));
        network.Initialize(backend, seed: 1);
        var path = System.IO.Path.Combine(folder.Path, "valid.safetensors");
        Safetensors.Save(path, network, new Dictionary<string, string> { ["net"] = "small" });
        CheckFiles(File.ReadAllBytes(path), damaged => Safetensors.Load(damaged).CopyTo(network));
    }

    [Fact]
    public void Damaged_checkpoints_are_read_or_explained()
    {
        using var backend = new Reference();
        var path = System.IO.Path.Combine(folder.Path, "valid.checkpoint");
        var data = Dataset.FromArrays([0, 1, 1, 0], [2], [0, 1]);
        TrainingResult Fit(Checkpoint? from, Action<TrainingState>? save)
        {
            var network = new Sequential(new Dense(2, 2));
            network.Initialize(backend, seed: 1);
            var trainer = new Trainer(network, Objective.Classification(), new Adam(0.01)) { SaveState = save };
            return trainer.Fit(backend, new Batches(data, 2), null, epochs: 2, seed: 1, from: from);
        }
        Fit(null, state => Checkpoint.Save(path, state));
        CheckFiles(File.ReadAllBytes(path), damaged => Fit(Checkpoint.Load(damaged), null), cases: Cases / 4);
    }

    [Fact]
    public void Damaged_ONNX_models_are_read_or_explained()
    {
        using var backend = new Reference();
        var network = new Sequential(new Conv2d(1, 2, kernel: 3), new MaxPool2d(2), new Relu(), new Upsample(2),
            new Flatten(), new Dense(32, 3), new Softmax());
        network.Initialize(backend, seed: 1);
        using var valid = new MemoryStream();
        OnnxExporter.Write(valid, network, [1, 6, 6]);
        CheckFiles(valid.ToArray(), damaged =>
        {
            var read = OnnxNetwork.Load(damaged);
            read.Initialize(backend, seed: 1);
            using var scope = backend.BeginScope(recording: false);
            read.Forward(Tensor.Full(backend, [2, 1, 6, 6], 0.5), ForwardContext.Evaluation);
        }, cases: Cases / 2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Damaged_IDX_files_are_read_or_explained(bool isCompressed)
    {
        var labels = folder.Write("labels", TemporaryFolder.Idx(0x801, [3], 0, 1, 2));
        var images = TemporaryFolder.Idx(0x803, [3, 2, 2], 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
        CheckFiles(isCompressed ? TemporaryFolder.Gzip(images) : images, damaged => Idx.Read(damaged, labels));
    }

    [Fact]
    public void Damaged_CSV_files_are_read_or_explained() =>
        CheckFiles(Encoding.UTF8.GetBytes("label,a,b,c,d\n3,0,1,2,255\n\"7\",4,5,6,7\n0,0,0,0,0\n"),
            damaged => CsvDigits.Read(damaged));

    [Theory]
    [InlineData(0, 8, false)]
    [InlineData(2, 16, true)]
    [InlineData(3, 2, true)]
    public void Damaged_PNG_files_are_read_or_explained(int color, int depth, bool isInterlaced)
    {
        var file = PngWriter.Write(9, 7, depth, color, isInterlaced, (x, y, _) => (x + y) % 4, row => row % 5,
            color == 3 ? [("PLTE", [.. Enumerable.Repeat((byte)9, 12)]), ("tRNS", [7])] : []);
        CheckFiles(file, damaged => PngReader.Read(damaged));
    }

    /// <summary>Damage behind a valid checksum: the header, the palette and the rows of a PNG.</summary>
    [Fact]
    public void PNG_chunks_with_damaged_content_and_a_valid_checksum_are_read_or_explained()
    {
        var (path, accepted) = (System.IO.Path.Combine(folder.Path, "damaged.png"), 0);
        var count = FuzzRun.Check(Cases, seed =>
        {
            var random = new RandomStream(seed, "damaged chunk");
            byte[] header = [0, 0, 0, 9, 0, 0, 0, 7, 2, 3, 0, 0, 0], palette = [.. new byte[12]], rows = new byte[28];
            if (random.NextInt(3) == 0) header = MutatedBytes.Of(header, random);
            if (random.NextInt(3) == 0) palette = MutatedBytes.Of(palette, random);
            if (random.NextInt(3) == 0) rows = MutatedBytes.Of(rows, random);
            File.WriteAllBytes(path, [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10,
                .. PngWriter.Chunk("IHDR", header), .. PngWriter.Chunk("PLTE", palette),
                .. PngWriter.Chunk("IDAT", PngWriter.Compress(rows)), .. PngWriter.Chunk("IEND", [])]);
            if (IsRead(() => PngReader.Read(path), 1000)) accepted++;
        });
        Assert.InRange(accepted, count / 10, 9 * count / 10);
    }

    [Theory]
    [InlineData("P2 # text\n3 2 255\n0 1 2 3 4 255\n")]
    [InlineData("P6 1 2 255\nabcdef")]
    public void Damaged_PNM_files_are_read_or_explained(string text) =>
        CheckFiles(Encoding.ASCII.GetBytes(text), damaged => PnmReader.Read(damaged));

    [Fact]
    public void Damaged_tables_are_read_or_explained()
    {
        var rows = Enumerable.Range(0, 12).Select(row => $"{row}.5;{(row % 3 == 0 ? "red" : "\"blue\"")};{row % 2}\n");
        CheckFiles(Encoding.UTF8.GetBytes("size;color;class\n" + string.Concat(rows)), damaged =>
        {
            try
            {
                DataLoader.Load(new()
                {
                    Source = damaged, Target = "class", Task = LearningTask.Classify,
                }, null, 100, _ => { });
            }
            catch (Exception error) when (error is UsageException or LabException)
            {
                throw new InvalidDataException(error.Message);
            }
        });
    }

    [Fact]
    public void Lines_of_layers_are_networks_or_explained()
    {
        const string line = "conv 16 5 stride 2 padding 1x2, max-pool 2, unpool, upsample 2 mode linear, global-pool, "
            + "flatten, reshape 4 4, conv-transpose 3 2, batch-norm, layer-norm, dropout 0.5, flatten, dense 10";
        var (valid, accepted) = (Encoding.UTF8.GetBytes(line), 0);
        var count = FuzzRun.Check(Cases, seed =>
        {
            var text = Encoding.UTF8.GetString(MutatedBytes.Of(valid, new RandomStream(seed, "damaged line")));
            try
            {
                LayerLine.Parse(text, [1, 28, 28]);
                accepted++;
            }
            catch (UsageException error)
            {
                Assert.StartsWith("--layers: ", error.Message);
                Assert.Equal(2, error.Excerpt!.Split('\n').Length);
                Assert.Contains('^', error.Excerpt);
            }
        });
        Assert.InRange(accepted, 1, count - 1);
    }

    [Fact]
    public void Damaged_stroke_tables_are_read_or_explained()
    {
        var valid = File.ReadAllBytes(System.IO.Path.Combine(Repository.Root, "datasets", "digit-strokes.txt"));
        CheckFiles(valid, damaged =>
        {
            using var text = new StreamReader(damaged);
            SyntheticDigits.Create(3, seed: 1, StrokeTable.Parse(text, damaged));
        }, cases: Cases / 4);
    }

    /// <summary>Reads damaged copies of a valid file.</summary>
    void CheckFiles(byte[] valid, Action<string> read, int cases = Cases)
    {
        read(folder.Write("valid", valid));
        var (accepted, rejected) = (0, 0);
        var path = System.IO.Path.Combine(folder.Path, "damaged");
        FuzzRun.Check(cases, seed =>
        {
            var bytes = MutatedBytes.Of(valid, new RandomStream(seed, "damaged file"));
            File.WriteAllBytes(path, bytes);
            if (IsRead(() => read(path), bytes.Length)) accepted++;
            else rejected++;
        });
        Assert.True(accepted > 0 && rejected > 0, $"{accepted} files are read and {rejected} rejected");
    }

    /// <summary>Reads a file of some length; returns whether it is read, and checks the message if it is not.</summary>
    static bool IsRead(Action read, int length)
    {
        var (before, isRead) = (GC.GetAllocatedBytesForCurrentThread(), false);
        try
        {
            read();
            isRead = true;
        }
        catch (Exception error) when (error is InvalidDataException or ArgumentException or LabException)
        {
            Assert.DoesNotContain('\n', error.Message);
            Assert.DoesNotContain("Parameter '", error.Message);
            Assert.Matches("[a-z]{3,}", error.Message);
        }
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < 10_000_000, $"allocated {allocated} bytes for a file of {length}");
        return isRead;
    }
}
