using System.CommandLine;
using Tiny.Nn.Lab.Experiments;
using Tiny.Nn.Lab.Terminal;

namespace Tiny.Nn.Lab.Commands;

/// <summary>
/// The command <c>experiment</c>: runs experiments of the sources and judges their claims; without a name, lists them.
/// </summary>
sealed class ExperimentCommand(ConsoleOutput output, CancellationToken stop)
{
    readonly Argument<string?> name = new("name")
    {
        Description = "The experiment; omit it for the list.", Arity = ArgumentArity.ZeroOrOne,
    };

    readonly Option<bool> all = new("--all")
    {
        Description = "Runs all experiments; without --quick, all but the long ones.",
    };

    readonly Option<bool> quick = new("--quick")
    {
        Description = "Uses built-in data, one seed and a few seconds; claims that need more are not judged.",
    };

    readonly Option<bool> full = new("--full") { Description = "Uses the lengths of the sources." };

    readonly Option<int?> seeds = OptionFactory.Number("--seeds", "The number of random seeds. Default: 3.", 1, 1000);

    readonly Option<string?> data = OptionFactory.Data();

    readonly Option<string?> folder = OptionFactory.Text("--out",
        "The folder that receives one folder per experiment. Default: runs/experiments.", "DIR");

    readonly Option<string?> gallery = OptionFactory.Text("--gallery",
        "Writes a Markdown page with the pictures and claims of the last runs to a folder, and runs nothing.", "DIR");

    readonly BackendOptionGroup backend = new();

    public static Command Create(ConsoleOutput output, Interruption interruption)
    {
        var options = new ExperimentCommand(output, interruption.Token);
        var command = new Command("experiment", "Runs an experiment of the sources: writes a page with its pictures "
            + "and a table of its claims. The exit code is 0 if every claim that was judged holds.")
        {
            options.name, options.all, options.quick, options.full, options.seeds, options.data, options.folder,
            options.gallery,
        };
        options.backend.AddTo(command);
        command.SetAction(parsed =>
        {
            interruption.DeferredSignals = 1;
            return options.Run(parsed);
        });
        return command;
    }

    int Run(ParseResult parsed)
    {
        if (parsed.GetValue(quick) && parsed.GetValue(full))
            throw new UsageException("--quick and --full exclude each other; choose one");
        if (parsed.GetValue(quick) && (parsed.GetValue(data) ?? parsed.GetValue(seeds)?.ToString()) is not null)
            throw new UsageException("--quick uses built-in data and one seed; omit --data and --seeds");
        var settings = new ExperimentSettings
        {
            Budget = parsed.GetValue(quick) ? Budget.Quick : parsed.GetValue(full) ? Budget.Full : Budget.Default,
            SeedCount = parsed.GetValue(seeds), Data = parsed.GetValue(data), Backend = backend.Read(parsed),
            OutputFolder = parsed.GetValue(folder),
        };
        var chosen = parsed.GetValue(name);
        if (parsed.GetValue(gallery) is { } target) return WriteGallery(target, settings);
        if (parsed.GetValue(all))
            return chosen is null
                ? RunAll(settings)
                : throw new UsageException($"--all runs every experiment; omit '{chosen}'");
        return chosen is null ? List(settings) : Runner(settings).Run(ExperimentRegistry.Find(chosen));
    }

    int WriteGallery(string target, ExperimentSettings settings)
    {
        RunFolder.CheckWritable(target);
        var count = ExperimentGallery.Write(target, settings.OutputFolder, ExperimentRegistry.All);
        output.WriteUnbroken($"{count} of {ExperimentRegistry.All.Count} experiments were run; page: "
            + Path.Combine(target, "README.md"));
        return ExitCode.Success;
    }

    int List(ExperimentSettings settings)
    {
        var table = ConsoleTables.Create("experiment", "minutes", "last run", "shows", "ids")
            .WithLeftAlignedColumns(from: 2);
        foreach (var experiment in ExperimentRegistry.All)
        {
            var last = ExperimentFolder.Find(settings.OutputFolder, experiment.Name).LastSummary();
            table.AddPlainRow(experiment.Name, $"{experiment.Minutes:0.#}", last?.Verdict ?? "–", experiment.Shows,
                string.Join(" ", experiment.Ids));
        }
        output.Console.Write(table);
        return ExitCode.Success;
    }

    ExperimentRunner Runner(ExperimentSettings settings) => new(settings, output, stop);

    int RunAll(ExperimentSettings settings)
    {
        var (runner, code) = (Runner(settings), ExitCode.Success);
        foreach (var experiment in ExperimentRegistry.All.Where(
            experiment => !experiment.IsLong || settings.Budget == Budget.Quick))
        {
            code = Math.Max(code, runner.Run(experiment));
            if (stop.IsCancellationRequested) break;
        }
        return code;
    }
}
