using System.Diagnostics;
using Tiny.Nn.Lab;

namespace Tiny.Nn.Bench;

/// <summary>
/// A process that runs a script of another library, and answers one line on its standard output for each line on its
/// standard input.
/// </summary>
sealed class ScriptProcess : IDisposable
{
    static readonly TimeSpan answerTimeout = TimeSpan.FromMinutes(2);

    readonly Process process;
    readonly string script;
    string lastErrorLine = "no error output";

    /// <param name="program">The interpreter.</param>
    /// <param name="script">The script's path, its first argument.</param>
    /// <param name="environment">Variables that the process gets in addition to its parent's.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">The program is not installed.</exception>
    public ScriptProcess(string program, string script, IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string>? environment = null)
    {
        this.script = script;
        var start = new ProcessStartInfo(program, [script, .. arguments])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        process = Process.Start(start)!;
        process.ErrorDataReceived += (_, line) =>
            lastErrorLine = string.IsNullOrWhiteSpace(line.Data) ? lastErrorLine : line.Data;
        process.BeginErrorReadLine();
    }

    /// <summary>Returns the path of a script beside the program.</summary>
    public static string PathOf(string folder, string name) => Path.Combine(AppContext.BaseDirectory, folder, name);

    /// <summary>Sends one line and returns the answer.</summary>
    /// <param name="seconds">The time that the request itself asks for; the answer may take 2 minutes longer.</param>
    /// <exception cref="LabException">The script exited or does not answer.</exception>
    public string Ask(string request, double seconds = 0)
    {
        process.StandardInput.WriteLine(request);
        process.StandardInput.Flush();
        var reading = process.StandardOutput.ReadLineAsync();
        if (!reading.Wait(answerTimeout + TimeSpan.FromSeconds(2 * seconds)))
            throw new LabException($"{request}: no answer from {script} for {answerTimeout.TotalMinutes} minutes; "
                + "try a smaller --seconds");
        return reading.Result ?? throw new LabException($"{request}: {script} exited: {LastErrorLine()}");
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill();
        process.WaitForExit();
        process.Dispose();
    }

    /// <summary>Returns the last line on the error output, once all of it is read.</summary>
    string LastErrorLine()
    {
        process.WaitForExit();
        return lastErrorLine;
    }
}
