namespace Tiny.Nn.Tests.Lab;

/// <summary>
/// Tests SIGINT and SIGTERM in a separate process: once or twice, to the program alone or to its process group. The
/// complete epochs are reported, and the run continues with the same bits.
/// </summary>
public class InterruptTests
{
    [SkippableTheory]
    [InlineData("INT", 1, false)]
    [InlineData("TERM", 1, false)]
    [InlineData("INT", 2, false)]
    [InlineData("TERM", 2, false)]
    [InlineData("INT", 2, true)]
    [InlineData("TERM", 1, true)]
    [InlineData("TERM", 2, true)]
    public async Task A_signal_loses_no_complete_epoch(string signal, int count, bool toGroup)
    {
        Skip.If(OperatingSystem.IsWindows(), "requires kill, which Windows does not have");
        using LabTestRun run = new(), whole = new();
        string[] train = ["train", "--net", "mlp16", "--data", run.Digits(), "--threads", "1", "--epochs", "1000000",
            "--out", run.Folder];
        using var program = toGroup ? LabProcess.StartGroup(train) : LabProcess.Start(train);
        await program.ReadToNextEpoch();
        for (var sent = 0; sent < count; sent++) LabProcess.Signal(signal, toGroup ? -program.Id : program.Id);
        var last = await program.ReadToEnd();
        var epochs = program.ReportedEpoch;
        Assert.Equal($"Stopped after {epochs} of 1000000 epochs. To continue: dotnet run --project Tiny.Nn.Lab -- "
            + $"train --resume {run.Folder}", last);
        if (!toGroup) Assert.Equal(130, program.ExitCode);       // else it is the shell's
        Assert.Equal(epochs, run.Read("metrics.csv").TrimEnd().Split('\n').Length - 1);
        Assert.Contains(">Learning curves<", run.Read("report.html"));
        Assert.Equal(0, run.Run("evaluate", "--model", run.At("model.safetensors"), "--data", run.Digits()));

        Assert.Equal(0, run.Run("train", "--resume", run.Folder, "--epochs", $"{epochs + 1}"));
        Assert.Equal(0, whole.Train("mlp16", "--epochs", $"{epochs + 1}"));
        ResumeTests.AssertEqualResults(whole, run);
    }
}
