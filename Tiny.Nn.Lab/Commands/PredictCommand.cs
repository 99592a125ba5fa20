using System.CommandLine;
using Tiny.Nn.Data;
using Tiny.Nn.Lab.Terminal;

namespace Tiny.Nn.Lab.Commands;

/// <summary>The command <c>predict</c>: draws one image in the terminal and prints its class probabilities.</summary>
static class PredictCommand
{
    public static Command Create(ConsoleOutput output)
    {
        var (model, data) = (OptionFactory.Model(), OptionFactory.Data());
        var index = OptionFactory.Number("--index",
            "The index of the image in the test set or .csv file, from 0.", 0, int.MaxValue);
        index.Required = true;
        var command = new Command("predict", "Draws one image in the terminal and prints its class probabilities.")
        {
            model, data, index,
        };
        var backendOptions = new BackendOptionGroup().AddTo(command);
        command.SetAction(parsed =>
        {
            using var backend = backendOptions.Read(parsed).Create();
            var trained = TrainedNetwork.Load(parsed.GetRequiredValue(model), backend);
            var (_, test) = DigitLoader.LoadTest(parsed.GetValue(data), output.WriteLine);
            return Run(output, trained, test, parsed.GetRequiredValue(index)!.Value);
        });
        return command;
    }

    static int Run(ConsoleOutput output, TrainedNetwork trained, Dataset test, int index)
    {
        if (index >= test.Count)
            throw new UsageException($"--index: expects an integer from 0 to {test.Count - 1}, got '{index}'");
        var image = test.Input(index);
        var inspector = new NetworkInspector(trained.Backend, trained.Layers);
        output.WriteLine($"{test.Name}, image {index}, label {test.Label(index)}; network {trained.Network.Name}");
        if (trained.Network.Recipe.IsClassification)
        {
            TextImages.DrawRow(output, [("", image)], margin: 0);
            ProbabilityBars.Draw(output, inspector.Probabilities(test, [index])[0], test.Label(index));
        }
        else
        {
            var reconstruction = inspector.Outputs(test, [index])[0];
            TextImages.DrawRow(output, [("input", image), ("reconstruction", reconstruction)], margin: 0);
        }
        return ExitCode.Success;
    }
}
