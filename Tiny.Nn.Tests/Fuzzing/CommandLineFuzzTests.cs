using Tiny.Nn.Lab;
using Tiny.Nn.Tests.Lab;

namespace Tiny.Nn.Tests.Fuzzing;

/// <summary>
/// Random command lines of known and unknown words: each ends with an exit code of the documentation, an error is one
/// line, and no control character reaches the terminal.
/// </summary>
public sealed class CommandLineFuzzTests : IDisposable
{
    const int Cases = 150;

    static readonly string[] Commands =
        ["train", "evaluate", "predict", "show", "list", "devices", "experiment", "compare", "--help", "tran", ""];

    static readonly string[] Words =
    [
        "--net", "mlp16", "softmax", "no-such-net", "--epochs", "0", "1", "-1", "99999999999", "1e3", "--batch",
        "--rate", "NaN", "1e-3", "--optimizer", "adam", "--momentum", "--lambda", "--seed", "18446744073709551615",
        "--quiet", "--threads", "--backend", "reference", "cuda", "--device", "--model", "/no/such/file", "--index",
        "--out", "", " ", "--", "-", "--help", "--dot", "--quick", "--vary",
        "rate=0.1,0.5", "net=", "--seeds", "--validation", "--resume",
        "--layers", "flatten, dense 10", "conv 3", "--target",
        "--image-size", "9x9", "--grey", "--task", "regress", "--part", "all", "--input", "--ignore", "\u001b[31mred",
        "a\rb", "\0", "é\u0301", "@file", "--net=mlp16", "[bold]", "--unknown",
    ];

    readonly LabTestRun lab = new();

    public void Dispose() => lab.Dispose();

    [Fact]
    public void Random_command_lines_end_with_a_result_or_one_line_of_explanation()
    {
        var data = lab.Digits(60);
        FuzzRun.Check(Cases, seed =>
        {
            var random = new RandomStream(seed, "command line");
            List<string> arguments = [Commands[random.NextInt(Commands.Length)]];
            for (var word = random.NextInt(8); word > 0; word--) arguments.Add(Words[random.NextInt(Words.Length)]);
            // A training run uses the small file and a new folder; it would otherwise take long.
            if (arguments[0] is "train")
                arguments.AddRange(["--data", data, "--net", "softmax", "--epochs", "1", "--out", lab.At($"{seed}")]);
            if (arguments[0] is "evaluate" or "predict") arguments.AddRange(["--data", data]);
            if (arguments[0] is "compare")
                arguments.AddRange(["--data", data, "--epochs", "1", "--seeds", "1", "--out", lab.At($"{seed}")]);
            if (arguments[0] is "experiment") arguments.AddRange(["--out", lab.Folder]);
            var code = lab.Run([.. arguments]);
            var text = $"{string.Join(' ', arguments)} → {code}\n{lab.Output}\n{lab.Error}";
            Assert.True(code is ExitCode.Success or ExitCode.Failure or ExitCode.Usage, text);
            Assert.True((code == 0) == (lab.Error.Length == 0) || lab.Error.StartsWith("warning: "), text);
            if (code != 0) Assert.True(lab.Error.TrimEnd('\n').Split('\n') is [.., var line]
                && line.StartsWith("error: ") && !line.Contains("Exception"), text);
            Assert.DoesNotContain(lab.Output + lab.Error, character => char.IsControl(character) && character != '\n');
        });
    }
}
