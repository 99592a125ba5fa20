using System.Text.Json;
using System.Text.RegularExpressions;
using Tiny.Nn.Files;
using Tiny.Nn.Lab;
using Tiny.Nn.Lab.Terminal;
using Tiny.Nn.Tests.Backends;

namespace Tiny.Nn.Tests.Lab;

/// <summary>
/// Tests of <c>train --resume</c>: the results of a continued run equal those of one that was not interrupted, and
/// everything that would make them differ is refused.
/// </summary>
public class ResumeTests
{
    const string Checkpoint = "checkpoint.safetensors";

    [Theory]
    [InlineData("mlp16", "")]
    [InlineData("default", "")]                                         // Adam, one-cycle schedule
    [InlineData("sklearn50", "")]                                       // no validation set, momentum
    [InlineData("v6", "--batch 100")]                                   // dropout, expanded training set
    [InlineData("softmax", "--optimizer rmsprop --momentum 0.9 --lambda 2 --backend cpu-double --seed 7")]
    [InlineData("conv-autoencoder", "")]
    [InlineData("v6", "--dropout 0.2 --batch 100 --expand false --examples 100")]
    [InlineData("mlp16", "--schedule cosine:0.01 --clip 0.5 --l1 1 --lambda 1 --smoothing 0.1 --patience 3 "
        + "--augment shift:2+elastic:9:3+noise:0.1")]
    public void A_continued_run_has_the_results_of_the_run_that_was_not_interrupted(string network, string options) =>
        AssertContinues(network, options);

    internal static void AssertContinues(string network, string options)
    {
        using LabTestRun whole = new(), stopped = new();
        string[] arguments = ["--epochs", "3", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        Assert.Equal(0, whole.Train(network, arguments));
        stopped.Digits();
        Assert.Equal(130, StopAfter(1, stopped, ["train", "--net", network, "--data", stopped.Digits(),
            "--out", stopped.Folder, .. arguments]));
        Assert.EndsWith("Stopped after 1 of 3 epochs. To continue: dotnet run --project Tiny.Nn.Lab -- train --resume "
            + $"{stopped.Folder}\n", stopped.Output);
        Assert.Contains(">Architecture<", stopped.Read("report.html"));
        Assert.Equal(0, stopped.Run("train", "--resume", stopped.Folder));
        Assert.Contains("Continuing after epoch 1 of 3", stopped.Output);
        AssertEqualResults(whole, stopped);
    }

    [Fact]
    public void A_run_that_is_stopped_before_its_first_epoch_is_complete_continues_from_the_beginning()
    {
        using LabTestRun whole = new(), stopped = new();
        Assert.Equal(0, whole.Train("mlp16"));
        Assert.Equal(130, StopAfter(0, stopped, ["train", "--net", "mlp16", "--data", stopped.Digits(),
            "--out", stopped.Folder, "--epochs", "2"]));
        Assert.Equal($"Stopped after 0 of 2 epochs. To continue: dotnet run --project Tiny.Nn.Lab -- train --resume "
            + $"{stopped.Folder}", stopped.Output.TrimEnd().Split('\n')[^1]);
        Assert.Equal([Checkpoint, "digits.csv"], Files(stopped));
        Assert.Equal(0, stopped.Run("train", "--resume", stopped.Folder));
        AssertEqualResults(whole, stopped);
    }

    [Fact]
    public void A_finished_run_continues_to_a_larger_number_of_epochs()
    {
        using LabTestRun whole = new(), continued = new();
        whole.Train("mlp16", "--epochs", "5");
        continued.Train("mlp16", "--epochs", "2");
        Assert.Equal(0, continued.Run("train", "--resume", continued.Folder, "--epochs", "5"));
        AssertEqualResults(whole, continued);
    }

    [Fact]
    public void A_finished_run_says_so_and_changes_no_file()
    {
        using var run = new LabTestRun();
        run.Train("mlp16");
        var before = Directory.GetFiles(run.Folder).ToDictionary(file => file, File.GetLastWriteTimeUtc);
        Assert.Equal(0, run.Run("train", "--resume", run.Folder));
        Assert.Equal($"The run in '{run.Folder}' is finished: 2 of 2 epochs. To train longer, add a larger --epochs.\n",
            run.Output);
        Assert.Equal(before, Directory.GetFiles(run.Folder).ToDictionary(file => file, File.GetLastWriteTimeUtc));
    }

    [Fact]
    public void A_finished_run_with_a_schedule_of_fixed_length_says_that_it_has_no_further_epochs()
    {
        using var run = new LabTestRun();
        run.Train("default");
        Assert.Equal(0, run.Run("train", "--resume", run.Folder));
        Assert.Equal($"The run in '{run.Folder}' is finished: 2 of 2 epochs. Its one-cycle schedule has no further "
            + "epochs.\n", run.Output);
    }

    [Fact]
    public void A_run_that_early_stopping_ended_is_finished_and_an_interrupted_one_stops_at_the_same_epoch()
    {
        using LabTestRun whole = new(), stopped = new();
        string[] options = ["--rate", "1e-9", "--epochs", "9", "--patience", "2"];
        Assert.Equal(0, whole.Train("mlp16", options));
        Assert.Contains("Early stopping after epoch 3 of 9: no better validation result in 2 epochs\n", whole.Output);
        Assert.Equal(130, StopAfter(2, stopped, ["train", "--net", "mlp16", "--data", stopped.Digits(),
            "--out", stopped.Folder, .. options]));
        Assert.Equal(0, stopped.Run("train", "--resume", stopped.Folder));
        AssertEqualResults(whole, stopped);
        Assert.Equal(0, stopped.Run("train", "--resume", stopped.Folder, "--epochs", "20"));
        Assert.Equal($"The run in '{stopped.Folder}' is finished: 3 of 20 epochs. Early stopping ended it: no better "
            + "validation result after epoch 1.\n", stopped.Output);
    }

    [Fact]
    public void Another_length_is_refused_if_the_schedule_depends_on_it()
    {
        using var run = new LabTestRun();
        run.Train("default");
        Assert.Equal(2, run.Run("train", "--resume", run.Folder, "--epochs", "4"));
        Assert.Equal($"error: --epochs: the one-cycle schedule of the run in '{run.Folder}' spans its 2 epochs, so the "
            + "run cannot have 4; omit --epochs, or begin a new run\n", run.Error);
    }

    [Theory]
    [InlineData("--net v3", "--net: the run in 'DIR' has mlp16, got v3; omit the option, or begin a new run")]
    [InlineData("--rate 0.25", "--rate: the run in 'DIR' has 0.5, got 0.25; omit the option, or begin a new run")]
    [InlineData("--batch 7", "--batch: the run in 'DIR' has 10, got 7; omit the option, or begin a new run")]
    [InlineData("--optimizer adam",
        "--optimizer: the run in 'DIR' has sgd, got adam; omit the option, or begin a new run")]
    [InlineData("--momentum 0.5", "--momentum: the run in 'DIR' has 0, got 0.5; omit the option, or begin a new run")]
    [InlineData("--lambda 1", "--lambda: the run in 'DIR' has 0, got 1; omit the option, or begin a new run")]
    [InlineData("--expand", "--expand: the run in 'DIR' has False, got True; omit the option, or begin a new run")]
    [InlineData("--validation 7", "--validation: the run in 'DIR' has 30, got 7; omit the option, or begin a new run")]
    [InlineData("--seed 2", "--seed: the run in 'DIR' has 1, got 2; omit the option, or begin a new run")]
    [InlineData("--backend reference",
        "--backend: the run in 'DIR' has cpu, got reference; omit the option, or begin a new run")]
    [InlineData("--schedule cosine",
        "--schedule: the run in 'DIR' has constant, got cosine; omit the option, or begin a new run")]
    [InlineData("--clip 1", "--clip: the run in 'DIR' has 0, got 1; omit the option, or begin a new run")]
    [InlineData("--l1 2", "--l1: the run in 'DIR' has 0, got 2; omit the option, or begin a new run")]
    [InlineData("--dropout 0.5", "--dropout: the run in 'DIR' has none, got 0.5; omit the option, or begin a new run")]
    [InlineData("--smoothing 0.1", "--smoothing: the run in 'DIR' has 0, got 0.1; omit the option, or begin a new run")]
    [InlineData("--augment shift:1+noise:0.5",
        "--augment: the run in 'DIR' has none, got shift:1+noise:0.5; omit the option, or begin a new run")]
    [InlineData("--examples 9", "--examples: the run in 'DIR' has none, got 9; omit the option, or begin a new run")]
    [InlineData("--patience 3", "--patience: the run in 'DIR' has 0, got 3; omit the option, or begin a new run")]
    [InlineData("--out elsewhere", "--out: a run continues in its own folder; omit --out")]
    [InlineData("--epochs 1", "--epochs: the run in 'DIR' has 2 complete epochs, got 1; expects 2 or more")]
    public void An_option_that_contradicts_the_run_is_refused(string option, string message)
    {
        using var run = new LabTestRun();
        run.Train("mlp16");
        Assert.Equal(2, run.Run(["train", "--resume", run.Folder, .. option.Split(' ')]));
        Assert.Equal($"error: {message.Replace("DIR", run.Folder)}\n", run.Error);
    }

    [Fact]
    public void A_run_that_is_shortened_says_so()
    {
        using var run = new LabTestRun();
        string[] train = ["train", "--net", "mlp16", "--data", run.Digits(), "--threads", "1", "--epochs", "9"];
        Assert.Equal(130, StopAfter(2, run, [.. train, "--out", run.At("run")]));
        Assert.Equal(0, run.Run("train", "--resume", run.At("run"), "--epochs", "3"));
        Assert.Matches("\nContinuing after epoch [12] of 3, fewer than the 9 planned before\n", run.Output);
    }

    [Fact]
    public void Options_that_repeat_the_settings_and_options_that_change_no_result_are_accepted()
    {
        using LabTestRun whole = new(), continued = new();
        whole.Train("mlp16", "--epochs", "4", "--rate", "0.25");
        continued.Train("mlp16", "--epochs", "2", "--rate", "0.25");
        Assert.Equal(0, continued.Run("train", "--resume", continued.Folder, "--net", "mlp16", "--rate", "0.25",
            "--expand", "false", "--augment", "shift:0", "--clip", "0", "--schedule", "constant",
            "--threads", "3", "--data", continued.Digits(), "--epochs", "4", "--quiet"));
        Assert.Single(continued.Output.TrimEnd().Split('\n'));
        AssertEqualResults(whole, continued);
    }

    [Fact]
    public void Other_data_is_refused_and_the_same_data_elsewhere_is_accepted()
    {
        using LabTestRun run = new(), elsewhere = new();
        run.Train("mlp16");
        var moved = elsewhere.At("digits.csv");
        File.Move(run.Digits(), moved);
        Assert.Equal(0, run.Run("train", "--resume", run.Folder, "--epochs", "3", "--data", moved));
        File.WriteAllText(moved, Regex.Replace(File.ReadAllText(moved), "255", "254"));
        Assert.Equal(1, run.Run("train", "--resume", run.Folder, "--epochs", "4", "--data", moved));
        Assert.Matches($"^error: {Regex.Escape(moved)}: is not the data of the run in '{Regex.Escape(run.Folder)}': "
            + "its SHA-256 is [0-9a-f]{64}, expected [0-9a-f]{64}; name the run's data with --data\n$", run.Error);
    }

    [Fact]
    public void A_folder_without_a_checkpoint_is_refused()
    {
        using var run = new LabTestRun();
        Assert.Equal(1, run.Run("train", "--resume", run.Folder));
        Assert.Equal($"error: --resume: '{run.Folder}' has no {Checkpoint}; expects the folder of a run, such as "
            + "runs/<net>-<time>\n", run.Error);
        Assert.Empty(Directory.GetFiles(run.Folder));
    }

    [Fact]
    public void A_checkpoint_without_settings_and_a_damaged_one_are_refused()
    {
        using var run = new LabTestRun();
        run.Train("mlp16");
        var file = Safetensors.Load(run.At(Checkpoint));
        Safetensors.Write(run.At(Checkpoint), [.. file.Tensors.Select(entry => (entry.Key, entry.Value))],
            new Dictionary<string, string> { ["training"] = file.Metadata["training"], ["run"] = "{}" });
        Assert.Equal(1, run.Run("train", "--resume", run.Folder));
        Assert.Equal($"error: {run.At(Checkpoint)}: has no valid settings of a run in its metadata; expects a file "
            + "that train wrote\n", run.Error);
        File.WriteAllText(run.At(Checkpoint), "damaged");
        Assert.Equal(1, run.Run("train", "--resume", run.Folder));
        Assert.StartsWith($"error: {run.At(Checkpoint)}: is not a valid .safetensors file: ", run.Error);
    }

    /// <summary>
    /// Runs the program, and stops it as a signal does while it writes the checkpoint of an epoch; 0 is the state
    /// before the first, and several runs of one command count on.
    /// </summary>
    internal static int StopAfter(int epoch, LabTestRun run, string[] arguments)
    {
        var (interruption, checkpoints) = (new Interruption(), 0);
        AtomicFile.Interceptor.Value = stream =>
        {
            if (((FileStream)stream).Name.Contains(Checkpoint) && checkpoints++ == epoch) interruption.TryStop();
            return stream;
        };
        var code = run.Run(interruption, arguments);
        AtomicFile.Interceptor.Value = null;
        return code;
    }

    /// <summary>Asserts equal weights, metrics apart from times, and accuracies, in a folder of both runs.</summary>
    internal static void AssertEqualResults(LabTestRun expected, LabTestRun actual, string folder = "")
    {
        Assert.Equal(Bytes(expected), Bytes(actual));
        Assert.Equal(Metrics(expected), Metrics(actual));
        Assert.Equal(Summary(expected), Summary(actual));
        Assert.Equal([Checkpoint, "metrics.csv", "model.safetensors", "report.html", "summary.json"],
            Files(actual, folder).Except(["digits.csv"]));

        byte[] Bytes(LabTestRun run) => run.Weights(Path.Combine(folder, "model.safetensors"));

        IEnumerable<string> Metrics(LabTestRun run) => run.Read(Path.Combine(folder, "metrics.csv")).TrimEnd()
            .Split('\n').Select(line => string.Join(',', line.Split(',')[..5]));

        IEnumerable<string> Summary(LabTestRun run)
        {
            using var summary = JsonDocument.Parse(run.Read(Path.Combine(folder, "summary.json")));
            return [.. summary.RootElement.EnumerateObject()
                .Concat(summary.RootElement.GetProperty("settings").EnumerateObject())
                .Where(entry => entry.Name is not ("seconds" or "samples_per_second" or "threads" or "settings"))
                .Where(entry => entry.Name != "command")   // with the path of the data
                .Where(entry => entry.Name != "data" || !Path.IsPathRooted(entry.Value.GetString()))
                .Select(entry => $"{entry.Name} {entry.Value}")];
        }
    }

    internal static IEnumerable<string> Files(LabTestRun run, string folder = "") =>
        Directory.GetFiles(run.At(folder)).Select(file => Path.GetFileName(file)).Order();
}

/// <summary>Tests of <c>train --resume</c> on the device.</summary>
[Collection(OpenClCollection.Name)]
public class OpenClResumeTests
{
    [SkippableFact]
    public void A_continued_run_has_the_results_of_the_run_that_was_not_interrupted()
    {
        OpenClTestBackend.CreateOrSkip().Dispose();
        ResumeTests.AssertContinues("v6", "--backend opencl --batch 100 --optimizer adam --expand false");
    }
}
