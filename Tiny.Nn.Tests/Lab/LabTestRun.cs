using System.Text;
using Tiny.Nn.Data;
using Tiny.Nn.Lab;
using Tiny.Nn.Lab.Terminal;

namespace Tiny.Nn.Tests.Lab;

/// <summary>
/// Runs the program in this process and captures its output. Each instance has a temporary folder, deleted on disposal.
/// </summary>
public sealed class LabTestRun : IDisposable
{
    readonly StringWriter output = new(), error = new();

    public string Folder { get; } = Directory.CreateTempSubdirectory("tiny-nn-lab-").FullName;

    /// <summary>The width of the console; null for that of redirected output.</summary>
    public int? Width { get; init; }

    public string Output => output.ToString();

    public string Error => error.ToString();

    /// <summary>Runs the program with one command line and returns the exit code.</summary>
    public int Run(params string[] arguments) => Run(new Interruption(), arguments);

    /// <summary>Runs the program, which the interruption can stop.</summary>
    public int Run(Interruption interruption, params string[] arguments)
    {
        output.GetStringBuilder().Clear();
        error.GetStringBuilder().Clear();
        var console = ConsoleOutput.PlainText(output, error);
        if (Width is { } width) console.Console.Profile.Width = width;
        return LabCommandLine.Run(arguments, console, interruption);
    }

    /// <summary>
    /// Runs <c>train</c> on a small .csv file, with output to <see cref="Folder"/>; two epochs by default.
    /// </summary>
    public int Train(string network, params string[] more)
    {
        string[] length = more.Contains("--epochs") ? [] : ["--epochs", "2"];
        return Run(["train", "--net", network, "--data", Digits(),
            "--threads", "1", "--out", Folder, .. length, .. more]);
    }

    /// <summary>Returns the path of a file in the folder.</summary>
    public string At(string file) => Path.Combine(Folder, file);

    public string Read(string file) => File.ReadAllText(At(file));

    /// <summary>
    /// Returns the bytes of all weights in a file, without the header, whose metadata tells the settings of the run.
    /// </summary>
    public byte[] Weights(string file = "model.safetensors")
    {
        var bytes = File.ReadAllBytes(At(file));
        return bytes[(sizeof(long) + BitConverter.ToInt32(bytes))..];
    }

    /// <summary>
    /// Writes a .csv file of synthetic digits and returns its path. It has 300 rows by default, of which 30
    /// are the test set and 30 the validation set.
    /// </summary>
    public string Digits(int count = 300)
    {
        var path = At("digits.csv");
        if (File.Exists(path)) return path;
        var digits = SyntheticDigits.Create(count, seed: 7);
        var text = new StringBuilder();
        for (var row = 0; row < digits.Count; row++)
            text.Append(digits.Label(row)).Append(',')
                .AppendJoin(',', digits.Input(row).Select(pixel => (int)Math.Round(pixel * 255))).Append('\n');
        File.WriteAllText(path, text.ToString());
        return path;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
