using System.Text.Json;
using System.Text.RegularExpressions;
using Tiny.Nn.Data;
using Tiny.Nn.Lab;
using Tiny.Nn.Training;

namespace Tiny.Nn.Tests.Lab;

/// <summary>Tests that every option of <c>train</c> reaches the training, and that the files record it.</summary>
public sealed partial class TrainOptionTests
{
    /// <summary>An option with a value other than its default, which changes the weights after one epoch.</summary>
    public static TheoryData<string, string> ChangingOptions => new()
    {
        { "--lambda", "50" }, { "--l1", "50" }, { "--smoothing", "0.2" }, { "--clip", "0.01" }, { "--momentum", "0.9" },
        { "--rate", "0.01" }, { "--schedule", "cosine" }, { "--batch", "7" }, { "--optimizer", "adam" },
        { "--validation", "100" }, { "--examples", "60" }, { "--seed", "2" }, { "--backend", "cpu-double" },
        { "--expand", "true" }, { "--augment", "shift:2" }, { "--epochs", "6" }, { "--net", "mlp30" },
        { "--dropout", "0.1" }, { "--layers", "flatten, dense 10" }, { "--standardize", "true" },
    };

    [Theory, MemberData(nameof(ChangingOptions))]
    public void Every_option_changes_the_weights_and_equal_options_give_equal_weights(string option, string value)
    {
        using LabTestRun unchanged = new(), changed = new(), again = new();
        Assert.Equal(0, Train(unchanged));
        Assert.Equal(0, Train(changed, option, value));
        Assert.Equal(0, Train(again, option, value));
        Assert.NotEqual(Weights(unchanged), Weights(changed));
        Assert.Equal(Weights(changed), Weights(again));

        int Train(LabTestRun run, params string[] more)
        {
            var defaults = new Dictionary<string, string>
            {
                ["--net"] = option == "--dropout" ? "v6" : "mlp16", ["--validation"] = "40", ["--epochs"] = "1",
                ["--expand"] = "false",
            };
            if (more.Length > 0) defaults[more[0]] = more[1];
            if (more is ["--layers", ..]) defaults.Remove("--net");
            return run.Run(["train", "--data", run.Digits(180), "--threads", "1", "--out", run.Folder,
                .. defaults.SelectMany(entry => new[] { entry.Key, entry.Value })]);
        }

        static byte[] Weights(LabTestRun run) => run.Weights();
    }

    [Fact]
    public void Every_option_of_the_help_is_in_the_table_or_determines_no_weights()
    {
        using var run = new LabTestRun();
        run.Run("train", "--help");
        string[] others = ["data", "target", "ignore", "task", "image-size", "grey", "patience", "threads", "device",
            "out", "resume", "like", "quiet", "help"];
        Assert.Equal(OptionsIn(run.Output).Order(),
            ChangingOptions.Select(row => ((string)row[0])[2..]).Concat(others).Order());
    }

    [Fact]
    public void Patience_ends_training_after_that_many_epochs_without_a_better_validation_result()
    {
        using var run = new LabTestRun();
        Assert.Equal(0, run.Train("mlp16", "--rate", "1e-9", "--epochs", "9", "--patience", "3"));
        Assert.Equal(4, run.Read("metrics.csv").TrimEnd().Split('\n').Length - 1);
        Assert.Contains("Early stopping after epoch 4 of 9: no better validation result in 3 epochs\n", run.Output);
    }

    [Theory]
    [InlineData("constant", 0.5, 0.5, 0.5)]
    [InlineData("step:2:0.5", 0.5, 0.5, 0.25)]
    [InlineData("exponential:0.5", 0.5, 0.25, 0.125)]
    [InlineData("inverse-scaling:1", 0.5 / 24, 0.5 / 48, 0.5 / 72)]       // 24 batches per epoch
    public void The_schedule_determines_the_rates(string schedule, params double[] rates)
    {
        using var run = new LabTestRun();
        Assert.Equal(0, run.Train("mlp16", "--epochs", "3", "--schedule", schedule));
        var rows = run.Read("metrics.csv").TrimEnd().Split('\n')[1..];
        Assert.Equal(rates, rows.Select(row => double.Parse(row.Split(',')[5])), (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void More_examples_than_there_are_are_refused()
    {
        using var run = new LabTestRun();
        Assert.Equal(1, run.Train("softmax", "--examples", "241"));
        Assert.Equal($"error: --examples: {run.Digits()} has 240 training images, got 241; omit it for all of them\n",
            run.Error);
        Assert.Equal(0, run.Train("softmax", "--examples", "240"));
    }

    [Fact]
    public void Summary_json_and_the_report_record_all_settings()
    {
        using var run = new LabTestRun();
        Assert.Equal(0, run.Train("v6", "--dropout", "0.25", "--l1", "0.5", "--lambda", "2", "--smoothing", "0.1",
            "--clip", "3", "--patience", "7", "--schedule", "one-cycle:0.2", "--augment", "rotation:9+shift:1",
            "--examples", "60", "--epochs", "1"));
        using var summary = JsonDocument.Parse(run.Read("summary.json"));
        var settings = summary.RootElement.GetProperty("settings").EnumerateObject()
            .ToDictionary(entry => entry.Name, entry => entry.Value.ToString());
        (string, string)[] expected =
        [
            ("net", "v6"), ("dropout", "0.25"), ("l1", "0.5"), ("lambda", "2"), ("smoothing", "0.1"), ("clip", "3"),
            ("patience", "7"), ("schedule", "one-cycle:0.2"), ("augment", "shift:1+rotation:9"), ("examples", "60"),
            ("epochs", "1"), ("optimizer", "sgd"), ("rate", "0.03"), ("batch", "10"), ("validation", "30"),
        ];
        foreach (var (name, value) in expected) Assert.Equal((name, value), (name, settings[name]));
        string[] shown = ["Dropout(0.25)", "one-cycle:0.2 schedule", "<dt>L1 penalty λ₁</dt><dd>0.5</dd>",
            "<dt>dropout</dt><dd>0.25</dd>", "<dt>label smoothing</dt><dd>0.1</dd>",
            "<dt>gradient norm</dt><dd>at most 3</dd>", "<dt>augmentation</dt><dd>shift:1+rotation:9</dd>",
            "<dt>early stopping</dt><dd>patience 7</dd>", "<dt>training images</dt><dd>the first 60</dd>"];
        var page = run.Read("report.html");
        foreach (var part in shown) Assert.Contains(part, page);
    }

    /// <summary>The texts of random schedules and augmentations describe them again.</summary>
    [Fact]
    public void Formatting_and_parsing_of_schedules_and_augmentations_are_inverse_to_each_other()
    {
        for (var seed = 0UL; seed < 300; seed++)
        {
            var random = new RandomStream(seed, "option words");
            Schedule[] schedules =
            [
                Schedule.Constant, new StepDecay(1 + random.NextInt(9), Draw(1)), new InverseScaling(Draw(10)),
                new CosineDecay(Draw(2)), new OneCycle(Draw(0.99)), new OneCycle(), new InverseScaling(),
            ];
            foreach (var schedule in schedules)
                Assert.Equal(schedule, ScheduleText.Parse(ScheduleText.Format(schedule)));
            var augmentation = new Augmentation
            {
                Shift = Draw(28), Rotation = Draw(45), Scale = Draw(0.9), Shear = Draw(1), Noise = Draw(3),
            };
            if (random.NextInt(2) == 0)
                augmentation = augmentation with { Elastic = 1 + Draw(9), Smoothness = 1 + Draw(5) };
            var expected = augmentation == new Augmentation() ? null : augmentation;
            Assert.Equal(expected, AugmentationText.Parse(AugmentationText.Format(expected)));

            double Draw(double maximum) => random.NextInt(2) == 0 ? 0 : random.NextUniform(0, maximum);
        }
    }

    /// <summary>Returns the names of the options in a help text.</summary>
    internal static IEnumerable<string> OptionsIn(string help) =>
        OptionLine().Matches(help).Select(match => match.Groups[1].Value);

    [GeneratedRegex(@"^  (?:-\S+, )*--([a-z0-9-]+)", RegexOptions.Multiline)]
    private static partial Regex OptionLine();
}
