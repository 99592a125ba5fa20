using System.CommandLine;
using Spectre.Console;
using Tiny.Nn.Backends;
using Tiny.Nn.Data;
using Tiny.Nn.Lab.Terminal;
using Tiny.Nn.Layers;

namespace Tiny.Nn.Lab.Commands;

/// <summary>
/// The command <c>show</c>: prints a network's layers with output shapes, parameters and multiplications, or with
/// <c>--dot</c> its computation graph.
/// </summary>
static class ShowCommand
{
    public static Command Create(ConsoleOutput output)
    {
        var net = OptionFactory.Network();
        var dot = new Option<bool>("--dot")
        {
            Description = "Print the computation graph of one forward pass and its loss in Graphviz's DOT language.",
        };
        var command = new Command("show", "Prints a network's layers: output shapes, parameters, multiplications.")
        { net, dot };
        command.SetAction(parsed =>
            Run(output, NetworkRegistry.Find(parsed.GetRequiredValue(net)), parsed.GetValue(dot)));
        return command;
    }

    static int Run(ConsoleOutput output, NetworkDefinition network, bool dot)
    {
        if (dot)
        {
            output.Console.Profile.Out.Writer.Write(Dot(network));
            return ExitCode.Success;
        }
        var table = ConsoleTables.Create("layer", "output shape", "parameters", "multiplications");
        var rows = LayerSummary.Of(network);
        table.AddPlainRow("input", $"{NetworkDefinition.InputShape}", "", "");
        foreach (var row in rows)
            table.AddPlainRow(row.Layer, $"{row.OutputShape}", Format(row.Parameters), Format(row.Multiplications));
        table.AddEmptyRow().AddPlainRow(
            "total", "", $"{rows.Sum(row => row.Parameters):N0}", $"{rows.Sum(row => row.Multiplications):N0}");
        output.WriteLine($"{network.Name}: {network.Summary}");
        output.Console.Write(table);
        return ExitCode.Success;
    }

    static string Dot(NetworkDefinition network)
    {
        using var backend = new Reference();
        var layers = network.Build();
        layers.Initialize(backend, seed: 0);
        using var scope = backend.BeginScope();
        var input = Tensor.Full(backend, Shape.Of([1, .. NetworkDefinition.InputShape.Lengths]), 0);
        var prediction = layers.Forward(input, new ForwardContext(isTraining: true));
        return Graph.ToDot(network.Recipe.Objective.Loss(prediction, input, Targets.FromLabels([0])));
    }

    static string Format(long count) => count == 0 ? "" : $"{count:N0}";
}
