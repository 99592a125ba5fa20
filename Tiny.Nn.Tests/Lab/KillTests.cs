using System.Diagnostics;
using Tiny.Nn.Training;
using Xunit.Abstractions;

namespace Tiny.Nn.Tests.Lab;

/// <summary>
/// Kills <c>train</c> with SIGKILL at random moments: every reported epoch is in the checkpoint, one line says how to
/// continue, and the continued run has the bits of one that was not interrupted.
/// </summary>
/// <remarks>
/// The environment variables <c>TINYNN_FUZZ_SECONDS</c> and <c>TINYNN_FUZZ_SEED</c> make the test longer and its
/// moments others; a failure names its seed.
/// </remarks>
public class KillTests(ITestOutputHelper log)
{
    const int KillsPerRun = 5, MaximumEpochs = 1_000_000;

    [SkippableFact]
    public async Task A_run_that_is_killed_at_random_moments_continues_with_the_same_bits()
    {
        Skip.If(OperatingSystem.IsWindows(), "requires SIGKILL, which Windows does not have");
        var seconds = Number("TINYNN_FUZZ_SECONDS", 0);
        var (seed, kills, epochs, clock) = (Number("TINYNN_FUZZ_SEED", 1), 0, 0, Stopwatch.StartNew());
        do
        {
            try
            {
                epochs += await KillAndCompare(new RandomStream(seed, "kills"));
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"Failed with TINYNN_FUZZ_SEED={seed}: {error.Message}", error);
            }
            kills += KillsPerRun;
            seed++;
        } while (clock.Elapsed.TotalSeconds < seconds);
        log.WriteLine($"{kills} kills, {epochs} epochs in {clock.Elapsed.TotalSeconds:F0} s; next seed {seed}");
    }

    /// <summary>Kills one run several times, then completes it. Returns its number of epochs.</summary>
    static async Task<int> KillAndCompare(RandomStream random)
    {
        using LabTestRun run = new(), whole = new();
        var folder = run.At("run");
        string[] begin = ["train", "--net", "mlp16", "--data", run.Digits(120), "--threads", "1", "--out", folder,
            "--epochs", $"{MaximumEpochs}"];
        string[] resume = ["train", "--resume", folder];
        var path = Path.Combine(folder, "checkpoint.safetensors");
        for (var kill = 0; kill < KillsPerRun; kill++)
        {
            using var program = LabProcess.Start(File.Exists(path) ? resume : begin);
            // Half of the kills come while the program starts or loads, the others while it trains and saves.
            if (random.NextInt(2) == 0) await program.ReadToNextEpoch();
            await Task.Delay(random.NextInt(random.NextInt(2) == 0 ? 40 : 400));
            program.Kill();
            await program.ReadToEnd();
            Assert.Equal(137, program.ExitCode);
            if (program.ReportedEpoch == 0 && !File.Exists(path)) continue;
            Assert.InRange(Checkpoint.Load(path).Epochs.Count, program.ReportedEpoch, MaximumEpochs);
            Assert.Equal(1, run.Run(begin));
            Assert.Equal($"error: the folder '{folder}' holds a run; continue it with: dotnet run --project "
                + $"Tiny.Nn.Lab -- {string.Join(' ', resume)}; or choose another folder with --out\n", run.Error);
            Assert.Equal(1, run.Run("evaluate", "--model", Path.Combine(folder, "model.safetensors")));
            Assert.EndsWith("the run is not complete; continue it with: dotnet run --project Tiny.Nn.Lab -- "
                + $"{string.Join(' ', resume)}\n", run.Error);
        }
        var length = 2 + (File.Exists(path) ? Checkpoint.Load(path).Epochs.Count : 0);
        Assert.Equal(0, run.Run([.. File.Exists(path) ? resume : begin[..^2], "--epochs", $"{length}"]));
        Assert.Equal(0, whole.Run("train", "--net", "mlp16", "--data", run.Digits(), "--threads", "1", "--out",
            whole.At("run"), "--epochs", $"{length}"));
        ResumeTests.AssertEqualResults(whole, run, "run");
        return length;
    }

    static ulong Number(string variable, ulong otherwise) =>
        ulong.TryParse(Environment.GetEnvironmentVariable(variable), out var number) ? number : otherwise;
}
