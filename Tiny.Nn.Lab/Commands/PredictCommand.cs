using System.CommandLine;
using Tiny.Nn.Data;
using Tiny.Nn.Lab.Terminal;

namespace Tiny.Nn.Lab.Commands;

/// <summary><c>predict</c>: one image drawn in the terminal, with the probabilities that a trained network gives it.</summary>
static class PredictCommand
{
    public static Command Create(Screen screen)
    {
        var (model, data) = (Choices.Model(), Choices.Data());
        var index = Choices.Number("--index", "Which image of the test set, or row of the .csv file, from 0 on.", 0, int.MaxValue);
        index.Required = true;
        var command = new Command("predict", "One image drawn in the terminal, with its probabilities.")
        {
            model, data, index,
        };
        var machine = new MachineOptions().AddTo(command);
        command.SetAction(parsed =>
        {
            using var computing = machine.Read(parsed).Create();
            var trained = TrainedNetwork.Load(parsed.GetRequiredValue(model), computing);
            var (_, test) = DigitSource.LoadTest(parsed.GetValue(data), screen.Say);
            return Run(screen, trained, test, parsed.GetRequiredValue(index)!.Value);
        });
        return command;
    }

    static int Run(Screen screen, TrainedNetwork trained, Dataset test, int index)
    {
        if (index >= test.Count) throw new UsageException($"--index: images are numbered 0 to {test.Count - 1}, got {index}");
        var image = test.Input(index);
        var inspection = new Inspection(trained.Backend, trained.Layers);
        screen.Say($"{test.Name}, image {index}, labelled {test.Label(index)}; read by {trained.Network.Name}");
        if (trained.Network.Recipe.Objective.IsClassification)
        {
            DigitArt.DrawRow(screen, [("", image)], margin: 0);
            Bars.Draw(screen, inspection.Probabilities(test, [index])[0], test.Label(index));
        }
        else
        {
            DigitArt.DrawRow(screen, [("input", image), ("reconstruction", inspection.Outputs(test, [index])[0])], margin: 0);
        }
        return ExitCode.Success;
    }
}
