using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Tiny.Nn.Lab;
using Tiny.Nn.Lab.Terminal;
using static Tiny.Nn.Bench.BenchTables;

namespace Tiny.Nn.Bench.Startup;

/// <summary>
/// The command <c>startup</c>: measures the first two epochs of a training run, and the commands <c>list</c> and
/// <c>predict</c> of the program, under several settings of the compiler at run time.
/// </summary>
static class StartupCommand
{
    static readonly (string Name, (string, string)[] Variables)[] settings =
    [
        ("as built", []),
        ("no profile-guided optimization", [("DOTNET_TieredPGO", "0")]),
        ("loops are optimized at once", [("DOTNET_TC_QuickJitForLoops", "0")]),
        ("all methods are optimized at once", [("DOTNET_TieredCompilation", "0")]),
        ("calls are counted from the start", [("DOTNET_TC_CallCountingDelayMs", "0")]),
    ];

    public static Command Create(ConsoleOutput output)
    {
        var programs = new Option<string[]>("--program")
        {
            Description = "The executables of Tiny.Nn.Lab to measure. Default: the one beside this program.",
            HelpName = "FILE", AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [Path.Combine(AppContext.BaseDirectory, "Tiny.Nn.Lab")],
        };
        var rounds = CaseOptions.Rounds(5);
        var examples = new Option<int>("--examples")
        {
            Description = "The number of training images.", DefaultValueFactory = _ => 60_000, HelpName = "N",
        };
        var command = new Command("startup", "Measures the first epochs, and the time of short commands.")
        {
            programs, rounds, examples,
        };
        command.SetAction(parsed => Run(output, parsed.GetRequiredValue(programs),
            CaseOptions.Budget(parsed.GetValue(rounds), seconds: 1).Rounds, parsed.GetValue(examples)));
        return command;
    }

    static int Run(ConsoleOutput output, string[] programs, int rounds, int examples)
    {
        var table = BenchTables.Create(textColumns: 2,
            "program", "setting", "list, s", "predict, s", "epoch 1, s", "epoch 2, s", "1 ÷ 2");
        var cases = (from program in programs from setting in settings
            select (Program: program, Setting: setting, Times: new List<StartupTimes>())).ToList();
        for (var round = 0; round < rounds; round++)
            foreach (var (program, setting, times) in cases)
                times.Add(Measure(program, setting.Variables, examples));
        foreach (var (program, setting, times) in cases)
        {
            var (first, second) = (Median(times, time => time.FirstEpoch), Median(times, time => time.SecondEpoch));
            table.AddPlainRow(program, setting.Name, Number(Median(times, time => time.List), "F2"),
                Number(Median(times, time => time.Predict), "F2"), Number(first, "F2"), Number(second, "F2"),
                Number(first / second, "F2"));
        }
        output.WriteTable($"The first epochs of the network default with {examples:N0} images, and the whole time of "
            + $"short commands; medians of {rounds} rounds", table);
        return ExitCode.Success;
    }

    static StartupTimes Measure(string program, (string, string)[] variables, int examples)
    {
        var folder = Directory.CreateTempSubdirectory("tiny-nn-bench-");
        try
        {
            var run = Path.Combine(folder.FullName, "run");
            Seconds(program, variables, "train", "--net", "default", "--epochs", "2", "--examples", $"{examples}",
                "--quiet", "--out", run);
            double[] epochs = [.. File.ReadLines(Path.Combine(run, "metrics.csv")).Skip(1)
                .Select(line => double.Parse(line.Split(',')[6], CultureInfo.InvariantCulture))];
            return new(Seconds(program, variables, "list"),
                Seconds(program, variables, "predict", "--model", Path.Combine(run, "model.safetensors"),
                    "--index", "7"),
                epochs[0], epochs[1]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Runs a command of the program and returns its time from start to end.</summary>
    static double Seconds(string program, (string, string)[] variables, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true };
        foreach (var (name, value) in variables) start.Environment[name] = value;
        var time = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == ExitCode.Success ? Stopwatch.GetElapsedTime(time).TotalSeconds
            : throw new LabException($"{program} {string.Join(' ', arguments)}: ended with code {process.ExitCode}");
    }

    static double Median(IEnumerable<StartupTimes> times, Func<StartupTimes, double> select) =>
        Timing.Median(times.Select(select));

    /// <summary>The seconds of one round.</summary>
    sealed record StartupTimes(double List, double Predict, double FirstEpoch, double SecondEpoch);
}
