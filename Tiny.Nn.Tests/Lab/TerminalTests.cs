using System.Globalization;
using Tiny.Nn.Backends;
using Tiny.Nn.Files;
using Tiny.Nn.Lab.Terminal;

namespace Tiny.Nn.Tests.Lab;

/// <summary>
/// Tests that no control or format character from an argument, a file name, a file's content or its metadata reaches
/// the terminal.
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

    static void AssertSafe(LabTestRun run) => AssertSafe(run.Output + run.Error);

    static void AssertSafe(string text) => Assert.DoesNotContain(text, letter => letter != '\n'
        && (char.IsControl(letter)
            || char.GetUnicodeCategory(letter) is UnicodeCategory.Format or UnicodeCategory.LineSeparator));
}
