using System.CommandLine;
using Spectre.Console;
using Tiny.Nn.Data;
using Tiny.Nn.Lab.Terminal;
using Tiny.Nn.Training;

namespace Tiny.Nn.Lab.Commands;

/// <summary>
/// The command <c>evaluate</c>: evaluates a trained network on the test set or on the rows of a .csv file.
/// </summary>
static class EvaluateCommand
{
    public static Command Create(ConsoleOutput output)
    {
        var (model, data) = (OptionFactory.Model(), OptionFactory.Data());
        var command = new Command("evaluate",
            "Evaluates a trained network on the test set: accuracy, loss, confusion matrix.")
        {
            model, data,
        };
        var backendOptions = new BackendOptionGroup().AddTo(command);
        command.SetAction(parsed =>
        {
            using var backend = backendOptions.Read(parsed).Create();
            var trained = TrainedNetwork.Load(parsed.GetRequiredValue(model), backend);
            var (name, test) = DigitLoader.LoadTest(parsed.GetValue(data), output.WriteLine);
            return Run(output, trained, name, test);
        });
        return command;
    }

    static int Run(ConsoleOutput output, TrainedNetwork trained, string data, Dataset test)
    {
        var evaluation = Trainer.Evaluate(trained.Backend, trained.Layers, trained.Network.Recipe.Objective, test);
        output.WriteLine($"{trained.Network.Name} on {data}: {test.Count:N0} images, "
            + $"{EvaluationText.Describe(evaluation)}");
        if (evaluation.Confusion is { } confusion)
        {
            output.WriteLine("Confusion matrix:");
            output.Console.Write(ConfusionTable(confusion));
        }
        return ExitCode.Success;
    }

    static Table ConfusionTable(ConfusionMatrix confusion)
    {
        var classes = Enumerable.Range(0, confusion.Classes).ToArray();
        var table = ConsoleTables.Create(
            ["label \\ predicted", .. classes.Select(prediction => $"{prediction}"), "recall"]);
        foreach (var label in classes)
        {
            var counts = classes.Select(prediction =>
                confusion[label, prediction] is 0 ? "·" : $"{confusion[label, prediction]:N0}");
            var recall = confusion.Recall(label);
            table.AddPlainRow([$"{label}", .. counts, double.IsNaN(recall) ? "–" : $"{recall:P1}"]);
        }
        return table;
    }
}
