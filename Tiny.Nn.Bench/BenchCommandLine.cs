using System.CommandLine;
using Tiny.Nn.Backends;
using Tiny.Nn.Bench.Device;
using Tiny.Nn.Bench.Peers;
using Tiny.Nn.Bench.Products;
using Tiny.Nn.Bench.Profile;
using Tiny.Nn.Bench.Scaling;
using Tiny.Nn.Lab;
using Tiny.Nn.Lab.Terminal;

namespace Tiny.Nn.Bench;

/// <summary>
/// This program's own comparisons as a function: arguments in, exit code out. Whatever goes wrong becomes one line on the error output:
/// code 2 where the command line is not understood, 1 for the rest. The suites of BenchmarkDotNet are not here: it reads its own options.
/// </summary>
public static class BenchCommandLine
{
    /// <summary>Whether the arguments begin with one of these commands, or ask for help.</summary>
    public static bool IsCommand(string[] arguments) =>
        arguments is [var word, ..] && (word is "--help" or "-h" or "-?" || !word.StartsWith('-'));

    /// <summary>Runs one command line.</summary>
    public static int Run(string[] arguments, ConsoleOutput output)
    {
        try
        {
            var parsed = Root(output).Parse(arguments);
            if (parsed.Errors is [var error, ..])
                throw new UsageException($"{error.Message.TrimEnd('.')}; see dotnet run --project Tiny.Nn.Bench -- --help");
            return parsed.Invoke(new InvocationConfiguration
            {
                Output = output.Console.Profile.Out.Writer, Error = output.Error, EnableDefaultExceptionHandler = false,
            });
        }
        catch (Exception failure) when (failure is UsageException or LabException or OpenClException or ArgumentException or IOException
            or UnauthorizedAccessException)
        {
            output.WriteError(failure.Message);
            return failure is UsageException ? ExitCode.Usage : ExitCode.Failure;
        }
    }

    static RootCommand Root(ConsoleOutput output) =>
        new("Measures this library beside others. Without a command: the suites, with BenchmarkDotNet's options (--filter '*Product*').")
        {
            PeersCommand.Create(output),
            GemmCommand.Create(output),
            ProfileCommand.Create(output),
            OpenClCommand.Create(output),
            ScalingCommand.Create(output),
        };
}
