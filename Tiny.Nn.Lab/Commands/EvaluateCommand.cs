using System.CommandLine;
using Spectre.Console;
using Tiny.Nn.Data;
using Tiny.Nn.Lab.Terminal;
using Tiny.Nn.Training;

namespace Tiny.Nn.Lab.Commands;

/// <summary><c>evaluate</c>: a trained network on the test set, or on the rows of a .csv file.</summary>
static class EvaluateCommand
{
    public static Command Create(ConsoleOutput screen)
    {
        var (model, data) = (OptionFactory.Model(), OptionFactory.Data());
        var command = new Command("evaluate", "A trained network on the test set; its name is in the file.")
        {
            model, data,
        };
        var machine = new BackendOptionGroup().AddTo(command);
        command.SetAction(parsed =>
        {
            using var computing = machine.Read(parsed).Create();
            var trained = TrainedNetwork.Load(parsed.GetRequiredValue(model), computing);
            var (name, test) = DigitLoader.LoadTest(parsed.GetValue(data), screen.WriteLine);
            return Run(screen, trained, name, test);
        });
        return command;
    }

    static int Run(ConsoleOutput screen, TrainedNetwork trained, string data, Dataset test)
    {
        var evaluation = Trainer.Evaluate(trained.Backend, trained.Layers, trained.Network.Recipe.Objective, test);
        screen.WriteLine($"{trained.Network.Name} on {data}: {test.Count:N0} images, {EvaluationText.Describe(evaluation, test.Count)}");
        if (evaluation.Confusion is { } confusion) screen.Console.Write(ConfusionTable(confusion));
        return ExitCode.Success;
    }

    static Table ConfusionTable(ConfusionMatrix confusion)
    {
        var classes = Enumerable.Range(0, confusion.Classes).ToArray();
        var table = ConsoleTables.Create(["is \\ read as", .. classes.Select(read => $"{read}"), "found"]);
        foreach (var label in classes)
            table.AddPlainRow([$"{label}", .. classes.Select(read => confusion[label, read] is 0 ? "·" : $"{confusion[label, read]:N0}"),
                double.IsNaN(confusion.Recall(label)) ? "–" : $"{confusion.Recall(label):P1}"]);
        return table;
    }
}
