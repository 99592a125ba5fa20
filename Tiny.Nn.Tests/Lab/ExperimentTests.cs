using System.Text.Json;
using System.Text.RegularExpressions;
using Tiny.Nn.Lab;
using Tiny.Nn.Lab.Experiments;
using Tiny.Nn.Lab.Report;
using Tiny.Nn.Lab.Terminal;

namespace Tiny.Nn.Tests.Lab;

/// <summary>
/// Tests of the command <c>experiment</c> with small experiments of their own: verdicts, files, exit codes,
/// interruption. The experiments of the sources run in full outside of the tests.
/// </summary>
public sealed partial class ExperimentTests : IDisposable
{
    readonly LabTestRun lab = new();

    public void Dispose() => lab.Dispose();

    /// <summary>An experiment whose content the test defines.</summary>
    sealed class TestExperiment(Action<ExperimentRun> body) : Experiment
    {
        public override string Name => "test";
        public override string Shows => "A < B";
        public override string LookFor => "Nothing.";
        public override IReadOnlyList<string> Ids => ["PG-01", "NN-16"];
        public override double Minutes => 0.1;
        public override void Run(ExperimentRun run) => body(run);
    }

    static ExperimentSettings Settings(string folder, Budget budget = Budget.Quick) => new()
    {
        Budget = budget, Backend = new(BackendRegistry.Find("cpu")), OutputFolder = folder,
    };

    int Run(Action<ExperimentRun> body, CancellationToken stop = default)
    {
        var console = ConsoleOutput.PlainText(new StringWriter(), new StringWriter());
        return new ExperimentRunner(Settings(lab.Folder), console, stop).Run(new TestExperiment(body));
    }

    [Fact]
    public void The_exit_code_is_0_only_if_every_judged_claim_holds()
    {
        Assert.Equal(ExitCode.Success, Run(run =>
        {
            run.Judge("PG-01", "says", "accepted", "got", holds: true);
            run.Judge("NN-16", "says", "accepted", "got", holds: false, Needs.Mnist);
        }));
        Assert.Equal(ExitCode.Failure, Run(run =>
        {
            run.Judge("PG-01", "says", "accepted", "got", holds: true);
            run.Judge("NN-16", "says", "accepted", "got", holds: false, reason: "too small");
        }));
    }

    [Fact]
    public void The_files_hold_every_claim_with_its_verdict_and_reason()
    {
        Run(run =>
        {
            run.Section("Curves", "a < b");
            run.Show(new Chart("Loss", new("epoch"), new(""), new Series("training", [(1, 2), (2, 1)])));
            run.Judge("PG-01", "says, with a comma", "≤ 70 %", "50 %", holds: true);
            run.Judge("PG-01", "fails", "0", "1", holds: false, reason: "too small");
            run.Judge("PG-01", "real digits", "0", "1", holds: true, Needs.Mnist);
            run.Judge("PG-01", "long", "0", "1", holds: true, Needs.Length);
            run.Report("PG-01", "beside", "2");
        });
        Assert.Equal("""
            id,says,accepted,got,verdict,reason
            PG-01,"says, with a comma",≤ 70 %,50 %,holds,
            PG-01,fails,0,1,not reproduced,too small
            PG-01,real digits,0,1,not judged,needs MNIST
            PG-01,long,0,1,not judged,a quick run is too short
            PG-01,beside,–,2,not judged,the source gives no limit
            NN-16,see SOURCES.md,–,–,not judged,this run did not reach it

            """, lab.Read("test/claims.csv"));
        var summary = JsonDocument.Parse(lab.Read("test/summary.json")).RootElement;
        Assert.Equal("1 holds, 1 not reproduced, 4 not judged", summary.GetProperty("verdict").GetString());
        var page = lab.Read("test/report.html");
        Assert.Contains("A &lt; B", page);
        Assert.Contains("""aria-label="Loss""", page);
        Assert.Contains("<td>not reproduced: too small</td>", page);
    }

    [Fact]
    public void An_interrupted_run_keeps_what_is_finished()
    {
        using var stop = new CancellationTokenSource();
        var code = Run(run =>
        {
            foreach (var item in run.Track("item", [1, 2, 3]))
            {
                run.Judge("PG-01", $"item {item}", "–", "–", holds: true);
                stop.Cancel();
            }
        }, stop.Token);
        Assert.Equal(ExitCode.Interrupted, code);
        Assert.Contains("item 1", lab.Read("test/claims.csv"));
        Assert.DoesNotContain("item 2", lab.Read("test/claims.csv"));
        Assert.Contains("NN-16,see SOURCES.md,–,–,not judged,the run was interrupted", lab.Read("test/claims.csv"));
    }

    [Fact]
    public void The_list_shows_name_ids_and_the_last_verdict_of_every_experiment()
    {
        Assert.Equal(0, lab.Run("experiment", "--out", lab.Folder));
        foreach (var experiment in ExperimentRegistry.All) Assert.Contains($"│ {experiment.Name} ", lab.Output);
        Assert.DoesNotContain("1 holds", lab.Output);
        Directory.CreateDirectory(lab.At("toy-points"));
        File.WriteAllText(lab.At("toy-points/summary.json"), """{"verdict": "1 holds"}""");
        lab.Run("experiment", "--out", lab.Folder);
        Assert.Contains("1 holds", lab.Output);
    }

    [Theory]
    [InlineData("unknown experiment 'chess'; choose one of", "experiment", "chess")]
    [InlineData("--quick and --full exclude each other; choose one", "experiment", "toy-points", "--quick", "--full")]
    [InlineData("--quick uses built-in data and one seed; omit --data and --seeds",
        "experiment", "toy-points", "--quick", "--seeds", "2")]
    [InlineData("--all runs every experiment; omit 'toy-points'", "experiment", "toy-points", "--all")]
    public void Invalid_options_are_refused_with_a_sentence(string message, params string[] arguments)
    {
        Assert.Equal(ExitCode.Usage, lab.Run(arguments));
        Assert.Contains(message, lab.Error);
    }

    [Fact]
    public void Every_experiment_has_a_name_of_its_own_and_states_what_it_shows()
    {
        var all = ExperimentRegistry.All;
        Assert.Equal(all.Count, all.Select(experiment => experiment.Name).Distinct().Count());
        Assert.All(all, experiment =>
        {
            Assert.Matches(NamePattern(), experiment.Name);
            Assert.NotEmpty(experiment.Ids);
            Assert.True(experiment.Minutes > 0);
            Assert.False(experiment.Shows.EndsWith('.'), experiment.Shows);
            Assert.EndsWith(".", experiment.LookFor);
        });
    }

    [Fact]
    public void A_sample_has_mean_median_and_deviation()
    {
        var sample = new Sample(1, 2, 6);
        Assert.Equal((3, 2, 1, 6), (sample.Mean, sample.Median, sample.Minimum, sample.Maximum));
        Assert.Equal(Math.Sqrt((4 + 1 + 9) / 2.0), sample.Deviation, 12);
        Assert.Equal("3.0 ± 2.6", $"{sample:F1}");
        Assert.Equal("2.0", $"{new Sample(2):F1}");
        Assert.Equal([-1, 0, 3], (sample - new Sample(2, 2, 3)).Values);
    }

    [Fact]
    public void A_logarithmic_axis_has_powers_of_ten_as_ticks()
    {
        var axis = new ChartAxis("loss", IsLogarithmic: true).Fit([0.02, 300, 0], extendToTicks: true);
        Assert.Equal([0.1, 1, 10, 100], axis.Ticks().Select(tick => Math.Round(tick, 9)));
        Assert.Equal(0.5, axis.Fraction(Math.Sqrt(0.02 * 300)), 9);
        Assert.Equal(0, axis.Fraction(0));
    }

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*$")]
    private static partial Regex NamePattern();
}
