using System.Text.Json;
using System.Text.RegularExpressions;
using Tiny.Nn.Files;
using Tiny.Nn.Lab;

namespace Tiny.Nn.Tests.Lab;

/// <summary>Tests that a run can be repeated: by <c>train --like</c>, and by the command in its summary.</summary>
public sealed partial class RepeatTests : IDisposable
{
    readonly LabTestRun lab = new();

    public void Dispose() => lab.Dispose();

    [Fact]
    public void A_repeated_run_has_the_same_weights_and_records_the_same_command()
    {
        Assert.Equal(ExitCode.Success, lab.Train("mlp30", "--augment", "shift:2+rotation:15", "--schedule",
            "step:1:0.5", "--smoothing", "0.1", "--expand", "--batch", "20", "--seed", "7"));
        Assert.Equal(ExitCode.Success, Repeat("again"));
        AssertSameRun("again");
    }

    [Fact]
    public void The_command_in_the_summary_repeats_the_run()
    {
        Assert.Equal(ExitCode.Success, lab.Train("mlp30", "--optimizer", "adamw", "--clip", "1", "--lambda", "0.1",
            "--l1", "0.01", "--examples", "100", "--validation", "30", "--patience", "3"));
        var command = JsonDocument.Parse(lab.Read("summary.json")).RootElement.GetProperty("command").GetString()!;
        string[] arguments = [.. Words().Matches(command).Select(word => word.Value.Trim('\''))];
        Assert.Equal(ExitCode.Success, lab.Run([.. arguments, "--out", lab.At("again")]));
        AssertSameRun("again");
    }

    [Fact]
    public void The_weights_record_the_run()
    {
        Assert.Equal(ExitCode.Success, lab.Train("mlp30", "--rate", "0.25"));
        var metadata = Safetensors.Load(lab.At("model.safetensors")).Metadata;
        Assert.Contains("--rate 0.25", metadata["command"]);
        Assert.Contains("\"data_checksum\"", metadata["run"]);
        Assert.Matches(@"^\d+\.\d+\.\d+$", metadata["version"]);
    }

    [Fact]
    public void A_repetition_cannot_differ_from_its_run()
    {
        Assert.Equal(ExitCode.Success, lab.Train("mlp30"));
        AssertRefused($"--rate: the run in '{lab.Folder}' has 0.5, got 0.1; omit the option, or begin a new run",
            "--rate", "0.1");
        AssertRefused($"--epochs: the run in '{lab.Folder}' has 2, got 3; omit the option, or begin a new run",
            "--epochs", "3");
        AssertRefused("--like begins a new run and --resume continues one; omit one of them", "--resume", lab.Folder);
        AssertRefused("--like: 'nothing' has no checkpoint.safetensors; expects the folder of a run, such as "
            + "runs/<net>-<time>", "--like", "nothing");
    }

    int Repeat(string folder) => lab.Run("train", "--like", lab.Folder, "--threads", "1", "--out", lab.At(folder));

    void AssertRefused(string message, params string[] options)
    {
        string[] like = options.Contains("--like") ? [] : ["--like", lab.Folder];
        Assert.NotEqual(ExitCode.Success, lab.Run(["train", .. like, .. options]));
        Assert.StartsWith($"error: {message}", lab.Error);
    }

    void AssertSameRun(string folder)
    {
        Assert.Equal(File.ReadAllBytes(lab.At("model.safetensors")),
            File.ReadAllBytes(Path.Combine(lab.At(folder), "model.safetensors")));
        string Command(string text) => Regex.Match(text, "\"command\": \".*\"").Value;
        Assert.NotEmpty(Command(lab.Read("summary.json")));
        Assert.Equal(Command(lab.Read("summary.json")), Command(lab.Read(Path.Combine(folder, "summary.json"))));
    }

    /// <summary>Words, or texts in single quotes.</summary>
    [GeneratedRegex("'[^']*'|[^ ]+")]
    private static partial Regex Words();
}
