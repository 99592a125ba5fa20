using System.Diagnostics;
using System.Globalization;

namespace Tiny.Nn.Tests.Mutation;

/// <summary>Runs mutants in a <see cref="MutantWorker"/>, which is started again after it ends or hangs.</summary>
sealed class MutantWorkerProcess(string folder) : IDisposable
{
    /// <summary>A loop that allocates without end fails at 4 GB.</summary>
    const string HeapLimit = "0x100000000";

    /// <summary>The largest time between two lines, in limits.</summary>
    const int LongestWait = 10;

    static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);

    Process? process;

    /// <summary>Returns the verdict for a mutant: survived, or killed and the cause after a tab.</summary>
    /// <param name="isStatic">True for a mutant in a static initializer, which needs a process of its own.</param>
    public string Verdict(MutantWorker.Task task, bool isStatic)
    {
        if (isStatic) Dispose();
        var verdict = Ask(task, isStatic);
        return verdict == MutantWorker.Unsure ? Ask(task, isStatic) : verdict;
    }

    /// <summary>Ends the process.</summary>
    public void Dispose()
    {
        if (process is null) return;
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        process.WaitForExit();
        process.Dispose();
        process = null;
    }

    string Ask(MutantWorker.Task task, bool isStatic)
    {
        var limit = StartLimit;
        try
        {
            if (process is null)
            {
                process = Start(isStatic ? task.Mutant : null);
                if (Read(limit) is null) return isStatic ? Ended() : throw DoesNotStart();
            }
            process.StandardInput.WriteLine(task);
            string? line;
            while (double.TryParse(line = Read(limit), CultureInfo.InvariantCulture, out var seconds))
                limit = TimeSpan.FromSeconds(seconds);
            if (line is null) return Ended();
            if (line.StartsWith(MutantWorker.Failed)) throw new InvalidOperationException(line);
            if (Read(StartLimit) is null) Dispose();
            return line;
        }
        catch (TimeoutException)
        {
            if (limit == StartLimit && !isStatic) throw DoesNotStart();
            Dispose();
            return $"{MutantWorker.Killed}\ta test does not end in {limit.TotalSeconds:F0} s";
        }
    }

    /// <summary>Returns the error of a process without a mutant, which would kill every mutant.</summary>
    static InvalidOperationException DoesNotStart() =>
        new("the process that runs the tests does not start; run 'mutants worker' to see why");

    string Ended()
    {
        Dispose();
        return $"{MutantWorker.Killed}\tthe process ends";
    }

    /// <summary>
    /// Returns the next line, or null at the end of the output. The limit counts processor time, so that a busy system
    /// kills no mutant; a process that waits for ever uses none, so it gets ten times the limit.
    /// </summary>
    string? Read(TimeSpan limit)
    {
        var line = process!.StandardOutput.ReadLineAsync();
        var before = process.TotalProcessorTime;
        for (var waits = 0; waits < LongestWait; waits++)
        {
            if (line.Wait(limit)) return line.Result;
            process.Refresh();
            if (process.TotalProcessorTime - before >= limit / 2) break;
        }
        throw new TimeoutException();
    }

    Process Start(int? initial)
    {
        string[] arguments = [typeof(MutantWorker).Assembly.Location, "mutants", "worker", folder];
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true,
            Environment = { ["DOTNET_GCHeapHardLimit"] = HeapLimit },
        };
        if (initial is { } mutant) start.Environment[MutantWorker.InitialMutant] = $"{mutant}";
        return Process.Start(start)!;
    }
}
