using System.CommandLine;
using Tiny.Nn.Backends;
using Tiny.Nn.Bench.Device;
using Tiny.Nn.Bench.Forward;
using Tiny.Nn.Bench.Memory;
using Tiny.Nn.Bench.Peers;
using Tiny.Nn.Bench.Products;
using Tiny.Nn.Bench.Profile;
using Tiny.Nn.Bench.Scaling;
using Tiny.Nn.Bench.Startup;
using Tiny.Nn.Lab;
using Tiny.Nn.Lab.Terminal;

namespace Tiny.Nn.Bench;

/// <summary>
/// The command line of the benchmark program, except for the BenchmarkDotNet benchmarks, which parse their own options.
/// Every error is printed as one line on the error output; the exit code is 2 for an invalid command line and 1 for any
/// other error.
/// </summary>
public static class BenchCommandLine
{
    /// <summary>Returns whether the arguments start with a command or a help option.</summary>
    public static bool IsCommand(string[] arguments) =>
        arguments is [var first, ..] && (first is "--help" or "-h" or "-?" || !first.StartsWith('-'));

    /// <summary>Runs one command and returns the exit code.</summary>
    public static int Run(string[] arguments, ConsoleOutput output)
    {
        try
        {
            var parsed = CreateRoot(output).Parse(arguments);
            if (parsed.Errors is [var first, ..])
                throw new UsageException(
                    $"{first.Message.TrimEnd('.')}; see dotnet run --project Tiny.Nn.Bench -- --help");
            return parsed.Invoke(new InvocationConfiguration
            {
                Output = output.Console.Profile.Out.Writer, Error = output.Error, EnableDefaultExceptionHandler = false,
            });
        }
        catch (Exception error) when (error is UsageException or LabException or OpenClException
            or ArgumentException or IOException
            or UnauthorizedAccessException)
        {
            output.WriteError(error.Message);
            return error is UsageException ? ExitCode.Usage : ExitCode.Failure;
        }
    }

    static RootCommand CreateRoot(ConsoleOutput output) =>
        new("Compares the speed of Tiny.Nn with other libraries. Without a command: "
            + $"runs the BenchmarkDotNet benchmarks, "
            + "with its options (--filter '*Product*').")
        {
            PeersCommand.Create(output),
            ForwardCommand.Create(output),
            GemmCommand.Create(output),
            ProfileCommand.Create(output),
            OpenClCommand.Create(output),
            BatchScalingCommand.Create(output),
            MemoryCommand.Create(output),
            StartupCommand.Create(output),
            MemoryCommand.CreateWorker(output),
        };
}
