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
    /// <summary>Names of options in other programs, and ours.</summary>
    static readonly Dictionary<string, string> foreignOptions = new()
    {
        ["lr"] = "rate", ["learning-rate"] = "rate", ["eta"] = "rate", ["batch-size"] = "batch", ["bs"] = "batch",
        ["l2"] = "lambda", ["weight-decay"] = "lambda", ["wd"] = "lambda", ["lr-schedule"] = "schedule",
        ["scheduler"] = "schedule", ["network"] = "net", ["arch"] = "net", ["output"] = "out", ["output-dir"] = "out",
        ["label-smoothing"] = "smoothing", ["gradient-clip"] = "clip", ["val"] = "validation", ["gray"] = "grey",
        ["dataset"] = "data", ["early-stopping"] = "patience", ["label"] = "target", ["opt"] = "optimizer",
        ["workers"] = "threads", ["jobs"] = "threads", ["random-seed"] = "seed", ["weights"] = "model",
        ["checkpoint"] = "model", ["gpu"] = "backend", ["resize"] = "image-size", ["continue"] = "resume",
    };

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
        [var option, ..] when option.StartsWith('-') => $"unknown option '{option}'{SuggestOption(option, parsed)}",
        [var command, ..] when parsed.CommandResult.Command is RootCommand => $"unknown command '{command}'"
            + Suggest(Spelling.Nearest(command, parsed.CommandResult.Command.Subcommands.Select(one => one.Name))),
        [var argument, ..] => $"unexpected argument '{argument}'",
        [] => parsed.Errors[0].Message.TrimEnd('.'),
    };

    /// <summary>Suggests an option of the command: its name in other programs, or one that is spelt alike.</summary>
    static string SuggestOption(string option, ParseResult parsed)
    {
        var word = option.TrimStart('-').Split('=', ':')[0].Replace('_', '-').ToLowerInvariant();
        string[] known = [.. parsed.CommandResult.Command.Options.Select(one => one.Name.TrimStart('-'))];
        var name = foreignOptions.GetValueOrDefault(word, word);
        return (known.Contains(name) ? name : Spelling.Nearest(word, known)) is { } meant ? Suggest($"--{meant}") : "";
    }

    static string Suggest(string? word) => word is null ? "" : $"; did you mean '{word}'?";

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
