using System.Diagnostics;
using Spectre.Console;
using Tiny.Nn.Lab.Report;
using Tiny.Nn.Lab.Terminal;

namespace Tiny.Nn.Lab.Experiments;

/// <summary>Runs experiments: writes the folder of each and prints its claims.</summary>
/// <param name="stop">Ends a run; its figures and claims so far are kept.</param>
public sealed class ExperimentRunner(ExperimentSettings settings, ConsoleOutput output, CancellationToken stop)
{
    /// <summary>
    /// Runs one experiment and returns the exit code: 0 if every claim that was judged holds, 1 if one does not, 130 if
    /// the run was interrupted.
    /// </summary>
    public int Run(Experiment experiment)
    {
        var folder = ExperimentFolder.Find(settings.OutputFolder, experiment.Name);
        folder.Prepare();
        var (progress, clock) = (new LoopProgress(experiment.Name, output), Stopwatch.StartNew());
        using var run = new ExperimentRun(settings, folder, progress, stop);
        var isInterrupted = false;
        try
        {
            progress.Run(() => experiment.Run(run));
        }
        catch (OperationCanceledException)
        {
            isInterrupted = true;
        }
        run.CompleteClaims(experiment.Ids, isInterrupted ? "the run was interrupted" : "this run did not reach it");
        var summary = Summarize(experiment, run, clock.Elapsed);
        folder.Save(ExperimentPage.Write(experiment, run, summary), run.Claims, summary, Picture(experiment, run));
        output.Console.Write(ClaimTable(experiment, run.Claims));
        output.WriteUnbroken(
            $"{experiment.Name}: {summary.Verdict}, {summary.Seconds:F1} s; page: {folder.ReportPath}");
        return isInterrupted ? ExitCode.Interrupted
            : summary.NotReproduced > 0 ? ExitCode.Failure : ExitCode.Success;
    }

    static string? Picture(Experiment experiment, ExperimentRun run)
    {
        var section = run.Sections.FirstOrDefault(section => section.Pictures.Count > 0
            && (experiment.PictureSection ?? section.Title) == section.Title);
        return section is null ? null : StandalonePicture.Write(section.Pictures);
    }

    ExperimentSummary Summarize(Experiment experiment, ExperimentRun run, TimeSpan elapsed)
    {
        int Count(Verdict verdict) => run.Claims.Count(claim => claim.Verdict == verdict);
        var (holding, failed, open) = (Count(Verdict.Holds), Count(Verdict.NotReproduced), Count(Verdict.NotJudged));
        (int Count, string Text)[] parts =
            [(holding, holding == 1 ? "holds" : "hold"), (failed, "not reproduced"), (open, "not judged")];
        var verdict = string.Join(", ",
            parts.Where(part => part.Count > 0).Select(part => $"{part.Count} {part.Text}"));
        return new(experiment.Name, verdict, holding, failed, open, settings.Budget.ToString().ToLowerInvariant(),
            run.Seeds.Count, run.DataName, settings.Backend.ToString(), Math.Round(elapsed.TotalSeconds, 1));
    }

    static Table ClaimTable(Experiment experiment, IEnumerable<Claim> claims)
    {
        var table = ConsoleTables.Create(experiment.Name, "the source says", "accepted", "we got", "verdict")
            .WithLeftAlignedColumns(from: 1);
        foreach (var claim in claims)
            table.AddPlainRow(claim.Id, claim.Says, claim.Accepted, claim.Got,
                claim.Reason.Length == 0 ? claim.VerdictText : $"{claim.VerdictText}: {claim.Reason}");
        return table;
    }
}
