using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using Tiny.Nn.Lab.Terminal;

namespace Tiny.Nn.Lab.Commands;

/// <summary>
/// The command <c>list</c>: lists the networks with their training recipes, the optimizers and the backends.
/// </summary>
static class ListCommand
{
    public static Command Create(ConsoleOutput output)
    {
        var command = new Command("list",
            "Lists the networks with their default hyperparameters, the optimizers and the backends.");
        command.SetAction(_ => Run(output));
        return command;
    }

    static int Run(ConsoleOutput output)
    {
        output.Console.Write(NetworkTable());
        output.Console.Write(OptimizerTable());
        output.Console.Write(BackendTable());
        foreach (var network in NetworkRegistry.All) output.WriteLine($"{network.Name}: {network.Summary}");
        output.WriteLine("Words of --layers, separated by commas:");
        foreach (var form in LayerLine.Forms) output.WriteLine($"  {form}");
        output.WriteLine("SOURCES.md in the project's root folder explains ids such as NM-07.");
        return ExitCode.Success;
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
        var table = ConsoleTables.Create("optimizer", "default rate", "momentum", "description")
            .WithLeftAlignedLastColumn();
        foreach (var optimizer in OptimizerRegistry.All)
            table.AddPlainRow(optimizer.Name, Format(optimizer.Rate),
                optimizer.Momentum is { } momentum ? Format(momentum) : "–", optimizer.Summary);
        return table;
    }

    static Table BackendTable()
    {
        var table = ConsoleTables.Create("backend", "description").WithLeftAlignedLastColumn();
        foreach (var backend in BackendRegistry.All) table.AddPlainRow(backend.Name, backend.Summary);
        return table;
    }

    static string Format(double value) => value == 0 ? "–" : value.ToString(CultureInfo.InvariantCulture);
}
