using System.CommandLine;
using Tiny.Nn.Backends;
using Tiny.Nn.Lab.Commands;
using Tiny.Nn.Lab.Terminal;
using Tiny.Nn.Training;

namespace Tiny.Nn.Lab;

/// <summary>
/// The program as a function: arguments in, exit code out. Whatever goes wrong becomes one line on the error output: code 2 where the
/// command line is not understood, 1 for the rest.
/// </summary>
public static class LabCommandLine
{
    /// <summary>Runs one command; without arguments it trains the default network.</summary>
    /// <param name="stop">Ends a training after its current batch.</param>
    public static int Run(string[] arguments, ConsoleOutput screen, CancellationToken stop = default)
    {
        try
        {
            var parsed = Root(screen, stop).Parse(arguments.Length == 0 ? ["train"] : arguments);
            if (parsed.Errors.Count > 0) throw new UsageException($"{Misunderstood(parsed)}; see {Help(parsed)}");
            var output = screen.Console.Profile.Out.Writer;
            return parsed.Invoke(new InvocationConfiguration
            {
                Output = output, Error = screen.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null,
            });
        }
        catch (Exception failure)
        {
            screen.WriteError(failure is LabException or UsageException ? failure.Message : Explain(failure));
            return failure is UsageException ? ExitCode.Usage : ExitCode.Failure;
        }
    }

    static RootCommand Root(ConsoleOutput screen, CancellationToken stop) =>
        new("Trains small networks to read handwritten digits, and shows what they learned. Without a command: train.")
        {
            TrainCommand.Create(screen, stop),
            EvaluateCommand.Create(screen),
            PredictCommand.Create(screen),
            ShowCommand.Create(screen),
            ListCommand.Create(screen),
            DevicesCommand.Create(screen),
        };

    static string Misunderstood(ParseResult parsed) => parsed.UnmatchedTokens switch
    {
        [var option, ..] when option.StartsWith('-') => $"there is no option '{option}' here",
        [var command, ..] when parsed.CommandResult.Command is RootCommand => $"there is no command '{command}'",
        [var word, ..] => $"'{word}' does not belong here",
        [] => parsed.Errors[0].Message.TrimEnd('.'),
    };

    static string Help(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        return $"dotnet run --project Tiny.Nn.Lab -- {(command is RootCommand ? "" : $"{command.Name} ")}--help";
    }

    /// <summary>The library's errors explain themselves; the system's need their kind said.</summary>
    static string Explain(Exception failure) => failure switch
    {
        ArgumentException or InvalidDataException or IOException or UnauthorizedAccessException or DivergedException or OpenClException => failure.Message,
        OutOfMemoryException => "there is not enough memory; try a smaller --batch",
        _ => $"{failure.GetType().Name}: {failure.Message}",
    };
}
