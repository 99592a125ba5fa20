using System.Text;
using Tiny.Nn.Backends;
using Tiny.Nn.Data;
using Tiny.Nn.Files;
using Tiny.Nn.Lab;
using Tiny.Nn.Lab.Data;
using Tiny.Nn.Lab.Exchange;
using Tiny.Nn.Layers;
using Tiny.Nn.Tests.Data;
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
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                read(path);
                accepted++;
            }
            catch (Exception error) when (error is InvalidDataException or ArgumentException or LabException)
            {
                Assert.DoesNotContain('\n', error.Message);
                Assert.DoesNotContain("Parameter '", error.Message);
                Assert.Matches("[a-z]{3,}", error.Message);
                rejected++;
            }
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < 10_000_000, $"allocated {allocated} bytes for a file of {bytes.Length}");
        });
        Assert.True(accepted > 0 && rejected > 0, $"{accepted} files are read and {rejected} rejected");
    }
}
