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
        "Continue the run in this folder after its last complete epoch, with its settings. --epochs may be another "
        + "than before, unless the learning rate's schedule depends on the length.", "DIR");
    readonly Option<string?> like = OptionFactory.Text("--like",
        "Repeat the run in this folder in a new one: the same data and settings give the same weights, bit for bit.",
        "DIR");
    readonly Option<bool> quiet = new("--quiet") { Description = "Print only the result, in one line." };

    TrainCommand() { }

    public static Command Create(ConsoleOutput output, Interruption interruption)
    {
        var options = new TrainCommand();
        var command = new Command("train", "Trains a network; writes metrics, weights and an HTML report, and "
            + "a checkpoint after every epoch. "
            + "Hyperparameters that are omitted come from the network's recipe (see list).")
        {
            options.folder, options.resume, options.like, options.quiet,
        };
        options.training.AddTo(command);
        command.SetAction(parsed =>
        {
            using var folder = parsed.GetValue(options.resume) is { } path ? RunFolder.Open(path) : null;
            var settings = options.Read(parsed, folder) with { IsQuiet = parsed.GetValue(options.quiet) };
            return new TrainingRun(settings, output).Run(interruption);
        });
        return command;
    }

    TrainingRunSettings Read(ParseResult parsed, RunFolder? earlier)
    {
        var (repeated, output) = (parsed.GetValue(like), parsed.GetValue(folder));
        if (earlier is not null && repeated is not null)
            throw new UsageException("--like begins a new run and --resume continues one; omit one of them");
        if (earlier is not null && output is not null)
            throw new UsageException("--out: a run continues in its own folder; omit --out");
        if (earlier is not null) return training.Read(parsed, EarlierRun.In(earlier));
        if (repeated is null) return training.Read(parsed) with { OutputFolder = output };
        using var model = RunFolder.Open(repeated, "--like");
        return training.Repeat(parsed, EarlierRun.In(model)) with { OutputFolder = output };
    }
}
