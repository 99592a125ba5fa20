using Tiny.Nn.Backends;
using Tiny.Nn.Data;
using Tiny.Nn.Files;
using Tiny.Nn.Layers;
using Tiny.Nn.Training;

namespace Tiny.Nn.Tests.Training;

/// <summary>
/// Tests that a training run that continues from any of its checkpoints ends with the bits of the run that was not
/// interrupted, and that a checkpoint of another run is refused.
/// </summary>
public sealed class CheckpointTests : IDisposable
{
    const int Epochs = 4;

    readonly Data.TemporaryFolder folder = new();
    readonly Reference backend = new();

    public void Dispose()
    {
        backend.Dispose();
        folder.Dispose();
    }

    /// <summary>Every optimizer of the library, with all its vectors.</summary>
    internal static readonly Dictionary<string, Func<Optimizer>> Optimizers = new()
    {
        ["sgd"] = () => new Sgd(0.2),
        ["momentum"] = () => new Sgd(0.1, momentum: 0.9),
        ["nesterov"] = () => new Sgd(0.1, momentum: 0.9, nesterov: true),
        ["adam"] = () => new Adam(0.02),
        ["adamw"] = () => new AdamW(0.02),
        ["adagrad"] = () => new AdaGrad(0.1, rateDecay: 0.05),
        ["rmsprop"] = () => new RmsProp(0.02, momentum: 0.8),
        ["proximal"] = () => new Proximal(new Adam(0.02), 0.01),
    };

    public static TheoryData<string> OptimizerNames => [.. Optimizers.Keys];

    [Theory]
    [MemberData(nameof(OptimizerNames))]
    public void A_run_that_continues_from_any_checkpoint_ends_with_the_same_bits(string optimizer) =>
        AssertContinues(Optimizers[optimizer], _ => { });

    [Fact]
    public void A_run_on_the_fast_backend_continues_with_the_same_bits()
    {
        using var single = new Cpu<float>(threads: 2);
        AssertContinues(Optimizers["adam"], _ => { }, single);
    }

    [Fact]
    public void A_run_with_an_early_stop_continues_with_the_same_bits_and_stops_at_the_same_epoch()
    {
        var run = new Run(backend, Optimizers["sgd"]) { Stopping = new(patience: 2, interval: 3), Length = 40 };
        var expected = run.Train(folder.Path);
        Assert.InRange(expected.Epochs.Count, 7, 39);
        for (var epoch = 0; epoch <= expected.Epochs.Count; epoch++)
            AssertEqual(expected, run.Train(null, Run.Load(folder.Path, epoch)));
    }

    [Fact]
    public void A_run_without_a_validation_set_keeps_the_last_complete_epoch_also_if_it_is_cancelled_and_continued()
    {
        var run = new Run(backend, Optimizers["momentum"]) { Validation = null };
        var expected = run.Train(folder.Path);
        Assert.Equal(Epochs, expected.BestEpoch);
        var cancelled = new Run(backend, Optimizers["momentum"]) { Validation = null, CancelAfter = (3, 2) };
        var partial = cancelled.Train(null);
        Assert.Equal((2, true), (partial.BestEpoch, partial.WasCancelled));
        var network = run.CreateNetwork();
        run.Copy(Run.Load(folder.Path, 2), network);
        Assert.Equal(Run.Values(network), cancelled.FinalValues);
        AssertEqual(expected, run.Train(null, Run.Load(folder.Path, 2)));
    }

    [Fact]
    public void A_longer_run_continues_with_the_bits_of_the_longer_run_that_was_not_interrupted()
    {
        var run = new Run(backend, Optimizers["adam"]) { Schedule = new StepDecay(2, 0.5) };
        run.Train(folder.Path);
        var longer = new Run(backend, Optimizers["adam"]) { Schedule = new StepDecay(2, 0.5), Length = Epochs + 3 };
        var expected = longer.Train(null);
        var values = longer.FinalValues;
        AssertEqual(expected, longer.Train(null, Run.Load(folder.Path, Epochs)));
        Assert.Equal(values, longer.FinalValues);
    }

    [Fact]
    public void The_state_is_saved_before_the_first_epoch_and_before_each_epoch_is_reported()
    {
        var events = new List<string>();
        var run = new Run(backend, Optimizers["sgd"]) { Length = 2, Events = events };
        run.Train(folder.Path);
        Assert.Equal(["saved 0", "saved 1", "reported 1", "saved 2", "reported 2"], events);
    }

    [Fact]
    public void Moments_have_the_names_of_PyTorch()
    {
        Assert.Equal(["exp_avg", "exp_avg_sq"], Vectors("adam"));
        Assert.Equal(["momentum_buffer"], Vectors("momentum"));
        Assert.Equal(["momentum_buffer", "square_avg"], Vectors("rmsprop"));
        Assert.Equal(["sum"], Vectors("adagrad"));
        Assert.Equal(["exp_avg", "exp_avg_sq"], Vectors("proximal"));

        IEnumerable<string> Vectors(string optimizer)
        {
            new Run(backend, Optimizers[optimizer]) { Length = 1 }.Train(folder.Path);
            const string prefix = "optimizer.0.weight.";
            return Safetensors.Load(Run.File(folder.Path, 1)).Tensors.Keys
                .Where(name => name.StartsWith(prefix)).Select(name => name[prefix.Length..]).Order();
        }
    }

    [Fact]
    public void The_file_has_the_documented_tensors_metadata_and_results()
    {
        var run = new Run(backend, Optimizers["momentum"]);
        var result = run.Train(folder.Path);
        var file = Safetensors.Load(Run.File(folder.Path, Epochs));
        Assert.Contains("network.1.running_mean", file.Tensors.Keys);
        Assert.Contains("best.4.bias", file.Tensors.Keys);
        Assert.DoesNotContain(file.Tensors.Keys, name => name.StartsWith("optimizer.1.running"));
        Assert.Equal(["seed", "training"], file.Metadata.Keys.Order());
        var checkpoint = Run.Load(folder.Path, Epochs);
        Assert.Equal("1", checkpoint.Metadata["seed"]);
        Assert.Equal(result.Epochs, checkpoint.Epochs);
    }

    [Fact]
    public void A_checkpoint_of_another_run_is_refused_with_a_message_that_names_the_fix()
    {
        new Run(backend, Optimizers["adam"]).Train(folder.Path);
        var (path, checkpoint) = (Run.File(folder.Path, 2), Run.Load(folder.Path, 2));
        Assert.Equal($"{path}: belongs to a run with the optimizer Adam, got Sgd; create the optimizer that the run " +
            "began with", Refused<ArgumentException>(new(backend, Optimizers["sgd"])));
        Assert.Equal($"{path}: belongs to a run with 14 batches in 2 epochs, but an epoch now has 10; use the data " +
            "and the batch size that the run began with",
            Refused<ArgumentException>(new(backend, Optimizers["adam"]) { BatchSize = 6 }));
        Assert.Equal($"{path}: belongs to another network: it has no network.0.weight of shape [7, 2]; build the " +
            "network that the run began with",
            Refused<InvalidDataException>(new(backend, Optimizers["adam"]) { Units = 7 }));

        string Refused<E>(Run run) where E : Exception => Assert.Throws<E>(() => run.Train(null, checkpoint)).Message;
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"Optimizer\":null}")]
    [InlineData("[1]")]
    public void A_file_without_valid_progress_is_no_checkpoint(string? progress)
    {
        var path = Path.Combine(folder.Path, "model.safetensors");
        var metadata = new Dictionary<string, string>();
        if (progress is not null) metadata["training"] = progress;
        Safetensors.Save(path, [], metadata);
        Assert.Equal($"{path}: is not a checkpoint: its metadata has no valid training; use a file that " +
            "Checkpoint.Save wrote", Assert.Throws<InvalidDataException>(() => Checkpoint.Load(path)).Message);
    }

    /// <summary>
    /// Trains a network, then checks that a run from each of its checkpoints has equal results, weights and final
    /// checkpoint.
    /// </summary>
    /// <param name="damage">Changes a checkpoint's file before it is loaded; a mutant.</param>
    internal static void AssertContinues(Func<Optimizer> optimizer, Action<string> damage, Backend? device = null)
    {
        using Data.TemporaryFolder whole = new(), continued = new();
        using var backend = device is null ? new Reference() : null;
        var run = new Run(device ?? backend!, optimizer);
        var expected = run.Train(whole.Path);
        var values = run.FinalValues;
        Assert.InRange(expected.BestEpoch, 1, Epochs);
        for (var epoch = 0; epoch <= Epochs; epoch++)
        {
            damage(Run.File(whole.Path, epoch));
            AssertEqual(expected, run.Train(continued.Path, Run.Load(whole.Path, epoch)));
            Assert.Equal(values, run.FinalValues);
            if (epoch == Epochs) continue;
            var (first, second) =
                (Safetensors.Load(Run.File(whole.Path, Epochs)), Safetensors.Load(Run.File(continued.Path, Epochs)));
            Assert.Equal(first.Tensors.Keys, second.Tensors.Keys);
            foreach (var (name, tensor) in first.Tensors)
                Assert.Equal(tensor.ToArray(), second.Tensors[name].ToArray());
        }
    }

    static void AssertEqual(TrainingResult expected, TrainingResult actual)
    {
        Assert.Equal((expected.BestEpoch, expected.WasCancelled), (actual.BestEpoch, actual.WasCancelled));
        Assert.Equal(expected.Epochs.Select(WithoutTimes), actual.Epochs.Select(WithoutTimes));

        static EpochResult WithoutTimes(EpochResult epoch) => epoch with { Seconds = 0, SamplesPerSecond = 0 };
    }

    /// <summary>A small training run with batch norm, dropout, a penalty and a short last batch.</summary>
    sealed class Run(Backend backend, Func<Optimizer> optimizer)
    {
        public EarlyStopping? Stopping { get; init; }

        public Schedule Schedule { get; init; } = new InverseScaling();

        public Dataset? Validation { get; init; } = ToyDatasets.TwoClusters(40, seed: 8);

        public int Length { get; init; } = Epochs;

        public int BatchSize { get; init; } = 9;

        public int Units { get; init; } = 6;

        public (int Epoch, int Batch)? CancelAfter { get; init; }

        public List<string> Events { get; init; } = [];

        public double[] FinalValues { get; private set; } = [];

        public static string File(string folder, int epoch) => Path.Combine(folder, $"{epoch}.safetensors");

        public static Checkpoint Load(string folder, int epoch) => Checkpoint.Load(File(folder, epoch));

        public static double[] Values(Layer network) =>
            [.. network.Parameters.SelectMany(entry => entry.Parameter.Value.ToArray())];

        public Sequential CreateNetwork()
        {
            var network = new Sequential(new Dense(2, Units), new BatchNorm(Units), new Tanh(), new Dropout(0.3),
                new Dense(Units, 2));
            network.Initialize(backend, seed: 3);
            return network;
        }

        /// <summary>Copies a checkpoint's network.</summary>
        public void Copy(Checkpoint from, Layer network) =>
            from.CopyTo(new(network, optimizer(), new(1)), new Batches(ToyDatasets.TwoClusters(60), BatchSize).Count);

        /// <summary>Trains a new network, and saves every state to a folder.</summary>
        public TrainingResult Train(string? folder, Checkpoint? from = null)
        {
            var (network, metadata) = (CreateNetwork(), new Dictionary<string, string> { ["seed"] = "1" });
            using var stop = new CancellationTokenSource();
            var trainer = new Trainer(network, Objective.Classification(), optimizer())
            {
                Schedule = Schedule, Stopping = Stopping, Regularizer = new L2(1e-3),
                SaveState = state =>
                {
                    Events.Add($"saved {state.Epoch}");
                    if (folder is not null) Checkpoint.Save(File(folder, state.Epoch), state, metadata);
                },
                EpochCompleted = epoch => Events.Add($"reported {epoch.Epoch}"),
                BatchCompleted = batch => { if ((batch.Epoch, batch.Batch) == CancelAfter) stop.Cancel(); },
            };
            var batches = new Batches(ToyDatasets.TwoClusters(60), BatchSize, seed: 1);
            var result = trainer.Fit(backend, batches, Validation, Length, seed: 1, stop.Token, from);
            FinalValues = Values(network);
            return result;
        }
    }
}
