using Tiny.Nn.Lab.Terminal;
using Tiny.Nn.Training;

namespace Tiny.Nn.Lab.Comparisons;

/// <summary>One run of a comparison.</summary>
/// <param name="Folder">The folder of the run.</param>
public sealed record PlannedRun(Combination Combination, TrainingRunSettings Settings, string Folder)
{
    public override string ToString() => $"{Combination.Name}, seed {Settings.Seed}";
}

/// <summary>
/// Trains the runs of a comparison, each in a folder of its own. A run that is finished is not repeated, and one that
/// was interrupted continues.
/// </summary>
/// <param name="runs">The runs, in the order in which they are trained.</param>
public sealed class ComparisonRunner(
    IReadOnlyList<PlannedRun> runs, ConsoleOutput output, Interruption interruption)
{
    readonly LoopProgress progress = new("compare", output);
    readonly DigitCache digits = new(output.WriteLine);

    /// <summary>The number of runs that diverged.</summary>
    public int Diverged { get; private set; }

    /// <summary>Trains the runs that are not finished, until all are or the user interrupts.</summary>
    /// <exception cref="LabException">
    /// A folder holds a run with other settings, or the runs have different test sets.
    /// </exception>
    public void Train()
    {
        CheckTestSets();
        PlannedRun[] open = [.. runs.Where(run => !IsFinished(run))];
        output.WriteLine($"{runs.Count} runs"
            + (open.Length < runs.Count ? $", {runs.Count - open.Length} of them finished" : ""));
        if (open.Length == 0) return;
        try
        {
            progress.Run(() =>
            {
                foreach (var run in progress.Track("run", open, interruption.Token)) Train(run);
            });
        }
        catch (OperationCanceledException)
        {
            // The finished runs are compared; the command line continues the others.
        }
    }

    /// <summary>Returns the comparison of the runs that are finished.</summary>
    public Comparison Compare() => new([.. runs.GroupBy(run => run.Combination.Name).Select(group => new RunGroup(
        group.Key,
        [.. group.Where(run => RunFolder.HoldsRun(run.Folder))
            .Select(run => RunRecord.Read(run.Folder)).Where(run => run is { IsFinished: true, Summary: not null })],
        group.Count()))]);

    void CheckTestSets()
    {
        runs = [.. runs.Select(run => run with { Settings = run.Settings.FittedTo(digits.Load(run.Settings).Digits) })];
        var settings = runs.DistinctBy(run => run.Combination.Name)
            .Select(run => (Run: run, Test: digits.Load(run.Settings).TestChecksum)).ToArray();
        if (Array.Find(settings, other => other.Test != settings[0].Test).Run is { } other)
            throw new LabException($"compare: {settings[0].Run.Combination.Name} and {other.Combination.Name} have "
                + "different test sets, so their results cannot be compared; omit the option from --vary");
    }

    bool IsFinished(PlannedRun run)
    {
        if (!RunFolder.HoldsRun(run.Folder)) return false;
        using var folder = RunFolder.Open(run.Folder);
        var earlier = EarlierRun.In(folder);
        CheckSettings(run, earlier.Settings);
        return earlier.DescribeEnd(Continue(run, earlier).Recipe) is not null;
    }

    /// <summary>Checks that the run in a folder is the planned one; it may have fewer epochs.</summary>
    void CheckSettings(PlannedRun run, RunSettings stored)
    {
        var (planned, found) = (RunSettings.Of(run.Settings, digits.Load(run.Settings)), stored.ToTexts());
        var other = planned.DataChecksum != stored.DataChecksum
            ? "other data"
            : planned.ToTexts().Where(entry => entry.Key is not ("data" or "epochs") && entry.Value != found[entry.Key])
                .Select(entry => $"--{entry.Key} {found[entry.Key]} instead of {entry.Value}").FirstOrDefault();
        if (other is not null)
            throw new LabException($"compare: the run in '{run.Folder}' has {other}; repeat the options of that "
                + "comparison, or choose another folder with --out");
    }

    static TrainingRunSettings Continue(PlannedRun run, EarlierRun earlier)
    {
        var recipe = run.Settings.Recipe;
        return run.Settings with
        {
            Earlier = earlier, Recipe = recipe with { Epochs = earlier.Length(recipe, recipe.Epochs) },
        };
    }

    void Train(PlannedRun run)
    {
        using var folder = RunFolder.HoldsRun(run.Folder) ? RunFolder.Open(run.Folder) : null;
        var settings = folder is null
            ? run.Settings with { OutputFolder = run.Folder }
            : Continue(run, EarlierRun.In(folder));
        var silent = ConsoleOutput.PlainText(TextWriter.Null, output.Error);
        try
        {
            new TrainingRun(settings with { IsQuiet = true }, silent, progress.CreateTrainingDisplay(), digits)
                .Run(interruption);
        }
        catch (DivergedException error)
        {
            Diverged++;
            output.WriteWarning($"{run}: {error.Message}");
            return;
        }
        if (!interruption.Token.IsCancellationRequested && RunRecord.Read(run.Folder).Summary is { } summary)
            progress.WriteLine($"{run}: " + (summary.TestAccuracy is { } accuracy
                ? $"test accuracy {accuracy:P2}" : $"test loss {summary.TestLoss:G4}") + $", {summary.Seconds:F1} s");
    }
}
