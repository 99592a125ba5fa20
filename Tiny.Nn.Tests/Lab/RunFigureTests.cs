using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Tiny.Nn.Data;
using Tiny.Nn.Lab;
using Tiny.Nn.Lab.Data;

namespace Tiny.Nn.Tests.Lab;

/// <summary>
/// Tests that the figures of a run agree: those of the report, of <c>summary.json</c>, of <c>metrics.csv</c> and of
/// <c>evaluate</c>.
/// </summary>
public sealed class RunFigureTests(RunFigureTests.DistinctRun distinct) : IClassFixture<RunFigureTests.DistinctRun>
{
    const int Epochs = 8, TestCount = 30, ValidationCount = 40;

    readonly LabTestRun run = distinct.Run;
    readonly string page = distinct.Run.Read("report.html");

    JsonElement Summary => distinct.Summary;

    /// <summary>A run whose figures differ, so that none can stand in another's place.</summary>
    public sealed class DistinctRun : IDisposable
    {
        public DistinctRun()
        {
            for (var seed = 1; ; seed++)
            {
                Assert.True(seed < 30, "In no run the three accuracies differ and the best epoch precedes the last");
                Run = new LabTestRun();
                Assert.Equal(0, Run.Train("mlp16", "--epochs", $"{Epochs}", "--seed", $"{seed}", "--batch", "20",
                    "--rate", "0.3", "--validation", $"{ValidationCount}"));
                using var document = JsonDocument.Parse(Run.Read("summary.json"));
                Summary = document.RootElement.Clone();
                double[] accuracies = [.. new[] { "train_accuracy", "validation_accuracy", "test_accuracy" }
                    .Select(key => Math.Round(Summary.GetProperty(key).GetDouble(), 4))];
                if (accuracies.Distinct().Count() == 3 && accuracies[2] < 1
                    && Summary.GetProperty("best_epoch").GetInt32() < Epochs) return;
                Run.Dispose();
            }
        }

        internal LabTestRun Run { get; }

        internal JsonElement Summary { get; }

        public void Dispose() => Run.Dispose();
    }

    [Fact]
    public void The_report_has_the_figures_of_the_summary()
    {
        var test = Number("test_accuracy");
        var wrong = (int)Math.Round((1 - test) * TestCount);
        var figures = Pairs("""<div class="figure [^"]*"><b>(?<value>.*?)</b><span>(?<name>.*?)</span>""");
        Assert.Equal(new()
        {
            [$"accuracy on the test set: {wrong} of {TestCount} images misclassified"] = $"{100 * test:F2} %",
            ["validation accuracy"] = $"{100 * Number("validation_accuracy"):F2} %",
            ["parameters"] = $"{Number("parameters"):N0}",
            ["training time"] = $"{Number("seconds"):F1} s",
            ["samples per second"] = $"{Number("samples_per_second"):N0}",
            ["best epoch"] = $"{Number("best_epoch")} of {Epochs}",
        }, figures);
        Assert.Equal(Epochs, Number("epochs"));
    }

    [Fact]
    public void The_report_has_the_settings_of_the_summary()
    {
        var settings = Pairs("<div><dt>(?<name>.*?)</dt><dd>(?<value>.*?)</dd></div>");
        foreach (var (name, value) in new[]
        {
            ("dataset", Summary.GetProperty("data").GetString()!), ("batch size", $"{Number("batch")}"),
            ("seed", $"{Number("seed")}"), ("learning rate", "0.3"),
            ("backend", $"{Summary.GetProperty("backend").GetString()}, {Number("threads")} thread"),
        }) Assert.Equal(value, settings[name]);
    }

    [Fact]
    public void The_confusion_matrix_has_every_test_image_once_and_its_diagonal_is_the_accuracy()
    {
        var cells = Regex.Matches(page, @"label (\d), predicted (\d): (\d+) images")
            .Select(match => match.Groups.Values.Skip(1).Select(group => int.Parse(group.Value)).ToArray()).ToList();
        Assert.Equal(TestCount, cells.Sum(cell => cell[2]));
        var correct = cells.Where(cell => cell[0] == cell[1]).Sum(cell => cell[2]);
        Assert.Equal(Number("test_accuracy"), (double)correct / TestCount, 1e-12);
        var recalls = Regex.Matches(page, @"<tr><th>(\d)</th>.*?<td class=""percent"">([\d.]+) %</td></tr>").ToList();
        Assert.NotEmpty(recalls);
        foreach (var row in recalls)
        {
            var label = cells.Where(cell => cell[0] == int.Parse(row.Groups[1].Value)).ToList();
            var hits = label.Where(cell => cell[0] == cell[1]).Sum(cell => cell[2]);
            Assert.Equal($"{100.0 * hits / label.Sum(cell => cell[2]):F1}", row.Groups[2].Value);
        }
    }

    [Fact]
    public void The_curves_have_the_points_of_the_metrics()
    {
        var points = Regex.Matches(page, @"<title>epoch (\d+): (training|validation) ([\d.]+)( %)?</title>")
            .DistinctBy(match => match.Value)   // the losses are drawn on two scales
            .ToDictionary(
                match => (int.Parse(match.Groups[1].Value), match.Groups[2].Value, match.Groups[4].Success),
                match => Parse(match.Groups[3].Value));
        Assert.Equal(4 * Epochs, points.Count);
        var rows = MetricRows();
        for (var epoch = 1; epoch <= Epochs; epoch++)
            foreach (var (column, curve, isPercent) in new[]
            {
                ("train_loss", "training", false), ("validation_loss", "validation", false),
                ("train_accuracy", "training", true), ("validation_accuracy", "validation", true),
            })
            {
                var expected = rows[epoch - 1][column] * (isPercent ? 100 : 1);
                Assert.Equal(expected, points[(epoch, curve, isPercent)], 0.006 * Math.Max(1, expected / 100));
            }
    }

    [Fact]
    public void The_summary_has_the_metrics_of_the_best_epoch_and_the_architecture_its_parameters()
    {
        var best = MetricRows()[(int)Number("best_epoch") - 1];
        foreach (var key in new[] { "train_loss", "train_accuracy", "validation_accuracy" })
            Assert.Equal(best[key], Number(key), 1e-12);
        Assert.Equal(MetricRows().Max(row => row["validation_accuracy"]), Number("validation_accuracy"), 1e-12);
        Assert.Contains($"<td>total</td><td></td><td>{Number("parameters"):N0}</td>", page);
    }

    [Fact]
    public void The_test_accuracy_is_that_of_evaluate_on_the_test_rows_and_not_the_validation_accuracy()
    {
        var splits = DigitLoader.Load(run.Digits(), ValidationCount, 0, _ => { }).Splits;
        Assert.Equal((TestCount, ValidationCount), (splits.Test.Count, splits.Validation!.Count));
        Assert.Equal(Percent("test_accuracy"), Evaluate(splits.Test));
        Assert.Equal(Percent("validation_accuracy"), Evaluate(splits.Validation));
    }

    /// <summary>Runs <c>evaluate</c> on some images, and returns the accuracy that it prints.</summary>
    string Evaluate(Dataset images)
    {
        var rows = Enumerable.Range(0, images.Count).Select(n => $"{images.Label(n)},"
            + string.Join(',', images.Input(n).Select(pixel => (int)Math.Round(255 * pixel))));
        File.WriteAllLines(run.At("rows.csv"), rows);
        Assert.Equal(0, run.Run("evaluate", "--model", run.At("model.safetensors"), "--data", run.At("rows.csv"),
            "--part", "all"));
        return Regex.Match(run.Output, $@": {images.Count} images, accuracy ([\d.]+) %").Groups[1].Value;
    }

    string Percent(string key) => $"{100 * Number(key):F2}";

    double Number(string key) => Summary.GetProperty(key).GetDouble();

    /// <summary>Returns the rows of <c>metrics.csv</c> by column.</summary>
    List<Dictionary<string, double>> MetricRows()
    {
        var lines = run.Read("metrics.csv").TrimEnd().Split('\n');
        var columns = lines[0].Split(',');
        return [.. lines[1..].Select(line => columns.Zip(line.Split(',').Select(Parse)).ToDictionary())];
    }

    /// <summary>Returns the named values of the page that match a pattern, without tags.</summary>
    Dictionary<string, string> Pairs(string pattern) => Regex.Matches(page, pattern)
        .ToDictionary(match => match.Groups["name"].Value, match => WithoutTags(match.Groups["value"].Value));

    static string WithoutTags(string html) => Regex.Replace(html, "<.*?>", "");

    static double Parse(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
