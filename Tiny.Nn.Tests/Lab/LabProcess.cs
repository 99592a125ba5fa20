using System.Diagnostics;

namespace Tiny.Nn.Tests.Lab;

/// <summary>The program in a process of its own, for tests of signals and of its environment.</summary>
sealed class LabProcess : IDisposable
{
    /// <summary>After this time a program that does not end fails its test, as where SIGINT is ignored.</summary>
    static readonly TimeSpan limit = TimeSpan.FromMinutes(4);

    readonly Process process;

    LabProcess(string file, IEnumerable<string> arguments) => process = Process.Start(
        new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;

    /// <summary>Starts the program.</summary>
    public static LabProcess Start(params string[] arguments) => new("dotnet", [Program, .. arguments]);

    /// <summary>Starts the program in a folder, without MNIST in the environment and without a network.</summary>
    public static LabProcess StartOffline(string folder, params string[] arguments) => new("env",
        ["-u", "TINYNN_DATA", "-C", folder, .. new[] { "https_proxy", "http_proxy", "all_proxy" }.Select(proxy =>
            $"{proxy}=http://127.0.0.1:9"), "dotnet", Program, .. arguments]);

    /// <summary>Starts the program as the child of a shell, in a process group with it.</summary>
    public static LabProcess StartGroup(params string[] arguments) =>
        new("setsid", ["sh", "-c", "\"$@\"; exit $?", "sh", "dotnet", Program, .. arguments]);

    static string Program => typeof(Tiny.Nn.Lab.LabCommandLine).Assembly.Location;

    /// <summary>The process; of a group, the first.</summary>
    public int Id => process.Id;

    public int ExitCode => process.ExitCode;

    /// <summary>What the program wrote to its error output.</summary>
    public string Error => process.StandardError.ReadToEnd();

    /// <summary>The number of the last epoch that was reported.</summary>
    public int ReportedEpoch { get; private set; }

    /// <summary>Reads lines until an epoch is reported or the output ends.</summary>
    public async Task ReadToNextEpoch()
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
            if (Note(line)) break;
    }

    /// <summary>Reads the output to its end and waits for the process. Returns the last line.</summary>
    /// <exception cref="OperationCanceledException">The process does not end.</exception>
    public async Task<string> ReadToEnd()
    {
        using var time = new CancellationTokenSource(limit);
        var last = "";
        for (; await process.StandardOutput.ReadLineAsync(time.Token) is { } line; last = line) Note(line);
        await process.WaitForExitAsync(time.Token);
        return last;
    }

    /// <summary>Sends a signal, such as TERM, to a process or, if negative, to a process group.</summary>
    public static void Signal(string name, int target)
    {
        using var kill = Process.Start("kill", ["-s", name, "--", $"{target}"]);
        kill.WaitForExit();
    }

    /// <summary>Kills the program with SIGKILL.</summary>
    public void Kill() => process.Kill();

    public void Dispose()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        process.Dispose();
    }

    bool Note(string line)
    {
        // "epoch   7  loss 0.1234 …", but not "epoch 7/9  batch …"
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words is not ["epoch", var number, "loss", ..] || !int.TryParse(number, out var epoch)) return false;
        ReportedEpoch = epoch;
        return true;
    }
}
