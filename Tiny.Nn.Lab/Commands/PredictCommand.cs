using System.CommandLine;
using Tiny.Nn.Data;
using Tiny.Nn.Lab.Terminal;

namespace Tiny.Nn.Lab.Commands;

/// <summary><c>predict</c>: one image drawn in the terminal, with the probabilities that a trained network gives it.</summary>
static class PredictCommand
{
    public static Command Create(ConsoleOutput screen)
    {
        var (model, data) = (OptionFactory.Model(), OptionFactory.Data());
        var index = OptionFactory.Number("--index", "Which image of the test set, or row of the .csv file, from 0 on.", 0, int.MaxValue);
        index.Required = true;
        var command = new Command("predict", "One image drawn in the terminal, with its probabilities.")
        {
            model, data, index,
        };
        var machine = new BackendOptionGroup().AddTo(command);
        command.SetAction(parsed =>
        {
            using var computing = machine.Read(parsed).Create();
            var trained = TrainedNetwork.Load(parsed.GetRequiredValue(model), computing);
            var (_, test) = DigitLoader.LoadTest(parsed.GetValue(data), screen.WriteLine);
            return Run(screen, trained, test, parsed.GetRequiredValue(index)!.Value);
        });
        return command;
    }

    static int Run(ConsoleOutput screen, TrainedNetwork trained, Dataset test, int index)
    {
        if (index >= test.Count) throw new UsageException($"--index: images are numbered 0 to {test.Count - 1}, got {index}");
        var image = test.Input(index);
        var inspection = new NetworkInspector(trained.Backend, trained.Layers);
        screen.WriteLine($"{test.Name}, image {index}, labelled {test.Label(index)}; read by {trained.Network.Name}");
        if (trained.Network.Recipe.Objective.IsClassification)
        {
            TextImages.DrawRow(screen, [("", image)], margin: 0);
            ProbabilityBars.Draw(screen, inspection.Probabilities(test, [index])[0], test.Label(index));
        }
        else
        {
            TextImages.DrawRow(screen, [("input", image), ("reconstruction", inspection.Outputs(test, [index])[0])], margin: 0);
        }
        return ExitCode.Success;
    }
}
