using System.CommandLine;
using Tiny.Nn.Backends;
using Tiny.Nn.Lab.Commands;
using Tiny.Nn.Lab.Terminal;
using Tiny.Nn.Training;

namespace Tiny.Nn.Lab;

/// <summary>
/// The command line of the program: parses the arguments, runs the command and returns the exit code. Every error is
/// printed as one line on the error output; the exit code is 2 for an invalid command line and 1 for any other error.
/// </summary>
public static class LabCommandLine
{
    /// <summary>Runs one command; without arguments, runs <c>train</c> with the default network.</summary>
    /// <param name="interruption">Stops a training run; null if nothing does.</param>
    public static int Run(string[] arguments, ConsoleOutput output, Interruption? interruption = null)
    {
        try
        {
            var parsed = CreateRoot(output, interruption ?? new()).Parse(arguments.Length == 0 ? ["train"] : arguments);
            if (parsed.Errors.Count > 0)
                throw new UsageException($"{DescribeError(parsed)}; see {HelpCommand(parsed)}");
            return parsed.Invoke(new InvocationConfiguration
            {
                Output = output.Console.Profile.Out.Writer, Error = output.Error,
                EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null,
            });
        }
        catch (Exception error)
        {
            if (error is UsageException { Excerpt: { } excerpt }) output.WriteExcerpt(excerpt);
            output.WriteError(error is LabException or UsageException ? error.Message : Describe(error));
            return error is UsageException ? ExitCode.Usage : ExitCode.Failure;
        }
    }

    static RootCommand CreateRoot(ConsoleOutput output, Interruption interruption) =>
        new("Trains small neural networks on handwritten digits and reports what they learned. Default command: train.")
        {
            TrainCommand.Create(output, interruption),
            CompareCommand.Create(output, interruption),
            EvaluateCommand.Create(output),
            PredictCommand.Create(output),
            ShowCommand.Create(output),
            ExportCommand.Create(output),
            ListCommand.Create(output),
            DevicesCommand.Create(output),
            ExperimentCommand.Create(output, interruption),
            PlaygroundCommand.Create(output, interruption),
        };

    static string DescribeError(ParseResult parsed) => parsed.UnmatchedTokens switch
    {
        [var option, ..] when option.StartsWith('-') => $"unknown option '{option}'",
        [var command, ..] when parsed.CommandResult.Command is RootCommand => $"unknown command '{command}'",
        [var argument, ..] => $"unexpected argument '{argument}'",
        [] => parsed.Errors[0].Message.TrimEnd('.'),
    };

    static string HelpCommand(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        return $"{ProgramName.Command} {(command is RootCommand ? "" : $"{command.Name} ")}--help";
    }

    /// <summary>
    /// Returns the message of an error. The library's own messages are explanations; those of other exceptions are
    /// prefixed with the exception's type.
    /// </summary>
    static string Describe(Exception error) => error switch
    {
        ArgumentException or InvalidDataException or IOException or UnauthorizedAccessException or DivergedException
            or OpenClException => error.Message,
        OutOfMemoryException => "out of memory; try a smaller --batch",
        _ => $"{error.GetType().Name}: {error.Message}",
    };
}
