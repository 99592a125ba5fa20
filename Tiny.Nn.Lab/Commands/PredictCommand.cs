using System.CommandLine;
using System.Globalization;
using Tiny.Nn.Data;
using Tiny.Nn.Lab.Data;
using Tiny.Nn.Lab.Terminal;

namespace Tiny.Nn.Lab.Commands;

/// <summary>
/// The command <c>predict</c>: draws one image, or names one row of a table, and prints the network's prediction.
/// </summary>
static class PredictCommand
{
    public static Command Create(ConsoleOutput output)
    {
        var (model, data, part) = (OptionFactory.Model(), OptionFactory.Data(), OptionFactory.Part());
        var index = OptionFactory.Number("--index",
            "The index of the example in the part of the data, from 0. Default: 0.", 0, int.MaxValue);
        var command = new Command("predict",
            "Draws one image in the terminal and prints its class probabilities; --data may be one image file.")
        {
            model, data, index, part,
        };
        var backendOptions = new BackendOptionGroup().AddTo(command);
        command.SetAction(parsed =>
        {
            var chosen = OptionFactory.ReadPart(parsed.GetValue(part));
            using var backend = backendOptions.Read(parsed).Create();
            var trained = TrainedNetwork.Load(parsed.GetRequiredValue(model), backend);
            var test = DataLoader.LoadPart(
                parsed.GetValue(data), trained.Network.Data, chosen, needsTargets: false, output.WriteLine);
            return Run(output, trained, test, parsed.GetValue(index) ?? 0);
        });
        return command;
    }

    static int Run(ConsoleOutput output, TrainedNetwork trained, NamedPart part, int index)
    {
        var (network, test) = (trained.Network, part.Examples);
        var data = network.Data;
        if (index >= test.Count)
            throw new UsageException($"--index: expects an integer from 0 to {test.Count - 1}, got '{index}'");
        var inspector = new NetworkInspector(trained.Backend, trained.Layers);
        int? label = test.Classes > 0 ? test.Label(index) : null;
        output.WriteLine($"{(data.HasImages ? "Image" : "Row")} {index} of {part.Note}"
            + $"{(label is { } known ? $", label {data.ClassName(known)}" : "")}; network {network.Name}");
        var outputs = inspector.Outputs(test, [index])[0];
        if (network.Recipe.IsReconstruction) DrawReconstruction(output, data, test.Input(index), outputs);
        else if (network.Recipe.IsRegression) WriteValues(output, data, test, index, outputs);
        else
        {
            if (data.HasImages)
                TextImages.DrawRow(output, data.ExampleShape, [("", test.Input(index))], isWhole: true);
            ProbabilityBars.Draw(output, inspector.Probabilities(test, [index])[0], label, data.ClassName);
        }
        return ExitCode.Success;
    }

    static void DrawReconstruction(ConsoleOutput output, DataDescription data, float[] input, float[] reconstruction)
    {
        if (data.HasImages)
            TextImages.DrawRow(output, data.ExampleShape, [("input", input), ("reconstruction", reconstruction)],
                isWhole: true);
        else
            foreach (var (value, rebuilt) in input.Zip(reconstruction))
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{value:G4} → {rebuilt:G4}"));
    }

    static void WriteValues(ConsoleOutput output, DataDescription data, Dataset test, int index, float[] scaled)
    {
        var hasTargets = test.Targets.ExampleShape.Count > 0;
        foreach (var (column, target) in data.Targets!.Index())
        {
            var predicted = scaled[column] * target.Deviation + target.Mean;
            var known = hasTargets ? $", true value {test.Targets.Values[index * data.Outputs + column]:G6}" : "";
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{target.Name}: predicted "
                + $"{predicted:G6}{known}"));
        }
    }
}
