using System.CommandLine;
using Tiny.Nn.Lab.Terminal;

namespace Tiny.Nn.Lab.Commands;

/// <summary>
/// The command <c>train</c>: parses the options into the settings of a <see cref="TrainingRun"/>, and runs it. With
/// <c>--resume</c> the settings come from the folder of the run.
/// </summary>
sealed class TrainCommand
{
    readonly TrainingOptionGroup training = new();
    readonly Option<string?> folder = OptionFactory.Text(
        "--out", "The output folder, which must not hold a run. Default: runs/<net>-<time>.", "DIR");
    readonly Option<string?> resume = OptionFactory.Text("--resume",
        "Continue the run in this folder after its last complete epoch, with its settings. --epochs may be larger than "
        + "before, unless the learning rate's schedule depends on the length.", "DIR");
    readonly Option<bool> quiet = new("--quiet") { Description = "Print only the result, in one line." };

    TrainCommand() { }

    public static Command Create(ConsoleOutput output, Interruption interruption)
    {
        var options = new TrainCommand();
        var command = new Command("train", "Trains a network; writes metrics, weights and an HTML report, and "
            + "a checkpoint after every epoch. "
            + "Hyperparameters that are omitted come from the network's recipe (see list).")
        {
            options.folder, options.resume, options.quiet,
        };
        options.training.AddTo(command);
        command.SetAction(parsed =>
        {
            using var folder = parsed.GetValue(options.resume) is { } path ? RunFolder.Open(path) : null;
            var settings = folder is null
                ? options.training.Read(parsed) with { OutputFolder = parsed.GetValue(options.folder) }
                : options.Read(parsed, EarlierRun.In(folder));
            return new TrainingRun(settings with { IsQuiet = parsed.GetValue(options.quiet) }, output)
                .Run(interruption);
        });
        return command;
    }

    TrainingRunSettings Read(ParseResult parsed, EarlierRun earlier)
    {
        if (parsed.GetValue(folder) is not null)
            throw new UsageException("--out: a run continues in its own folder; omit --out");
        return training.Read(parsed, earlier);
    }
}
