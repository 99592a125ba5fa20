using System.CommandLine;
using Tiny.Nn.Lab.Comparisons;
using Tiny.Nn.Lab.Terminal;

namespace Tiny.Nn.Lab.Commands;

/// <summary>
/// The command <c>compare</c>: writes a page that compares runs. The runs are named by their folders, or trained with
/// every value of the options in <c>--vary</c> and several seeds.
/// </summary>
sealed class CompareCommand(ConsoleOutput output, Interruption interruption)
{
    const int DefaultSeeds = 3;

    readonly Argument<string[]> folders = new("run")
    {
        Description = "The folders of two or more runs; omit them to train runs with --vary.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    readonly Option<string[]> vary = new("--vary")
    {
        Description = "Train with each of these values of an option, such as --vary dropout=0,0.5, or "
            + "--vary \"layers=dense 8; dense 9\". Repeat --vary for all combinations, "
            + $"{Comparison.MaximumGroups} at most.",
        HelpName = "NAME=X,Y,…", DefaultValueFactory = _ => [],
    };

    readonly Option<int?> seeds = OptionFactory.Number("--seeds",
        $"The number of runs for each value; their seeds are --seed, --seed + 1, …. Default: {DefaultSeeds}.", 1, 100);

    readonly Option<string?> folder = OptionFactory.Text("--out",
        "The folder that receives the page and the runs. Default: runs/compare/<name>.", "DIR");

    readonly TrainingOptionGroup training = new();

    public static Command Create(ConsoleOutput output, Interruption interruption)
    {
        var options = new CompareCommand(output, interruption);
        var command = new Command("compare", "Compares runs on one page: their curves, results and the settings that "
            + "differ. With --vary it trains the runs first, and takes all options of train; the same command "
            + "continues a comparison that was interrupted.")
        {
            options.folders, options.vary, options.seeds, options.folder,
        };
        options.training.AddTo(command);
        command.SetAction(options.Run);
        return command;
    }

    int Run(ParseResult parsed)
    {
        var (named, varied) = (parsed.GetValue(folders)!, parsed.GetValue(vary)!);
        if (named.Length == 0 && varied.Length == 0)
            throw new UsageException("compare: expects the folders of two or more runs, or --vary NAME=VALUE,VALUE,…");
        if (named.Length == 0) return Train(parsed, VariedOption.Parse(varied, TrainingOptionGroup.VariableNames));
        if (training.Given(parsed).Prepend(seeds).Prepend(vary).FirstOrDefault(option =>
            parsed.GetResult(option) is { Implicit: false }) is { } superfluous)
            throw new UsageException($"{superfluous.Name}: the runs in the folders are trained already; omit the "
                + "option, or the folders");
        var comparison = Comparison.Of([.. named.Select(RunRecord.Read)]);
        return Show(comparison, Folder(parsed, Name(comparison)));
    }

    int Train(ParseResult parsed, IReadOnlyList<VariedOption> varied)
    {
        if (training.Given(parsed).FirstOrDefault(option => varied.Any(one => $"--{one.Name}" == option.Name))
            is { } twice)
            throw new UsageException($"{twice.Name}: --vary gives the option its values; omit {twice.Name}");
        var folder = Folder(parsed, string.Join('-', varied.Select(one => one.Name)
            .Prepend(varied.Any(one => one.Name is "net" or "layers") ? "" : training.Network(parsed))
            .Where(part => part != "")));
        var runner = new ComparisonRunner(Plan(parsed, VariedOption.Combine(varied), folder), output, interruption);
        interruption.DeferredSignals = int.MaxValue;
        RunFolder.CheckWritable(folder);
        runner.Train();
        var comparison = runner.Compare();
        var code = comparison.Runs.Any() ? Show(comparison, folder) : ExitCode.Failure;
        if (!interruption.Token.IsCancellationRequested) return runner.Diverged > 0 ? ExitCode.Failure : code;
        output.WriteLine($"Stopped after {comparison.Runs.Count()} of "
            + $"{comparison.Groups.Sum(group => group.Planned)} runs. To continue, repeat the command.");
        return ExitCode.Interrupted;
    }

    /// <summary>Returns all runs: those with the first seed, then those with the next.</summary>
    PlannedRun[] Plan(ParseResult parsed, IReadOnlyList<Combination> combinations, string folder)
    {
        var given = training.Arguments(parsed);
        var settings = combinations.Select(combination =>
            (combination, run: TrainingOptionGroup.Parse([.. given, .. combination.Arguments]))).ToArray();
        return
        [
            .. from index in Enumerable.Range(0, parsed.GetValue(seeds) ?? DefaultSeeds)
               from one in settings
               let seed = one.run.Seed + (ulong)index
               select new PlannedRun(one.combination, one.run with { Seed = seed },
                   Path.Combine(folder, one.combination.FolderName(seed))),
        ];
    }

    int Show(Comparison comparison, string folder)
    {
        var (columns, rows) = ComparisonResults.Of(comparison);
        ConsoleTables.Write(output, columns[..ComparisonResults.MainColumns],
            [.. rows.Select(row => row[..ComparisonResults.MainColumns])]);
        RunFolder.CheckWritable(folder);
        var page = Path.Combine(folder, "report.html");
        RunFolder.WriteText(page, ComparisonPage.Write(Path.GetFileName(Path.GetFullPath(folder)), comparison));
        output.WriteUnbroken($"Comparison: {page}");
        return ExitCode.Success;
    }

    string Folder(ParseResult parsed, string name) =>
        parsed.GetValue(folder) ?? Path.Combine("runs", "compare", name);

    static string Name(Comparison comparison)
    {
        string[] names = [.. comparison.Runs.Select(run => run.Name)];
        return $"{names[0]}-and-{(names.Length == 2 ? names[1] : $"{names.Length - 1}-more")}";
    }
}
