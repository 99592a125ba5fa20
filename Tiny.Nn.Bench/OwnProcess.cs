using System.Diagnostics;
using Tiny.Nn.Lab;

namespace Tiny.Nn.Bench;

/// <summary>Runs this program again in a process of its own.</summary>
static class OwnProcess
{
    /// <summary>Runs a command and returns its standard output; its error output goes to this program's.</summary>
    /// <param name="environment">Variables that the process gets in addition to this one's.</param>
    /// <exception cref="LabException">The command fails.</exception>
    public static string Run(IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        // The program is started by its own executable, or as an assembly by dotnet.
        var program = Environment.ProcessPath!;
        var assembly = Path.Combine(AppContext.BaseDirectory, $"{typeof(OwnProcess).Assembly.GetName().Name}.dll");
        var isAssembly = Path.GetFileNameWithoutExtension(program) == "dotnet";
        var start = new ProcessStartInfo(program, isAssembly ? [assembly, .. arguments] : arguments)
        {
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == ExitCode.Success ? output
            : throw new LabException($"{string.Join(' ', start.ArgumentList)}: ended with code {process.ExitCode}");
    }
}
