using System.CommandLine;
using Tiny.Nn.Backends;
using Tiny.Nn.Data;
using Tiny.Nn.Lab.Data;
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
        var (net, layers) = (OptionFactory.Network(), OptionFactory.Layers());
        var input = OptionFactory.Text("--input", "The input of --layers: its lengths, such as 3x32x32. Default: "
            + "1x28x28.",
            "SHAPE");
        var model = OptionFactory.Text("--model", "A weights file that train wrote; shows its network.", "FILE");
        var dot = new Option<bool>("--dot")
        {
            Description = "Print the computation graph of one forward pass and its loss in Graphviz's DOT language.",
        };
        var command = new Command("show", "Prints a network's layers: output shapes, parameters, multiplications.")
        { net, layers, input, model, dot };
        command.SetAction(parsed =>
        {
            Option[] choices = [net, layers, model];
            if (choices.Count(option => parsed.GetResult(option) is { Implicit: false }) > 1)
                throw new UsageException("--net, --layers and --model exclude each other; choose one");
            if (parsed.GetValue(layers) is null && parsed.GetValue(input) is not null)
                throw new UsageException("--input: only --layers has a choice of input; add --layers, or omit --input");
            var network = parsed.GetValue(model) is { } path ? TrainedNetwork.LoadDefinition(path)
                : parsed.GetValue(layers) is { } line ? FromLine(line, parsed.GetValue(input))
                : NetworkRegistry.Find(parsed.GetRequiredValue(net));
            return Run(output, network, parsed.GetValue(dot));
        });
        return command;
    }

    static NetworkDefinition FromLine(string line, string? input)
    {
        var lengths = (input ?? string.Join('x', NetworkDefinition.InputShape.Lengths.ToArray())).Split('x')
            .Select(text => int.TryParse(text, out var length) && length >= 1 ? length : 0).ToArray();
        if (lengths.Length > 4 || lengths.Contains(0))
            throw new UsageException($"--input: expects one to four lengths such as 3x32x32 or 4, got '{input}'");
        var network = LayerLine.Parse(line, Shape.Of(lengths));
        var output = network.OutputShape(Shape.Of([1, .. lengths]));
        return new(NetworkFit.LineName, line, NetworkRegistry.All[0].Recipe,
            () => LayerLine.Parse(line, Shape.Of(lengths)))
        {
            Layers = line,
            Data = new() { Name = "data", InputShape = lengths, Outputs = output.Rank == 2 ? output[1] : 1 },
        };
    }

    static int Run(ConsoleOutput output, NetworkDefinition network, bool dot)
    {
        if (dot)
        {
            output.Console.Profile.Out.Writer.Write(Dot(network));
            return ExitCode.Success;
        }
        var rows = network.SummarizeLayers();
        output.WriteLine($"{network.Name}: {network.Summary}");
        ConsoleTables.Write(output, ["layer", "output shape", "parameters", "multiplications"],
        [
            ["input", $"{network.Data.ExampleShape}", "", ""],
            .. rows.Select(row => (string[])
                [row.Layer, $"{row.OutputShape}", Format(row.Parameters), Format(row.Multiplications)]),
            ["", "", "", ""],
            ["total", "", $"{rows.Sum(row => row.Parameters):N0}", $"{rows.Sum(row => row.Multiplications):N0}"],
        ]);
        return ExitCode.Success;
    }

    static string Dot(NetworkDefinition network)
    {
        using var backend = new Reference();
        var layers = network.Build();
        layers.Initialize(backend, seed: 0);
        using var scope = backend.BeginScope();
        var input = Tensor.Full(backend, Shape.Of([1, .. network.Data.InputShape]), 0);
        var prediction = layers.Forward(input, new ForwardContext(isTraining: true));
        var targets = network.Recipe.IsRegression ? Targets.FromValues(new float[network.Data.Outputs],
            [network.Data.Outputs]) : Targets.FromLabels([0]);
        return Graph.ToDot(network.Recipe.Objective.Loss(prediction, input, targets));
    }

    static string Format(long count) => count == 0 ? "" : $"{count:N0}";
}
