using System.Text.Json;
using System.Text.RegularExpressions;
using Tiny.Nn.Backends;
using Tiny.Nn.Data;
using Tiny.Nn.Files;
using Tiny.Nn.Lab.Data;

namespace Tiny.Nn.Tests.Lab;

/// <summary>Tests of the output of <c>train</c>, and of the commands that read it.</summary>
public class TrainTests
{
    [Fact]
    public void Train_writes_exactly_its_five_files_beside_the_data()
    {
        using var run = new LabTestRun();
        Assert.Equal(0, run.Train("mlp16"));
        Assert.Equal(["checkpoint.safetensors", "digits.csv", "metrics.csv", "model.safetensors", "report.html",
            "summary.json"], Directory.GetFiles(run.Folder).Select(Path.GetFileName).Order());
        Assert.Empty(run.Error);
        Assert.Contains("misclassified), loss ", run.Output);
    }

    [Fact]
    public void The_report_tells_how_it_was_made_and_walks_through_an_example_of_each_class()
    {
        using var run = new LabTestRun();
        Assert.Equal(0, run.Train("mlp30", "--schedule", "step:1:0.5", "--epochs", "3"));
        var html = run.Read("report.html");
        Assert.Matches("<title>mlp30 &#183; [0-9.]+ % &#183; .* &#183; seed 1 &#183; 3 epochs · Tiny.Nn</title>", html);
        Assert.Contains("-- train --net mlp30", html);
        foreach (var title in (string[])["Loss, logarithmic", "Learning rate", "Weights", "Gradients", "Architecture"])
            Assert.Contains($"<b>{title}</b>", html.Replace("<h2>Architecture</h2>", "<b>Architecture</b>"));
        var walks = Regex.Matches(html, "<summary>a ([0-9])</summary>")
            .Select(match => match.Groups[1].Value).ToArray();
        Assert.True(walks.Length > 1, $"walks through {walks.Length} examples");
        Assert.Equal(walks.Order().Distinct(), walks);
        Assert.Single(Regex.Matches(html, "<details name=\"walk\" open>"));
        Assert.Contains("<text class=\"shape\" x=\"", html);
    }

    [Fact]
    public void A_test_loss_worse_than_uniform_predictions_is_a_warning()
    {
        using var run = new LabTestRun();
        Assert.Equal(0, run.Train("softmax", "--rate", "100000"));
        Assert.StartsWith("warning: the test loss", run.Error);
        Assert.Contains(
            "is far above 2.303, the loss of uniform predictions: the network learned nothing; try a smaller --rate",
            run.Error);
    }

    [SkippableFact]
    public async Task Without_MNIST_a_network_of_MNIST_is_not_measured_with_other_digits()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "the environment is that of a POSIX shell");
        using var run = new LabTestRun();
        Assert.Equal(0, run.Run("train", "--net", "softmax", "--data", run.Digits(), "--epochs", "1", "--out",
            run.Folder));
        var (evaluated, error) = await Evaluate();
        Assert.Equal(1, evaluated);
        Assert.StartsWith($"error: --data: MNIST is not in {run.At("datasets/mnist")}; TINYNN_DATA is not set; ",
            error);
        Assert.EndsWith("; name the folder of its files with TINYNN_DATA or --data, or evaluate on other digits with "
            + "--data synthetic\n", error);
        Assert.Single(error.TrimEnd().Split('\n'));

        async Task<(int, string)> Evaluate()
        {
            using var program = LabProcess.StartOffline(run.Folder, "evaluate", "--model", "model.safetensors");
            await program.ReadToEnd();
            return (program.ExitCode, program.Error);
        }
    }

    [Fact]
    public void A_network_of_synthetic_digits_is_measured_with_them()
    {
        using var run = new LabTestRun();
        Assert.Equal(0, run.Run("train", "--net", "softmax", "--data", "synthetic", "--examples", "500", "--epochs",
            "1", "--out", run.Folder));
        Assert.Equal(0, run.Run("evaluate", "--model", run.At("model.safetensors")));
        Assert.Contains("softmax on synthetic: 10,000 images", run.Output);
    }

    [Fact]
    public void Weights_that_are_not_finite_are_rejected()
    {
        using var run = new LabTestRun();
        run.Train("softmax");
        using (var backend = new Reference())
        {
            var file = Safetensors.Load(run.At("model.safetensors"));
            var layers = Tiny.Nn.Lab.NetworkRegistry.Find("softmax").Build();
            layers.Initialize(backend, 1);
            layers.Parameters[1].Parameter.Value.Assign([.. new double[9], double.NaN]);
            Safetensors.Save(run.At("model.safetensors"), layers, file.Metadata);
        }
        Assert.Equal(1, run.Run("evaluate", "--model", run.At("model.safetensors"), "--data", run.Digits()));
        Assert.Contains("the parameter '1.bias' has values that are not finite; train again", run.Error);
    }

    [Fact]
    public void Evaluate_loads_the_weights_of_the_file()
    {
        using var run = new LabTestRun();
        run.Train("softmax", "--epochs", "30");
        Assert.Equal(0, run.Run("evaluate", "--model", run.At("model.safetensors"), "--data", run.Digits(),
            "--part", "all"));
        var share = System.Text.RegularExpressions.Regex.Match(run.Output, @"300 images, accuracy ([\d.]+) %");
        Assert.True(share.Success && double.Parse(share.Groups[1].Value) > 70, run.Output);
    }

    [Fact, Trait("Id", "VZ-02")]
    public void Metrics_csv_has_one_row_per_epoch()
    {
        using var run = new LabTestRun();
        run.Train("mlp16", "--epochs", "3");
        var lines = run.Read("metrics.csv").TrimEnd().Split('\n');
        Assert.Equal(
            "epoch,train_loss,train_accuracy,validation_loss,validation_accuracy,rate,seconds,samples_per_second",
            lines[0]);
        Assert.Equal(["1", "2", "3"], lines[1..].Select(line => line.Split(',')[0]));
        Assert.All(lines[1..], line => Assert.All(line.Split(','), cell => Assert.True(double.TryParse(cell, out _))));
        Assert.All(lines[1..], line => Assert.Equal("0.5", line.Split(',')[5]));
    }

    [Fact]
    public void Summary_json_has_exactly_the_documented_keys()
    {
        using var run = new LabTestRun();
        run.Train("mlp16", "--seed", "5", "--batch", "20");
        using var summary = JsonDocument.Parse(run.Read("summary.json"));
        var root = summary.RootElement;
        Assert.Equal(
            "net data epochs batch seed backend threads parameters train_loss train_accuracy validation_loss "
            + "validation_accuracy test_accuracy test_loss best_epoch seconds samples_per_second settings command "
            + "version",
            string.Join(' ', root.EnumerateObject().Select(property => property.Name)));
        Assert.Equal(("mlp16", "digits.csv", "cpu"), (Text("net"), Text("data"), Text("backend")));
        Assert.Equal((2, 20, 5, 1, 13_002),
            (Int("epochs"), Int("batch"), Int("seed"), Int("threads"), Int("parameters")));
        Assert.InRange(root.GetProperty("test_accuracy").GetDouble(), 0, 1);
        Assert.InRange(Int("best_epoch"), 1, 2);

        string? Text(string key) => root.GetProperty(key).GetString();

        int Int(string key) => root.GetProperty(key).GetInt32();
    }

    [Fact]
    public void Without_a_validation_set_the_validation_columns_are_empty()
    {
        using var run = new LabTestRun();
        Assert.Equal(0, run.Train("sklearn50"));
        var lines = run.Read("metrics.csv").TrimEnd().Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.All(lines[1..], line => Assert.Equal(["", ""], line.Split(',')[3..5]));
        using var summary = JsonDocument.Parse(run.Read("summary.json"));
        Assert.Equal(JsonValueKind.Null, summary.RootElement.GetProperty("validation_accuracy").ValueKind);
        Assert.Equal(2, summary.RootElement.GetProperty("best_epoch").GetInt32());
    }

    [Fact]
    public void An_autoencoder_reports_reconstructions_and_no_accuracy()
    {
        using var run = new LabTestRun();
        Assert.Equal(0, run.Train("conv-autoencoder"));
        using var summary = JsonDocument.Parse(run.Read("summary.json"));
        Assert.Equal(JsonValueKind.Null, summary.RootElement.GetProperty("validation_accuracy").ValueKind);
        Assert.Equal(JsonValueKind.Null, summary.RootElement.GetProperty("test_accuracy").ValueKind);
        Assert.Contains(">Reconstructions<", run.Read("report.html"));
        Assert.Contains("mean squared error per pixel", run.Output);
    }

    [Fact]
    public void Equal_seeds_give_equal_weights_and_different_seeds_different_weights()
    {
        using LabTestRun first = new(), second = new(), third = new();
        first.Train("mlp16");
        second.Train("mlp16");
        third.Train("mlp16", "--seed", "2");
        Assert.Equal(first.Weights(), second.Weights());
        Assert.NotEqual(first.Weights(), third.Weights());
    }

    /// <summary>
    /// Different pixels of the test rows change only the reported accuracy: neither the weights nor the chosen epoch
    /// depend on them.
    /// </summary>
    [Fact, Trait("Id", "RG-22")]
    public void The_test_rows_change_neither_the_weights_nor_the_chosen_epoch()
    {
        using LabTestRun first = new(), second = new();
        var lines = File.ReadAllLines(second.Digits());
        int[] labels = [.. lines.Select(line => line[0] - '0')];
        foreach (var row in StratifiedSplit.Of(labels, validation: 0, test: lines.Length / 10).Test)
            lines[row] = lines[row].Replace(",0", ",255");
        File.WriteAllLines(second.At("digits.csv"), lines);
        first.Train("mlp16", "--epochs", "4");
        second.Train("mlp16", "--epochs", "4");

        const string model = "model.safetensors";
        Assert.Equal(first.Weights(model), second.Weights(model));
        foreach (var key in new[] { "best_epoch", "train_loss", "train_accuracy", "validation_accuracy" })
            Assert.Equal(Summary(first, key), Summary(second, key));
        Assert.NotEqual(Summary(first, "test_accuracy"), Summary(second, "test_accuracy"));

        static double Summary(LabTestRun run, string key)
        {
            using var summary = JsonDocument.Parse(run.Read("summary.json"));
            return summary.RootElement.GetProperty(key).GetDouble();
        }
    }

    [Fact]
    public void The_report_is_self_contained()
    {
        using var run = new LabTestRun();
        run.Train("default");
        var page = run.Read("report.html");
        foreach (var outside in new[] { "http://", "https://", "<script", "<link", "<iframe", "@import", "url(" })
            Assert.DoesNotContain(outside, page, StringComparison.OrdinalIgnoreCase);
        string[] parts =
        [
            "<svg", "class=\"confusion\"", "data:image/png;base64,", "Learning curves", "Confusion matrix", ">recall<",
            ">precision<", "Misclassified test images", "First-layer filters", "Feature maps", "Architecture",
            "accuracy on the test set",
        ];
        foreach (var part in parts) Assert.Contains(part, page);
        Assert.Contains("Its SOURCES.md explains ids such as NM-07.</footer>", page);
    }

    [Fact]
    public void Evaluate_prints_the_accuracy_and_the_confusion_matrix()
    {
        using var run = new LabTestRun();
        run.Train("softmax");
        Assert.Equal(0, run.Run("evaluate", "--model", run.At("model.safetensors"), "--data", run.Digits()));
        Assert.StartsWith("Data: the test part of digits.csv (30 of 300 images); --part all evaluates every one\n"
            + "softmax on digits.csv: 30 images, ", run.Output);
        Assert.Equal(0, run.Run(
            "evaluate", "--model", run.At("model.safetensors"), "--data", run.Digits(), "--part", "all"));
        Assert.StartsWith("Data: all 300 images of digits.csv\nsoftmax on digits.csv: 300 images, ", run.Output);
        Assert.Equal(0, run.Run("evaluate", "--model", run.At("model.safetensors"), "--data", run.Digits()));
        Assert.Contains("label \\ predicted", run.Output);
    }

    [Fact]
    public void Predict_draws_the_image_and_its_class_probabilities()
    {
        using var run = new LabTestRun();
        run.Train("softmax");
        Assert.Equal(0, run.Run("predict", "--model", run.At("model.safetensors"),
            "--data", run.Digits(), "--part", "all", "--index", "3"));
        Assert.StartsWith("Image 3 of all 300 images of digits.csv, label 3; network softmax\n", run.Output);
        var bars = run.Output.Split('\n').Where(line => line.EndsWith(" %") || line.Contains('◄'));
        Assert.Equal(Enumerable.Range(0, 10).Select(digit => $"{digit}  "), bars.Select(line => line[..3]));
        Assert.Contains("@", run.Output);

        Assert.Equal(2, run.Run("predict", "--model", run.At("model.safetensors"),
            "--data", run.Digits(), "--index", "30"));
        Assert.Equal("error: --index: expects an integer from 0 to 29, got '30'\n", run.Error);
    }

    [Fact]
    public void A_weights_file_with_an_unknown_network_name_is_rejected()
    {
        using var run = new LabTestRun();
        SaveSoftmaxAs("resnet", run.At("foreign.safetensors"));
        Assert.Equal(1, run.Run("evaluate", "--model", run.At("foreign.safetensors"), "--data", run.Digits()));
        Assert.StartsWith(
            $"error: {run.At("foreign.safetensors")}: unknown network 'resnet' in the metadata; expects one of " +
                $"default, ",
            run.Error);
    }

    [Fact]
    public void Weights_that_do_not_fit_the_named_network_are_rejected()
    {
        using var run = new LabTestRun();
        SaveSoftmaxAs("lenet5", run.At("other.safetensors"));
        Assert.Equal(1, run.Run("evaluate", "--model", run.At("other.safetensors"), "--data", run.Digits()));
        Assert.StartsWith("error: ", run.Error);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
    }

    [Fact]
    public void A_corrupt_weights_file_prints_one_line()
    {
        using var run = new LabTestRun();
        File.WriteAllText(run.At("model.safetensors"), "no weights");
        Assert.Equal(1, run.Run("evaluate", "--model", run.At("model.safetensors"), "--data", run.Digits()));
        Assert.StartsWith("error: ", run.Error);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
    }

    [Fact]
    public void A_loss_that_is_not_finite_ends_training_and_suggests_a_smaller_rate()
    {
        using var run = new LabTestRun();
        Assert.Equal(1, run.Train("sklearn50", "--rate", "1e6", "--epochs", "20"));
        Assert.Single(run.Error.TrimEnd().Split('\n'));
        Assert.Contains("rate", run.Error);
    }

    [Fact]
    public void Quiet_prints_one_line()
    {
        using var run = new LabTestRun();
        Assert.Equal(0, run.Train("softmax", "--quiet"));
        Assert.Single(run.Output.TrimEnd().Split('\n'));
    }

    [Theory, Trait("Id", "SK-02")]
    [InlineData("adagrad")]
    [InlineData("rmsprop")]
    [InlineData("adamw")]
    [InlineData("nesterov")]
    public void Every_optimizer_trains_with_its_default_rate(string optimizer)
    {
        using var run = new LabTestRun();
        Assert.Equal(0, run.Train("softmax", "--optimizer", optimizer));
        var rate = Tiny.Nn.Lab.OptimizerRegistry.Find(optimizer).Rate;
        Assert.Equal(rate, double.Parse(run.Read("metrics.csv").Split('\n')[1].Split(',')[5]));
    }

    [Fact]
    public void The_metadata_of_the_weights_file_names_the_network()
    {
        using var run = new LabTestRun();
        run.Train("softmax");
        Assert.Equal("softmax", Safetensors.Load(run.At("model.safetensors")).Metadata["net"]);
    }

    [Fact]
    public void Expand_multiplies_the_training_images_by_five()
    {
        using var run = new LabTestRun();
        Assert.Equal(0, run.Train("softmax", "--expand", "--epochs", "1"));
        Assert.Contains("1,200 training, 30 validation, 30 test images", run.Output);
    }

    static void SaveSoftmaxAs(string name, string path)
    {
        using var backend = new Reference();
        var network = Tiny.Nn.Lab.NetworkRegistry.Find("softmax").Build();
        network.Initialize(backend, seed: 1);
        Safetensors.Save(path, network, new Dictionary<string, string> { ["net"] = name });
    }
}
