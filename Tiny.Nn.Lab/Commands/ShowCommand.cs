using System.CommandLine;
using Spectre.Console;
using Tiny.Nn.Backends;
using Tiny.Nn.Lab.Terminal;
using Tiny.Nn.Layers;

namespace Tiny.Nn.Lab.Commands;

/// <summary><c>show</c>: a network's layers with their output shapes, parameters and multiplications; or the graph of one loss.</summary>
static class ShowCommand
{
    public static Command Create(ConsoleOutput screen)
    {
        var net = OptionFactory.Network();
        var dot = new Option<bool>("--dot") { Description = "Print the graph of one forward pass and its loss, for Graphviz." };
        var command = new Command("show", "A network's layers: output shape, parameters, multiplications.") { net, dot };
        command.SetAction(parsed => Run(screen, NetworkRegistry.Find(parsed.GetRequiredValue(net)), parsed.GetValue(dot)));
        return command;
    }

    static int Run(ConsoleOutput screen, NetworkDefinition network, bool dot)
    {
        if (dot)
        {
            screen.Console.Profile.Out.Writer.Write(Dot(network));
            return ExitCode.Success;
        }
        var table = ConsoleTables.Create("layer", "output", "parameters", "multiplications");
        var rows = LayerSummary.Of(network);
        table.AddPlainRow("input", $"{NetworkDefinition.InputShape}", "", "");
        foreach (var row in rows) table.AddPlainRow(row.Layer, $"{row.OutputShape}", Count(row.Parameters), Count(row.Multiplications));
        table.AddEmptyRow().AddPlainRow("all", "", $"{rows.Sum(row => row.Parameters):N0}", $"{rows.Sum(row => row.Multiplications):N0}");
        screen.WriteLine($"{network.Name}: {network.Summary}");
        screen.Console.Write(table);
        return ExitCode.Success;
    }

    static string Dot(NetworkDefinition network)
    {
        using var backend = new Reference();
        var layers = network.Build();
        layers.Initialize(backend, seed: 0);
        using var scope = backend.BeginScope();
        var input = Tensor.Full(backend, Shape.Of([1, .. NetworkDefinition.InputShape.Lengths]), 0);
        return Graph.ToDot(network.Recipe.Objective.Loss(layers.Forward(input, new ForwardContext(isTraining: true)), input, [0]));
    }

    static string Count(long number) => number == 0 ? "" : $"{number:N0}";
}
