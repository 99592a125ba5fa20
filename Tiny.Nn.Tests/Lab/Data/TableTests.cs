using System.Text.RegularExpressions;
using Tiny.Nn.Lab;
using Tiny.Nn.Lab.Data;
using Tiny.Nn.Tests.Data;

namespace Tiny.Nn.Tests.Lab.Data;

/// <summary>
/// Tests of tables with a header: delimiters, columns of numbers and text, standardization by the training rows, tasks,
/// and errors that name row and column.
/// </summary>
public sealed class TableTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    readonly List<string> notices = [];

    public void Dispose() => folder.Dispose();

    string Write(string text) => folder.Write("own.csv", System.Text.Encoding.UTF8.GetBytes(text));

    NamedSplits Load(string text, DataOptions options, int? validation = null) =>
        DataLoader.Load(options with { Source = Write(text) }, validation, 10_000, notices.Add);

    /// <summary>Returns 40 rows of a number x = row, a constant, a town and a class, with a delimiter.</summary>
    static string Rows(char delimiter = ',', Func<int, string>? number = null) => string.Join('\n',
        Enumerable.Range(0, 40).Select(row => string.Join(delimiter,
            number?.Invoke(row) ?? $"{row}.5", "7", row % 3 == 0 ? "Ulm" : "Bern", row % 2 == 0 ? "yes" : "no"))
        .Prepend(string.Join(delimiter, "x", "constant", "town", "answer")));

    [Theory]
    [InlineData(',')]
    [InlineData(';')]
    [InlineData('\t')]
    [InlineData('|')]
    public void Delimiters_are_detected_and_columns_become_standardized_numbers_and_indicators(char delimiter)
    {
        var loaded = Load(Rows(delimiter), new() { Target = "answer" });
        var (training, validation, test, _) = loaded.Splits;
        Assert.Equal((32, 4, 4), (training.Count, validation!.Count, test.Count));
        Assert.Equal(["no", "yes"], loaded.Description.Classes!);
        Assert.Equal(4, training.ExampleShape.Count);            // x, constant, Bern, Ulm
        var inputs = Enumerable.Range(0, training.Count).Select(training.Input).ToArray();
        Assert.Equal(0, inputs.Average(input => input[0]), 1e-6);
        Assert.Equal(1, inputs.Average(input => input[0] * input[0]), 1e-5);
        Assert.All(inputs, input => Assert.Equal((0f, 1f), (input[1], input[2] + input[3])));
        var column = loaded.Description.Columns![0];
        foreach (var part in new[] { training, validation, test })
            for (var example = 0; example < part.Count; example++)
            {
                var input = part.Input(example);
                var row = (int)Math.Round(input[0] * column.Deviation + column.Mean - 0.5);
                Assert.Equal(row % 2, 1 - part.Label(example));
                Assert.Equal(row % 3 == 0, input[3] == 1);
            }
        Assert.Equal("no test part of its own: 40 rows split at random with seed 1, class by class", loaded.SplitNote);
    }

    [Fact]
    public void Means_and_deviations_are_those_of_the_training_rows_only()
    {
        var (first, other) = (Load(Rows(), new() { Target = "answer" }), new List<string>());
        var lines = Rows().Split('\n');
        int[] labels = [.. Enumerable.Range(0, 40).Select(row => row % 2)];
        foreach (var row in StratifiedSplit.Of(labels, 4, 4).Test.Concat(StratifiedSplit.Of(labels, 4, 4).Validation))
            lines[row + 1] = "1e6" + lines[row + 1][lines[row + 1].IndexOf(',')..];
        var second = Load(string.Join('\n', lines), new() { Target = "answer" });
        Assert.Equal(first.Description.Columns![0], second.Description.Columns![0]);
        Assert.True(second.Splits.Test.Input(0)[0] > 1000);
    }

    [Fact]
    public void Decimal_commas_quotes_and_blanks_are_read()
    {
        var comma = Load(Rows(';', row => $" \"{row},5\" "), new() { Target = "answer" });
        var point = Load(Rows(), new() { Target = "answer" });
        Assert.Equal(point.Splits.Training.Input(3), comma.Splits.Training.Input(3));
    }

    [Fact]
    public void Numbers_to_predict_are_a_regression_and_classes_on_request()
    {
        var loaded = Load(Rows(), new() { Target = "x", Ignore = "answer,town" });
        Assert.Equal((LearningTask.Regress, 1), (loaded.Description.Task, loaded.Description.Outputs));
        Assert.Empty(notices);
        Assert.Equal([0.5f, 39.5f], new[] { loaded.Splits.Training, loaded.Splits.Validation!, loaded.Splits.Test }
            .SelectMany(part => part.Targets.Values).Order().Where((_, index) => index is 0 or 39));
        var grade = Rows(',', row => $"{row % 4}");
        Assert.Equal(LearningTask.Regress, Load(grade, new() { Target = "x" }).Description.Task);
        Assert.Equal(["The column 'x' has numbers, so this is a regression; for classes add --task "
            + "classify."], notices);
        var classes = Load(grade, new() { Target = "x", Task = LearningTask.Classify });
        Assert.Equal(["0", "1", "2", "3"], classes.Description.Classes!);
        Assert.Equal(2, Load(Rows(), new() { Target = "x,constant" }).Description.Outputs);
    }

    [Theory]
    [InlineData("a,b\n1,2\n3,\n", "row 3, column 2 ('b'): the value is missing; fill it in, remove the row, or leave "
        + "the "
        + "column out with --ignore")]
    [InlineData("a,b\nNA,2\n", "row 2, column 1 ('a'): the value is missing; fill it in, remove the row, or leave the "
        + "column out with --ignore")]
    [InlineData("a,b\n1,2\n3,x\n", "row 3, column 2 ('b'): expects a number as in the rows before, got 'x'")]
    [InlineData("a,b\n1,2\n3,1e999\n", "row 3, column 2 ('b'): expects a finite number, got '1e999'")]
    [InlineData("a,b\n1,2\n3\n", "row 3: expects 2 columns as in the header, got 1")]
    [InlineData("a,a\n1,2\n", "row 1: two columns have the name 'a'; rename one")]
    [InlineData("1,2\n3,4\n",
        "row 1: expects a header with the columns' names, got numbers only; add a first line such as a,b,c")]
    [InlineData("a\n3\n",
        "row 1: has one column, 'a'; expects columns separated by comma, semicolon, tab or |")]
    public void Invalid_rows_are_named(string text, string message) => Assert.Equal($"{Path()}, {message}",
        Assert.Throws<InvalidDataException>(() => Load(text, new() { Target = "a" })).Message);

    [Fact]
    public void Files_without_rows_are_explained()
    {
        Assert.Equal($"{Path()}: has a header, but no rows",
            Assert.Throws<InvalidDataException>(() => Load("a,b\n", new() { Target = "a" })).Message);
        Assert.Equal($"{Path()}: is empty; expects a header with the columns' names, then rows",
            Assert.Throws<InvalidDataException>(() => Load("", new() { Target = "a" })).Message);
    }

    [Theory]
    [InlineData(null, null, null, "--target: expects the column of FILE to predict, for example --target answer; its "
        + "columns are x, constant, town, answer")]
    [InlineData("z", null, null, "--target: FILE has no column 'z'; its columns are x, constant, town, answer")]
    [InlineData("x", "y", null, "--ignore: FILE has no column 'y'; its columns are x, constant, town, answer")]
    [InlineData("x", "x", null, "--ignore: 'x' is the column to predict; leave it in")]
    [InlineData("town", null, LearningTask.Regress, "--task regress: the column 'town' of FILE has text such as 'Ulm', "
        + "expected numbers; omit --task to classify")]
    [InlineData("town,answer", null, null, "--target: classes come from one column, got 2; name one of them")]
    [InlineData("x", "constant,town,answer", null,
        "FILE: has no column besides the one to predict; expects columns to predict from")]
    public void Options_that_do_not_fit_are_explained(
        string? target, string? ignore, LearningTask? task, string message) =>
        Assert.Equal(message.Replace("FILE", Path()), Assert.Throws<UsageException>(() =>
            Load(Rows(), new() { Target = target, Ignore = ignore, Task = task })).Message);

    [Fact]
    public void Columns_that_cannot_be_learned_are_explained()
    {
        Fails("constant", Rows().Replace(",7,", ",one,"), "the column 'constant' has one class only, 'one'; a "
            + "classifier "
            + "needs two");
        Fails("x", Rows(',', row => $"n{row}"), "the column 'x' has 40 different classes in 40 rows; expects two "
            + "rows per "
            + "class or more; choose another --target");
        var text = "id,answer\n" + string.Concat(
            Enumerable.Range(0, 202).Select(row => $"n{row},{(row % 2 == 0 ? 'a' : 'b')}\n"));
        Fails("answer", text, "the column 'id' has more than 100 different texts such as 'n0'; correct it, or leave it "
            + "out with --ignore id");
        Assert.Equal($"{Path()}: 2 rows are too few for 1 test, 1 validation and at least one training row; provide "
            + $"more, "
            + "or a smaller --validation",
            Assert.Throws<LabException>(() => Load("a,b\n1,2\n3,4\n", new() { Target = "a" })).Message);

        void Fails(string target, string rows, string message) => Assert.Equal($"{Path()}: {message}",
            Assert.Throws<LabException>(() => Load(rows, new() { Target = target })).Message);
    }

    [Fact]
    public void Evaluate_uses_the_test_part_and_predict_needs_no_target()
    {
        using var run = new LabTestRun();
        var path = Write(Rows());
        Assert.Equal(0, run.Run("train", "--data", path, "--target", "answer", "--out", run.Folder, "--epochs", "2",
            "--threads", "1"));
        Assert.Contains("Split: no test part of its own: 40 rows split at random with seed 1, class by "
            + "class\n", run.Output);
        Assert.Equal("warning: the validation set has only 4 examples, so chance selects the best epoch; provide more "
            + "data, or add --validation 0\n", run.Error);
        Assert.Contains(">own.csv<", run.Read("report.html"));
        var model = run.At("model.safetensors");
        Assert.Equal(0, run.Run("evaluate", "--model", model, "--data", path));
        Assert.StartsWith("Data: the test part of own.csv (4 of 40 rows); --part all evaluates every one\n"
            + "custom on own.csv: 4 rows, accuracy ", run.Output);
        Assert.Contains("│ yes ", run.Output);
        Fails(2, "--data: the network was trained on 'own.csv'; name the data to use", "evaluate", "--model", model);
        var news = folder.Write("new.csv", [.. "town,x,constant\nUlm,3,7\n"u8]);
        Assert.Equal(0, run.Run("predict", "--model", model, "--data", news));
        Assert.StartsWith("Row 0 of new.csv; network custom\nno   ", run.Output);
        Fails(1, $"{news}: has no column 'answer', which the network was trained with; its columns are town, x, "
            + $"constant",
            "evaluate", "--model", model, "--data", news);
        folder.Write("new.csv", [.. "town,x,constant\nRome,3,7\n"u8]);
        Fails(1, $"{news}: the text 'Rome' of the column 'town' was not in the training data; it had Bern, Ulm",
            "predict", "--model", model, "--data", news);
        folder.Write("new.csv", [.. "town,x,constant,answer\nUlm,3,7,maybe\nUlm,3,7,no\n"u8]);
        Fails(1, $"{news}: the class 'maybe' is none of the network's 2 classes no, yes; it was trained on 'own.csv'",
            "evaluate", "--model", model, "--data", news, "--part", "all");

        void Fails(int code, string message, params string[] arguments)
        {
            Assert.Equal(code, run.Run(arguments));
            Assert.Equal($"error: {message}\n", run.Error);
        }
    }

    [Fact]
    public void A_regression_reports_and_predicts_in_the_units_of_the_target()
    {
        using var run = new LabTestRun();
        var path = Write("x,y\n" + string.Concat(Enumerable.Range(0, 200)
            .Select(row => FormattableString.Invariant($"{row % 17},{100_000 + 5_000 * (row % 17)}\n"))));
        Assert.Equal(0, run.Run("train", "--data", path, "--target", "y", "--out", run.Folder, "--threads", "1",
            "--layers", "dense 1", "--rate", "0.05"));
        var model = run.At("model.safetensors");
        Assert.Equal(0, run.Run("evaluate", "--model", model, "--data", path, "--part", "all"));
        var error = Regex.Match(run.Output, @"R² (0\.99\d+|1\.0+), mean absolute error (\d+)");
        Assert.True(error.Success && double.Parse(error.Groups[2].Value) < 2000, run.Output);
        Assert.Equal(0, run.Run("predict", "--model", model, "--data", path, "--part", "all", "--index", "2"));
        var predicted = Regex.Match(run.Output, @"y: predicted (\d+\S*), true value 110000\n");
        Assert.InRange(double.Parse(predicted.Groups[1].Value), 107_000, 113_000);
        Assert.Contains("Predicted values", run.Read("report.html"));
        Assert.Equal(2, run.Run("train", "--data", path, "--target", "y", "--smoothing", "0.1"));
        Assert.Equal("error: --smoothing: 'own.csv' has no classes to predict, so there are no labels to smooth; omit "
            + "it\n", run.Error);
    }

    [Theory]
    [InlineData("sgd", "9e5", 1, "error: Training diverged: the loss of batch ")]
    [InlineData("adam", "1e3", 0, "warning: R² on the test set is -")]
    public void A_regression_that_diverges_is_named(string optimizer, string rate, int code, string message)
    {
        using var run = new LabTestRun();
        var path = Write("x,y\n" + string.Concat(Enumerable.Range(0, 100).Select(row => $"{row},{row * row % 97}\n")));
        Assert.Equal(code, run.Run("train", "--data", path, "--target", "y", "--out", run.Folder, "--threads", "1",
            "--optimizer", optimizer, "--rate", rate, "--schedule", "constant", "--epochs", "7"));
        Assert.StartsWith(message, run.Error);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
        Assert.DoesNotMatch("[0-9]{7}", run.Output);          // a huge loss is short
    }

    [Theory]
    [InlineData("", "dense 32, relu, dense 32, relu, dense 2")]
    [InlineData("dense 2", "dense 2")]
    public void Dropout_without_such_a_layer_names_the_network_in_use(string layers, string network)
    {
        using var run = new LabTestRun();
        Assert.Equal(2, run.Run(["train", "--data", Write(Rows()), "--target", "answer", "--dropout", "0.5", "--out",
            run.Folder, .. layers == "" ? Array.Empty<string>() : ["--layers", layers]]));
        Assert.Equal($"error: --dropout: the network \"{network}\" has no dropout; omit it, or add 'dropout 0.5' to "
            + "the --layers\n", run.Error);
    }

    [Fact]
    public void Images_only_are_standardized_on_request()
    {
        using var run = new LabTestRun();
        Assert.Equal(2, run.Run("train", "--data", Write(Rows()), "--target", "answer", "--standardize"));
        Assert.Equal("error: --standardize: the columns of 'own.csv' are standardized anyway, and it has no images; "
            + "omit it\n", run.Error);
    }

    [Fact]
    public void A_table_can_be_reconstructed()
    {
        using var run = new LabTestRun();
        Assert.Equal(0, run.Run("train", "--data", Write(Rows()), "--task", "reconstruct", "--ignore", "answer",
            "--out", run.Folder, "--epochs", "1", "--threads", "1"));
        Assert.Contains("mean squared error per", run.Output);
        Assert.Equal(0, run.Run("predict", "--model", run.At("model.safetensors"), "--data", Write(Rows())));
    }

    string Path() => System.IO.Path.Combine(folder.Path, "own.csv");
}
