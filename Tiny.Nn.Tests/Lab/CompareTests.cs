using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Tiny.Nn.Lab;
using Tiny.Nn.Lab.Comparisons;
using Tiny.Nn.Lab.Report;
using Tiny.Nn.Lab.Terminal;

namespace Tiny.Nn.Tests.Lab;

/// <summary>
/// Tests of the command <c>compare</c>: the figures of its page against the runs' own files, what it repeats and
/// continues, and what it refuses.
/// </summary>
public sealed partial class CompareTests : IDisposable
{
    readonly LabTestRun lab = new();

    public void Dispose() => lab.Dispose();

    int Compare(params string[] arguments) => lab.Run([.. Arguments(lab, arguments)]);

    /// <summary>Returns a short comparison with these arguments, which replace its defaults.</summary>
    static string[] Arguments(LabTestRun run, string[] arguments)
    {
        (string, string)[] defaults = [("--net", "mlp16"), ("--data", run.Digits(180)), ("--threads", "1"),
            ("--epochs", "2"), ("--out", run.At("out"))];
        return ["compare", .. defaults.Where(one => !arguments.Contains(one.Item1))
            .SelectMany(one => new[] { one.Item1, one.Item2 }), .. arguments];
    }

    [Fact]
    public void The_table_has_the_mean_and_deviation_of_the_runs_and_paired_differences()
    {
        Assert.Equal(0, Compare("--vary", "rate=0.5,2", "--seeds", "3", "--seed", "5"));
        double[][] accuracies = [.. new[] { "0.5", "2" }.Select(rate => Enumerable.Range(5, 3)
            .Select(seed => 100 * Summary($"rate={rate},seed={seed}").GetProperty("test_accuracy").GetDouble())
            .ToArray())];
        var rows = Rows(lab.Read("out/report.html"));
        Assert.Equal(["rate 0.5", "3", Text(accuracies[0]), "–"], rows[0][..4]);
        var difference = Text([.. accuracies[1].Zip(accuracies[0], (a, b) => a - b)]).Replace('-', '−');
        Assert.Equal(["rate 2", "3", Text(accuracies[1])], rows[1][..3]);
        Assert.Equal(difference, rows[1][3].TrimStart('+'));
        Assert.NotEqual(accuracies[0], accuracies[1]);

        static string Text(double[] values)
        {
            var mean = values.Sum() / values.Length;
            var deviation = Math.Sqrt(values.Sum(value => Math.Pow(value - mean, 2)) / (values.Length - 1));
            return string.Create(CultureInfo.InvariantCulture, $"{mean:F2} ± {deviation:F2}");
        }
    }

    [Fact]
    public void The_page_has_curves_of_all_settings_with_bands_and_only_the_settings_that_differ()
    {
        Assert.Equal(0, Compare("--vary", "rate=0.5,2", "--vary", "schedule=constant,cosine", "--seeds", "2"));
        var page = lab.Read("out/report.html");
        string[] charts = ["Validation accuracy", "Validation loss", "Training accuracy", "Training loss"];
        Assert.All(charts, chart => Assert.Contains($"aria-label=\"{chart}\"", page));
        Assert.Equal(4 * charts.Length, Count(page, "<polyline"));
        Assert.Equal(4 * charts.Length, Count(page, "<polygon"));
        Assert.Contains("""<span class="key color3 ">rate 2, schedule cosine</span>""", page);
        Assert.Equal([["--rate", "0.5", "0.5", "2", "2"], ["--schedule", "constant", "cosine", "constant", "cosine"]],
            Rows(page)[4..]);
        foreach (var outside in new[] { "http://", "https://", "<script", "<link", "url(" })
            Assert.DoesNotContain(outside, page, StringComparison.OrdinalIgnoreCase);
        Assert.Contains($"Comparison: {lab.At("out/report.html")}\n", lab.Output);
    }

    [Fact]
    public void A_finished_run_is_not_repeated_and_a_larger_number_of_epochs_continues_all()
    {
        Assert.Equal(0, Compare("--vary", "rate=0.5,2", "--seeds", "1"));
        var before = Directory.GetFiles(lab.At("out"), "*", SearchOption.AllDirectories)
            .Where(file => file.Contains("seed=1")).ToDictionary(file => file, File.GetLastWriteTimeUtc);
        Assert.Equal(0, Compare("--vary", "rate=0.5,2", "--seeds", "2"));
        Assert.StartsWith("4 runs, 2 of them finished\n", lab.Output);
        Assert.All(before, file => Assert.Equal(file.Value, File.GetLastWriteTimeUtc(file.Key)));
        Assert.Equal(0, Compare("--vary", "rate=0.5,2", "--seeds", "2", "--epochs", "3"));
        Assert.Equal(3, Summary("rate=2,seed=1").GetProperty("epochs").GetInt32());
    }

    [Fact]
    public void An_interrupted_comparison_shows_what_is_finished_and_continues_with_the_same_bits()
    {
        using var whole = new LabTestRun();
        string[] vary = ["--vary", "dropout=0,0.5", "--net", "v6", "--expand", "false", "--examples", "60",
            "--seeds", "1"];
        Assert.Equal(0, whole.Run(Arguments(whole, vary)));
        // The first run writes three checkpoints: before its epochs and after each of the two.
        Assert.Equal(130, ResumeTests.StopAfter(4, lab, Arguments(lab, vary)));
        Assert.EndsWith("Stopped after 1 of 2 runs. To continue, repeat the command.\n", lab.Output);
        Assert.Equal(["1", "0 of 1"], Rows(lab.Read("out/report.html"))[..2].Select(row => row[1]));
        Assert.Equal(0, lab.Run(Arguments(lab, vary)));
        Assert.StartsWith("2 runs, 1 of them finished\n", lab.Output);
        foreach (var run in new[] { "dropout=0,seed=1", "dropout=0.5,seed=1" })
            ResumeTests.AssertEqualResults(whole, lab, $"out/{run}");
        Assert.Equal(Tables(whole), Tables(lab));

        static IEnumerable<string[]> Tables(LabTestRun run) =>
            Rows(run.Read("out/report.html")).Select(row => row.Length == 8 ? row[..7] : row);
    }

    [Fact]
    public void A_comparison_that_is_stopped_in_its_first_run_has_no_page()
    {
        Assert.Equal(130, ResumeTests.StopAfter(1, lab, Arguments(lab, ["--vary", "rate=0.5,2"])));
        Assert.EndsWith("Stopped after 0 of 6 runs. To continue, repeat the command.\n", lab.Output);
        Assert.False(File.Exists(lab.At("out/report.html")));
    }

    [Fact]
    public void A_run_that_diverges_is_a_warning_and_the_others_are_compared()
    {
        Assert.Equal(1, Compare("--net", "sklearn50", "--vary", "rate=1e6,0.1", "--seeds", "1", "--epochs", "9"));
        Assert.StartsWith("warning: rate 1e6, seed 1: Training diverged: ", lab.Error);
        var rows = Rows(lab.Read("out/report.html"));
        Assert.Equal(["rate 1e6", "0 of 1", "–"], rows[0][..3]);
        Assert.Equal(["rate 0.1", "1"], rows[1][..2]);
    }

    [Fact]
    public void Networks_that_do_not_classify_are_compared_by_their_losses()
    {
        Assert.Equal(0, Compare("--net", "conv-autoencoder", "--vary", "rate=0.001,0.01", "--seeds", "1",
            "--examples", "30", "--epochs", "1"));
        var page = lab.Read("out/report.html");
        Assert.Contains("<th>test loss</th>", page);
        Assert.DoesNotContain("accuracy", page);
        var loss = Summary("rate=0.01,seed=1").GetProperty("test_loss").GetDouble();
        Assert.Equal(loss.ToString("G4", CultureInfo.InvariantCulture), Rows(page)[1][2]);
    }

    [Theory, MemberData(nameof(TrainOptionTests.ChangingOptions), MemberType = typeof(TrainOptionTests))]
    public void Every_option_of_train_can_be_varied(string option, string value)
    {
        var (name, other) = (option[2..], option is "--epochs" ? "1" : Default(option));
        if (name == "seed")
        {
            Assert.Equal(ExitCode.Usage, Compare("--vary", $"{name}=1,{value}"));
            return;
        }
        string[] net = name switch
        {
            "net" or "layers" => [],
            "dropout" => ["--net", "v6", "--expand", "false", "--examples", "30"],
            _ => ["--net", "mlp16"],
        };
        string[] epochs = name == "epochs" ? [] : ["--epochs", "1"];
        var separator = name == "layers" ? ';' : ',';
        Assert.Equal(0, lab.Run(["compare", "--vary", $"{name}={other}{separator}{value}", "--seeds", "1",
            "--threads", "1", "--data", lab.Digits(180), "--out", lab.At("out"), .. net, .. epochs]));
        Assert.Contains($"--{name}", Rows(lab.Read("out/report.html"))[2..].Select(row => row[0]));
    }

    [Fact]
    public void Folders_of_runs_are_named_by_what_differs_and_seeds_of_the_same_settings_are_one_group()
    {
        (string Name, string[] Options)[] runs = [("a1", ["--seed", "1"]), ("a2", ["--seed", "2"]),
            ("b", ["--rate", "2"])];
        foreach (var (name, options) in runs)
            Assert.Equal(0, lab.Run(["train", "--net", "mlp16", "--data", lab.Digits(180), "--epochs", "2", "--out",
                lab.At(name), .. options]));
        Assert.Equal(0, lab.Run("compare", lab.At("a1"), lab.At("b"), lab.At("a2"), "--out", lab.At("out")));
        var rows = Rows(lab.Read("out/report.html"));
        Assert.Equal([["rate 0.5", "2"], ["rate 2", "1"]], rows[..2].Select(row => row[..2]));
        Assert.DoesNotContain("±", rows[1][3]);                      // the difference is of seed 1 alone
        Assert.Equal([["--rate", "0.5", "2"]], rows[2..]);
        Assert.Equal(0, lab.Run("compare", lab.At("a1"), lab.At("a2"), "--out", lab.At("out")));
        Assert.Equal([["a1", "1"], ["a2", "1"], ["--seed", "1", "2"]],
            Rows(lab.Read("out/report.html")).Select(row => row[0] == "--seed" ? row : row[..2]));
    }

    [Fact]
    public void The_axis_of_a_chart_covers_the_bands()
    {
        Series[] curves = [new("a", [(1, 90), (2, 95)]) { Spread = [15, 5] }];
        var accuracy = Band(EpochCharts.Accuracy("a", curves));
        Assert.InRange(accuracy[3] - accuracy[2], 50, 250);           // the lower edge rises from 75 to 90 %
        Assert.Equal(accuracy[0], accuracy[1]);                       // above 100 % it is cut
        foreach (var chart in new[] { EpochCharts.Loss("l", curves), EpochCharts.LogarithmicLoss("g", curves) })
        {
            var band = Band(chart);
            Assert.InRange(band[3] - band[2], 5, 250);
            Assert.InRange(band[1] - band[0], 2, 250);                // the upper edge falls from 105 to 100
        }
        var nearZero = EpochCharts.LogarithmicLoss("n", [new("a", [(1, 1), (2, 2)]) { Spread = [0.9999, 3] }]).Write();
        Assert.DoesNotContain(">0.001</text>", nearZero);

        // The heights of the upper edge and, backward, of the lower one, in SVG units from the top.
        static double[] Band(Chart chart) => [.. Regex.Match(chart.Write(), "<polygon points=\"([^\"]+)\"")
            .Groups[1].Value.Split(' ').Select(point => double.Parse(point.Split(',')[1]))];
    }

    [Fact]
    public void An_interrupted_run_is_compared_as_far_as_it_is()
    {
        string[] train = ["train", "--net", "mlp16", "--data", lab.Digits(180), "--epochs", "3", "--out"];
        Assert.Equal(0, lab.Run([.. train, lab.At("a")]));
        Assert.Equal(130, ResumeTests.StopAfter(2, lab, [.. train, lab.At("b"), "--rate", "2"]));
        Assert.Equal(0, lab.Run("compare", lab.At("a"), lab.At("b"), "--out", lab.At("out")));
        Assert.Equal(["rate 0.5", "rate 2, 2 of 3 epochs"],
            Rows(lab.Read("out/report.html"))[..2].Select(row => row[0]));
    }

    [Theory]
    [InlineData("compare", "compare: expects the folders of two or more runs, or --vary NAME=VALUE,VALUE,…")]
    [InlineData("compare --seeds 2", "compare: expects the folders of two or more runs, or --vary NAME=VALUE,VALUE,…")]
    [InlineData("compare a b --vary rate=1,2",
        "--vary: the runs in the folders are trained already; omit the option, or the folders")]
    [InlineData("compare a b --rate 1",
        "--rate: the runs in the folders are trained already; omit the option, or the folders")]
    [InlineData("compare --vary rate", "--vary: expects NAME=VALUE,VALUE,…, such as rate=0.1,0.5, got 'rate'")]
    [InlineData("compare --vary droput=0,1", "--vary: 'droput' cannot be varied; choose one of net, layers, "
        + "examples, validation, expand, standardize, augment, epochs, patience, batch, optimizer, rate, schedule, "
        + "momentum, clip, lambda, l1, dropout, smoothing, backend")]
    [InlineData("compare --vary seed=1,2",
        "--vary: seeds are averaged, not compared; give their number with --seeds N")]
    [InlineData("compare --vary data=a.csv,b.csv",
        "--vary: data with another test set cannot be compared; vary another option")]
    [InlineData("compare --vary layers=relu,tanh",
        "--vary: expects two or more values of layers, separated by semicolons, got 'relu,tanh'")]
    [InlineData("compare --vary rate=1", "--vary: expects two or more values of rate, separated by commas, got '1'")]
    [InlineData("compare --vary rate=1,", "--vary: expects two or more values of rate, separated by commas, got '1,'")]
    [InlineData("compare --vary rate=1,1", "--vary: rate has the value '1' twice; name each value once")]
    [InlineData("compare --vary rate=1,2 --vary rate=3,4",
        "--vary: 'rate' comes twice; name all its values in one --vary")]
    [InlineData("compare --vary rate=1,2 --rate 3", "--rate: --vary gives the option its values; omit --rate")]
    [InlineData("compare --vary rate=1,x", "--rate: expects a number from 1E-12 to 1000000, got 'x'")]
    [InlineData("compare --vary dropout=0,0.5", "--dropout: default has no dropout; omit it, or choose v6")]
    [InlineData("compare --vary rate=1,2,3,4,5,6,7 --vary batch=1,2,3",
        "--vary: 7 · 3 = 21 combinations; one page can show 20; vary fewer options or values")]
    public void An_invalid_command_line_is_refused_with_a_sentence(string line, string message)
    {
        Assert.Equal(ExitCode.Usage, lab.Run([.. line.Split(' '), "--out", lab.At("out")]));
        Assert.Equal($"error: {message}\n", lab.Error);
        Assert.False(Directory.Exists(lab.At("out")));
    }

    [Fact]
    public void Folders_that_cannot_be_compared_are_refused_with_a_sentence()
    {
        string[] train = ["train", "--net", "softmax", "--epochs", "1"];
        Assert.Equal(0, lab.Run([.. train, "--data", lab.Digits(60), "--out", lab.At("a")]));
        using var other = new LabTestRun();
        Assert.Equal(0, lab.Run([.. train, "--data", other.Digits(120), "--out", lab.At("b")]));
        Assert.Equal(2, lab.Run("compare", lab.At("a")));
        Assert.Equal($"error: compare: expects the folders of two or more runs, got one: '{lab.At("a")}'\n", lab.Error);
        Assert.Equal(2, lab.Run("compare", lab.At("a"), lab.At("b/../a")));
        Assert.Equal($"error: compare: the run '{lab.At("a")}' comes twice; name each run once\n", lab.Error);
        Assert.Equal(1, lab.Run("compare", lab.At("a"), lab.Folder));
        Assert.Equal($"error: compare: '{lab.Folder}' has no checkpoint.safetensors; expects the folder of a run, "
            + "such as runs/<net>-<time>\n", lab.Error);
        Assert.Equal(1, lab.Run("compare", lab.At("a"), lab.At("b")));
        Assert.Equal($"error: compare: '{lab.At("a")}' and '{lab.At("b")}' have different test sets ({lab.Digits()} "
            + $"and {other.Digits()}), so their results cannot be compared; compare runs of the same data\n",
            lab.Error);
    }

    [Fact]
    public void A_folder_of_a_comparison_with_other_settings_or_data_is_refused()
    {
        Assert.Equal(0, Compare("--vary", "rate=0.5,2", "--seeds", "1"));
        Assert.Equal(1, Compare("--vary", "rate=0.5,2", "--seeds", "1", "--batch", "7"));
        Assert.Equal($"error: compare: the run in '{lab.At("out/rate=0.5,seed=1")}' has --batch 10 instead of 7; "
            + "repeat the options of that comparison, or choose another folder with --out\n", lab.Error);
        using var other = new LabTestRun();
        Assert.Equal(1, Compare("--vary", "rate=0.5,2", "--seeds", "1", "--data", other.Digits(120)));
        Assert.Contains("' has other data; repeat", lab.Error);
    }

    [Fact]
    public void A_group_without_the_seeds_of_the_first_has_no_difference()
    {
        var (a, b) = (Group("a", (1, 0.5), (2, 0.75)), Group("b", (2, 1), (3, 0.25)));
        Assert.Equal([0.25], b.MeasureDifference(a, run => run.TestAccuracy)!.Values);
        Assert.Null(Group("c", (4, 1)).MeasureDifference(a, run => run.TestAccuracy));

        static RunGroup Group(string name, params (ulong Seed, double Accuracy)[] runs) =>
            new(name, [.. runs.Select(run => Record(name, run.Seed, run.Accuracy))]);

        static RunRecord Record(string name, ulong seed, double accuracy)
        {
            var settings = new RunSettings("net", null, "", 0, seed, "cpu", "sgd", 1, 0, 0, false, 1, 1)
            {
                Schedule = "constant", TestChecksum = "",
            };
            return new(name, settings, [], true, new RunSummary("net", "data", 1, 1, seed, "cpu", 1, 1, null, null,
                null, null, accuracy, 0, 1, 1, 1, settings));
        }
    }

    [Fact]
    public void The_time_left_counts_only_what_this_process_trains()
    {
        var output = new StringWriter();
        var progress = new LoopProgress("test", ConsoleOutput.PlainText(output, output), TimeSpan.Zero);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        foreach (var run in progress.Track("run", [1, 2], default))
            progress.InTraining(() =>
            {
                // The first run continues after 8 of 10 epochs; the other begins.
                for (var epoch = run == 1 ? 9 : 1; epoch <= (run == 1 ? 10 : 1); epoch++)
                {
                    Thread.Sleep(500);
                    progress.OnBatchCompleted(new(epoch, 10, 1, 1, 0, 1, default));
                }
                return new([], 1, false, 1, 1);
            });
        // Of 20 epochs, 8 were done before and 3 now: the other 9 take three times as long as those 3 did.
        var line = output.ToString().TrimEnd().Split('\n')[^1];
        var left = Regex.Match(line, "^test: run 2 of 2, training 10 %, 0:([0-9]{2}) left$");
        Assert.True(left.Success, line);
        Assert.InRange(int.Parse(left.Groups[1].Value), 4, 3 * clock.Elapsed.TotalSeconds);
    }

    static string Default(string option) => option switch
    {
        "--lambda" or "--l1" or "--smoothing" or "--clip" or "--momentum" => "0",
        "--dropout" => "0.5",
        "--rate" => "0.5",
        "--schedule" => "constant",
        "--batch" => "10",
        "--optimizer" => "sgd",
        "--validation" => "40",
        "--examples" => "100",
        "--backend" => "cpu",
        "--expand" or "--standardize" => "false",
        "--augment" => "none",
        "--layers" => $"flatten, dense 12, relu, {string.Concat(Enumerable.Repeat("dense 12, relu, ", 9))}dense 10",
        _ => "mlp16",
    };

    JsonElement Summary(string run) =>
        JsonDocument.Parse(lab.Read($"out/{run}/summary.json")).RootElement.Clone();

    static int Count(string text, string part) => text.Split(part).Length - 1;

    /// <summary>Returns the cells of all rows of the page's tables: first the results, then the settings.</summary>
    static string[][] Rows(string page) =>
        [.. Row().Matches(page).Select(row => Cell().Matches(row.Value)
            .Select(cell => System.Net.WebUtility.HtmlDecode(cell.Groups[1].Value).Replace('\u00A0', ' ')).ToArray())];

    [GeneratedRegex("<tr><td>.*?</tr>")]
    private static partial Regex Row();

    [GeneratedRegex("<td>(.*?)</td>")]
    private static partial Regex Cell();
}
