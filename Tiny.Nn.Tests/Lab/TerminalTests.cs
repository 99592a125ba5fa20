using System.Globalization;
using Tiny.Nn.Backends;
using Tiny.Nn.Files;
using Tiny.Nn.Lab;
using Tiny.Nn.Lab.Terminal;

namespace Tiny.Nn.Tests.Lab;

/// <summary>
/// Tests that no control or format character from an argument, a file name, a file's content or its metadata reaches
/// the terminal, and that tables, commands and progress fit a narrow one.
/// </summary>
public class TerminalTests
{
    /// <summary>ESC, CR, BEL, LF, CSI, a reversal of the writing direction, a line separator.</summary>
    const string Hostile = "x\e[31m\r\a\n\u009B2K\u202Ey\u2028";

    [Theory]
    [InlineData("plain ▀ ä → 😀 text", "plain ▀ ä → 😀 text")]
    [InlineData("\e[2J\r\n\t\0", "\\u001B[2J\\u000D\\u000A\\u0009\\u0000")]
    [InlineData("a\u202Eb\u200Bc\u2028d\u0085", "a\\u202Eb\\u200Bc\\u2028d\\u0085")]
    [InlineData("tag \U000E0041", "tag \\uDB40\\uDC41")]
    public void Unsafe_characters_are_escaped_and_all_others_stay(string text, string expected) =>
        Assert.Equal(expected, TerminalText.Escape(text));

    [Fact]
    public void Lone_surrogates_are_escaped()
    {
        Assert.Equal("a\\uD83Db\\uDE00", TerminalText.Escape("a\uD83Db\uDE00"));
        Assert.Equal("\\uD83D", TerminalText.Escape("\uD83D"));
    }

    [Theory]
    [InlineData("@")]
    [InlineData("train @")]
    [InlineData("train --@")]
    [InlineData("train --net @")]
    [InlineData("train --optimizer @")]
    [InlineData("train --backend @")]
    [InlineData("train --epochs @")]
    [InlineData("train --rate @")]
    [InlineData("train --expand @")]
    [InlineData("train --data @")]
    [InlineData("train --resume @")]
    [InlineData("evaluate --model @")]
    [InlineData("predict --model @ --index 0")]
    [InlineData("show --net @")]
    [InlineData("experiment @")]
    [InlineData("[diagram] train --net @")]
    public void Arguments_are_escaped(string line)
    {
        using var run = new LabTestRun();
        var code = run.Run([.. line.Split(' ').Select(argument => argument.Replace("@", Hostile))]);
        Assert.NotEqual(0, code);
        AssertSafe(run);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
    }

    [Fact]
    public void Names_of_files_and_folders_are_escaped()
    {
        using var run = new LabTestRun();
        var (data, folder) = (run.At($"{Hostile}.csv"), run.At(Hostile));
        File.Move(run.Digits(), data);
        foreach (var quiet in new[] { "--quiet", "--expand" })
            AssertRuns(0, "train", "--net", "softmax", "--epochs", "1", "--data", data, "--out", folder + quiet, quiet);
        folder += "--quiet";
        var model = Path.Combine(folder, "model.safetensors");
        AssertRuns(1, "train", "--net", "softmax", "--data", data, "--out", folder);
        AssertRuns(0, "train", "--resume", folder, "--epochs", "2");
        AssertRuns(0, "train", "--resume", folder);
        AssertRuns(2, "train", "--resume", folder, "--seed", "7");
        AssertRuns(0, "evaluate", "--model", model, "--data", data);
        AssertRuns(0, "predict", "--model", model, "--data", data, "--index", "1");
        File.WriteAllText(data, $"1,{Hostile}\n");
        AssertRuns(1, "evaluate", "--model", model, "--data", data);

        void AssertRuns(int code, params string[] arguments)
        {
            Assert.Equal(code, run.Run(arguments));
            AssertSafe(run);
        }
    }

    [Fact]
    public void Metadata_and_tensor_names_are_escaped()
    {
        using var run = new LabTestRun();
        using var backend = new Reference();
        Evaluate(new() { ["net"] = Hostile }, "a");
        Evaluate(new() { ["net"] = "softmax" }, Hostile);
        run.Train("softmax");
        var checkpoint = Safetensors.Load(run.At("checkpoint.safetensors"));
        Safetensors.Write(run.At("checkpoint.safetensors"),
            [.. checkpoint.Tensors.Select(entry => (entry.Key, entry.Value))], new Dictionary<string, string>
            {
                ["training"] = checkpoint.Metadata["training"],
                ["run"] = checkpoint.Metadata["run"].Replace("softmax", @"x\u001B[31m"),
            });
        Assert.Equal(2, run.Run("train", "--resume", run.Folder));
        AssertSafe(run);

        void Evaluate(Dictionary<string, string> metadata, string tensor)
        {
            Safetensors.Save(run.At("hostile.safetensors"), [(tensor, Tensor.Scalar(backend, 1))], metadata);
            Assert.Equal(1, run.Run("evaluate", "--model", run.At("hostile.safetensors"), "--data", run.Digits()));
            AssertSafe(run);
        }
    }

    [Fact]
    public void Table_cells_and_titles_are_escaped_in_an_interactive_terminal_too()
    {
        using StringWriter text = new(), error = new();
        var output = ConsoleOutput.PlainText(text, error) with { IsInteractive = true };
        output.WriteLine(Hostile);
        output.WriteWarning(Hostile);
        output.WriteError(Hostile);
        output.Console.Write(ConsoleTables.Create("a", Hostile).AddPlainRow("b", Hostile));
        AssertSafe(text + error.ToString());
    }

    [Fact]
    public void List_has_a_line_of_at_most_80_columns_for_each_name()
    {
        using var run = new LabTestRun { Width = 80 };
        Assert.Equal(0, run.Run("list"));
        var lines = run.Output.TrimEnd().Split('\n');
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 80));
        var (titles, names) = (3, NetworkRegistry.All.Count + OptimizerRegistry.All.Count + BackendRegistry.All.Count);
        Assert.Equal(titles + names, Array.FindIndex(lines, line => line.StartsWith("Words of --layers")));
        Assert.Equal(0, run.Run("list", "--verbose"));
        Assert.All(run.Output.TrimEnd().Split('\n'), line => Assert.InRange(line.Length, 0, 80));
        foreach (var part in new[] { "1,672,570", "250,000", "one-cycle", "conv-autoencoder", "training images" })
            Assert.Contains(part, run.Output);
    }

    [Theory]
    [InlineData(132, 1, 1)]
    [InlineData(80, 0, 1)]
    [InlineData(50, 0, 2)]
    [InlineData(20, 0, 6)]
    [InlineData(14, 0, 11)]
    public void A_table_that_is_too_wide_is_divided_and_no_number_is_broken(int width, int margin, int tables)
    {
        var text = new StringWriter();
        var output = ConsoleOutput.PlainText(text, text);
        output.Console.Profile.Width = width;
        var columns = Enumerable.Range(0, 12).Select(column => column == 0 ? "label" : $"c{column}").ToArray();
        string[][] rows = [.. Enumerable.Range(1, 2).Select(row => columns.Select((name, column) =>
            column == 0 ? $"class{row}" : $"{row},{column:000}").ToArray())];
        ConsoleTables.Write(output, columns, rows);
        var lines = text.ToString().TrimEnd().Split('\n');
        Assert.All(lines, line => Assert.InRange(line.TrimEnd().Length, 1, width));
        Assert.Equal(tables, lines.Count(line => line.Contains("label")));
        Assert.Equal(tables, lines.Count(line => line.Contains("class2")));
        Assert.StartsWith($"│{new string(' ', margin)}label", lines[1]);
        foreach (var cell in rows.SelectMany(row => row[1..])) Assert.Contains(cell, text.ToString());
    }

    [Fact]
    public void Commands_and_paths_are_not_broken()
    {
        using StringWriter text = new(), error = new();
        var output = ConsoleOutput.PlainText(text, error) with { IsInteractive = true };
        output.Console.Profile.Width = 40;
        var line = $"Report: /{new string('a', 50)} and/{new string('b', 50)}";
        output.WriteUnbroken(line);
        Assert.Equal($"{line}\n", text.ToString());
    }

    [Fact]
    public void Speed_and_time_left_are_shown_after_a_second_of_measurement()
    {
        var progress = new Tiny.Nn.Training.BatchProgress(2, 10, 30, 4000, 1e12, 12345, TimeSpan.FromSeconds(75));
        Assert.Equal("epoch 2/10  batch 30/4,000  loss 1E+12",
            TrainingProgressDisplay.Describe(progress, TimeSpan.FromSeconds(0.99)));
        Assert.Equal("epoch 2/10  batch 30/4,000  loss 1E+12  12,345 samples/s  1:15 left",
            TrainingProgressDisplay.Describe(progress, TimeSpan.FromSeconds(1)));
    }

    static void AssertSafe(LabTestRun run) => AssertSafe(run.Output + run.Error);

    static void AssertSafe(string text) => Assert.DoesNotContain(text, letter => letter != '\n'
        && (char.IsControl(letter)
            || char.GetUnicodeCategory(letter) is UnicodeCategory.Format or UnicodeCategory.LineSeparator));
}
