using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using Tiny.Nn.Lab.Terminal;

namespace Tiny.Nn.Lab.Commands;

/// <summary><c>list</c>: the networks with their defaults, the optimizers, the backends.</summary>
static class ListCommand
{
    public static Command Create(Screen screen)
    {
        var command = new Command("list", "Networks with their defaults, optimizers, backends.");
        command.SetAction(_ => Run(screen));
        return command;
    }

    static int Run(Screen screen)
    {
        screen.Console.Write(NetworkTable());
        screen.Console.Write(OptimizerTable());
        screen.Console.Write(MachineTable());
        foreach (var network in Networks.All) screen.Say($"{network.Name}: {network.Summary}");
        screen.Say("SOURCES.md in the project's root folder explains ids such as NM-07.");
        return ExitCode.Success;
    }

    static Table NetworkTable()
    {
        var table = Tables.New("network", "parameters", "optimizer", "rate", "momentum", "lambda", "batch", "epochs", "schedule", "data");
        foreach (var network in Networks.All)
        {
            var recipe = network.Recipe;
            table.AddPlainRow(network.Name, $"{network.Build().ParameterCount:N0}", recipe.Optimizer, Text(recipe.Rate), Text(recipe.Momentum),
                Text(recipe.Lambda), $"{recipe.Batch}", $"{recipe.Epochs}", recipe.ScheduleName,
                $"{(60_000 - recipe.Validation) * (recipe.Expand ? 5 : 1):N0}");
        }
        return table;
    }

    static Table OptimizerTable()
    {
        var table = Tables.New("optimizer", "rate", "momentum", "what it is").WithWordsLast();
        foreach (var optimizer in Optimizers.All)
            table.AddPlainRow(optimizer.Name, Text(optimizer.Rate), optimizer.Momentum is { } momentum ? Text(momentum) : "–", optimizer.Summary);
        return table;
    }

    static Table MachineTable()
    {
        var table = Tables.New("backend", "what it is").WithWordsLast();
        foreach (var machine in Machines.All) table.AddPlainRow(machine.Name, machine.Summary);
        return table;
    }

    static string Text(double number) => number == 0 ? "–" : number.ToString(CultureInfo.InvariantCulture);
}
