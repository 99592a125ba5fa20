using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using Tiny.Nn.Lab.Terminal;

namespace Tiny.Nn.Lab.Commands;

/// <summary><c>list</c>: the networks with their defaults, the optimizers, the backends.</summary>
static class ListCommand
{
    public static Command Create(ConsoleOutput screen)
    {
        var command = new Command("list", "Networks with their defaults, optimizers, backends.");
        command.SetAction(_ => Run(screen));
        return command;
    }

    static int Run(ConsoleOutput screen)
    {
        screen.Console.Write(NetworkTable());
        screen.Console.Write(OptimizerTable());
        screen.Console.Write(MachineTable());
        foreach (var network in NetworkRegistry.All) screen.WriteLine($"{network.Name}: {network.Summary}");
        return ExitCode.Success;
    }

    static Table NetworkTable()
    {
        var table = ConsoleTables.Create("network", "parameters", "optimizer", "rate", "momentum", "lambda", "batch", "epochs", "schedule", "data");
        foreach (var network in NetworkRegistry.All)
        {
            var recipe = network.Recipe;
            table.AddPlainRow(network.Name, $"{network.Build().ParameterCount:N0}", recipe.Optimizer, Text(recipe.Rate), Text(recipe.Momentum),
                Text(recipe.Lambda), $"{recipe.BatchSize}", $"{recipe.Epochs}", recipe.ScheduleName,
                $"{(60_000 - recipe.ValidationCount) * (recipe.Expand ? 5 : 1):N0}");
        }
        return table;
    }

    static Table OptimizerTable()
    {
        var table = ConsoleTables.Create("optimizer", "rate", "momentum", "what it is").WithLeftAlignedLastColumn();
        foreach (var optimizer in OptimizerRegistry.All)
            table.AddPlainRow(optimizer.Name, Text(optimizer.Rate), optimizer.Momentum is { } momentum ? Text(momentum) : "–", optimizer.Summary);
        return table;
    }

    static Table MachineTable()
    {
        var table = ConsoleTables.Create("backend", "what it is").WithLeftAlignedLastColumn();
        foreach (var machine in BackendRegistry.All) table.AddPlainRow(machine.Name, machine.Summary);
        return table;
    }

    static string Text(double number) => number == 0 ? "–" : number.ToString(CultureInfo.InvariantCulture);
}
