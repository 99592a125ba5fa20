using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using Tiny.Nn.Lab.Terminal;

namespace Tiny.Nn.Lab.Commands;

/// <summary>
/// The command <c>list</c>: lists the networks, optimizers, backends and words of <c>--layers</c>, one line each; with
/// <c>--verbose</c>, the tables of recipes and defaults.
/// </summary>
static class ListCommand
{
    public static Command Create(ConsoleOutput output)
    {
        var command = new Command("list",
            "Lists the networks, the optimizers, the backends and the words of --layers.");
        var verbose = new Option<bool>("--verbose")
        {
            Description = "Print tables with the networks' hyperparameters.",
        };
        command.Options.Add(verbose);
        command.SetAction(parsed => Run(output, parsed.GetValue(verbose)));
        return command;
    }

    static int Run(ConsoleOutput output, bool isVerbose)
    {
        WriteNames(output, "Networks (--net)", NetworkRegistry.All.Select(network => (network.Name, network.Summary)));
        WriteNames(output, "Optimizers (--optimizer)", OptimizerRegistry.All.Select(one => (one.Name, one.Summary)));
        WriteNames(output, "Backends (--backend)", BackendRegistry.All.Select(one => (one.Name, one.Summary)));
        WriteNames(output, "Words of --layers, separated by commas", LayerLine.Forms.Select(form =>
            form.Split(' ', 2) is [var word, var values] ? (word, values) : (form, "")));
        if (isVerbose)
        {
            WriteNetworks(output);
            WriteOptimizers(output);
        }
        else output.WriteLine("The option --verbose adds the hyperparameters.");
        output.WriteLine("The project's SOURCES.md explains ids such as NM-07.");
        return ExitCode.Success;
    }

    /// <summary>Writes a name and its description per line; a long one continues below its beginning.</summary>
    static void WriteNames(ConsoleOutput output, string title, IEnumerable<(string Name, string Summary)> entries)
    {
        output.WriteLine($"{title}:");
        var table = new Table { Border = TableBorder.None, ShowHeaders = false };
        table.AddColumns(new TableColumn("") { NoWrap = true, Padding = new(2, 0, 2, 0) }, new TableColumn(""));
        foreach (var (name, summary) in entries) table.AddPlainRow(name, summary);
        output.Console.Write(table);
    }

    static void WriteNetworks(ConsoleOutput output) => ConsoleTables.Write(output,
        ["network", "parameters", "optimizer", "rate", "momentum", "lambda", "batch", "epochs", "schedule",
            "training images"],
        [.. NetworkRegistry.All.Select(network => (network.Name, network.Build().ParameterCount, network.Recipe))
            .Select(one => (string[])
            [
                one.Name, $"{one.ParameterCount:N0}", one.Recipe.Optimizer, Format(one.Recipe.Rate),
                Format(one.Recipe.Momentum), Format(one.Recipe.Lambda), $"{one.Recipe.BatchSize}",
                $"{one.Recipe.Epochs}", one.Recipe.ScheduleText,
                $"{(60_000 - one.Recipe.ValidationCount) * (one.Recipe.Expand ? 5 : 1):N0}",
            ])]);

    static void WriteOptimizers(ConsoleOutput output) => ConsoleTables.Write(output,
        ["optimizer", "default rate", "momentum"],
        [.. OptimizerRegistry.All.Select(one => (string[])
            [one.Name, Format(one.Rate), one.Momentum is { } momentum ? Format(momentum) : "–"])]);

    static string Format(double value) => value == 0 ? "–" : value.ToString(CultureInfo.InvariantCulture);
}
