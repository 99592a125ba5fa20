using System.Diagnostics;

namespace Tiny.Nn.Tests.Lab;

/// <summary>
/// Tests Ctrl-C in a separate process: training ends after the current batch, the weights are saved, and the
/// exit code is 130.
/// </summary>
public class InterruptTests
{
    [SkippableTheory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task An_interrupt_saves_the_weights_and_exits_with_130(string signal)
    {
        Skip.If(OperatingSystem.IsWindows(), "requires kill, which Windows does not have");
        using var run = new LabTestRun();
        using var program = Start("train", "--net", "mlp16", "--data", run.Digits(),
            "--epochs", "1000000", "--threads", "1",
            "--out", run.Folder);
        while (await program.StandardOutput.ReadLineAsync() is { } line && !line.StartsWith("epoch")) { }
        using (var kill = Process.Start("kill", [$"-{signal}", $"{program.Id}"])) await kill.WaitForExitAsync();
        var rest = await program.StandardOutput.ReadToEndAsync();
        await program.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(130, program.ExitCode);
        Assert.EndsWith($" To continue: dotnet run --project Tiny.Nn.Lab -- train --resume {run.Folder}\n", rest);
        Assert.True(File.Exists(run.At("model.safetensors")));
        Assert.True(File.Exists(run.At("metrics.csv")));
        Assert.True(File.Exists(run.At("summary.json")));
        Assert.Equal(0, run.Run("evaluate", "--model", run.At("model.safetensors"), "--data", run.Digits()));
    }

    static Process Start(params string[] arguments)
    {
        var program = typeof(Tiny.Nn.Lab.LabCommandLine).Assembly.Location;
        return Process.Start(
            new ProcessStartInfo("dotnet", [program, .. arguments]) { RedirectStandardOutput = true })!;
    }
}
