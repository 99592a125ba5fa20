using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using Tiny.Nn.Lab.Terminal;

namespace Tiny.Nn.Lab.Commands;

/// <summary>
/// The command <c>list</c>: lists the networks, optimizers, backends and words of <c>--layers</c>, one line each; with
/// <c>--verbose</c>, the tables of recipes and defaults, which need a wide terminal.
/// </summary>
static class ListCommand
{
    public static Command Create(ConsoleOutput output)
    {
        var command = new Command("list",
            "Lists the networks, the optimizers, the backends and the words of --layers.");
        var verbose = new Option<bool>("--verbose")
        {
            Description = "Print tables with the networks' hyperparameters; they need about 120 columns.",
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
        output.WriteLine("Words of --layers, separated by commas:");
        foreach (var form in LayerLine.Forms) output.WriteLine($"  {form}");
        if (isVerbose)
        {
            output.Console.Write(NetworkTable());
            output.Console.Write(OptimizerTable());
        }
        else output.WriteLine("The option --verbose adds the hyperparameters.");
        output.WriteLine("The project's SOURCES.md explains ids such as NM-07.");
        return ExitCode.Success;
    }

    /// <summary>Writes a name and a sentence per line; long sentences continue below their beginning.</summary>
    static void WriteNames(ConsoleOutput output, string title, IEnumerable<(string Name, string Summary)> entries)
    {
        output.WriteLine($"{title}:");
        var table = new Table { Border = TableBorder.None, ShowHeaders = false };
        table.AddColumns(new TableColumn("") { NoWrap = true, Padding = new(2, 0, 2, 0) }, new TableColumn(""));
        foreach (var (name, summary) in entries) table.AddPlainRow(name, summary);
        output.Console.Write(table);
    }

    static Table NetworkTable()
    {
        var table = ConsoleTables.Create("network", "parameters", "optimizer", "rate", "momentum", "lambda",
            "batch", "epochs",
            "schedule", "training images");
        foreach (var network in NetworkRegistry.All)
        {
            var recipe = network.Recipe;
            table.AddPlainRow(network.Name, $"{network.Build().ParameterCount:N0}", recipe.Optimizer,
                Format(recipe.Rate),
                Format(recipe.Momentum), Format(recipe.Lambda), $"{recipe.BatchSize}", $"{recipe.Epochs}",
                recipe.ScheduleText,
                $"{(60_000 - recipe.ValidationCount) * (recipe.Expand ? 5 : 1):N0}");
        }
        return table;
    }

    static Table OptimizerTable()
    {
        var table = ConsoleTables.Create("optimizer", "default rate", "momentum");
        foreach (var optimizer in OptimizerRegistry.All)
            table.AddPlainRow(optimizer.Name, Format(optimizer.Rate),
                optimizer.Momentum is { } momentum ? Format(momentum) : "–");
        return table;
    }

    static string Format(double value) => value == 0 ? "–" : value.ToString(CultureInfo.InvariantCulture);
}
