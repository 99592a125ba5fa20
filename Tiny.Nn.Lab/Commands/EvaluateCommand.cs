using System.CommandLine;
using Tiny.Nn.Lab.Data;
using Tiny.Nn.Lab.Terminal;
using Tiny.Nn.Training;

namespace Tiny.Nn.Lab.Commands;

/// <summary>
/// The command <c>evaluate</c>: evaluates a trained network on the test part of some data, or on all of it.
/// </summary>
static class EvaluateCommand
{
    const int MaximumClasses = 20, MaximumName = 12;

    public static Command Create(ConsoleOutput output)
    {
        var (model, data, part) = (OptionFactory.Model(), OptionFactory.Data(), OptionFactory.Part());
        var command = new Command("evaluate",
            "Evaluates a trained network on the test set: accuracy, loss, confusion matrix.")
        {
            model, data, part,
        };
        var backendOptions = new BackendOptionGroup().AddTo(command);
        command.SetAction(parsed =>
        {
            var chosen = OptionFactory.ReadPart(parsed.GetValue(part));
            using var backend = backendOptions.Read(parsed).Create();
            var trained = TrainedNetwork.Load(parsed.GetRequiredValue(model), backend);
            var test = DataLoader.LoadPart(
                parsed.GetValue(data), trained.Network.Data, chosen, needsTargets: true, output.WriteLine);
            return Run(output, trained, test);
        });
        return command;
    }

    static int Run(ConsoleOutput output, TrainedNetwork trained, NamedPart test)
    {
        var (network, count) = (trained.Network, test.Examples.Count);
        var evaluation = Trainer.Evaluate(trained.Backend, trained.Layers, network.Recipe.Objective, test.Examples);
        output.WriteLine($"Data: {test.Note}{(test.IsPart ? "; --part all evaluates every one" : "")}");
        output.WriteLine($"{network.Name} on {test.Name}: {count:N0} {(network.Data.HasImages ? "images" : "rows")}, "
            + $"{EvaluationText.Describe(evaluation)}");
        if (evaluation.Confusion is { Classes: <= MaximumClasses } confusion)
        {
            output.WriteLine("Confusion matrix:");
            WriteConfusion(output, confusion, network.Data);
        }
        return ExitCode.Success;
    }

    static void WriteConfusion(ConsoleOutput output, ConfusionMatrix confusion, DataDescription data)
    {
        var classes = Enumerable.Range(0, confusion.Classes).ToArray();
        ConsoleTables.Write(output, ["label \\ predicted", .. classes.Select(Name), "recall"],
            [.. classes.Select(Row)]);

        string Name(int label) => data.ClassName(label) is var name && name.Length > MaximumName
            ? name[..MaximumName] : name;

        string[] Row(int label)
        {
            var recall = confusion.Recall(label);
            var counts = classes.Select(prediction =>
                confusion[label, prediction] is 0 ? "·" : $"{confusion[label, prediction]:N0}");
            return [Name(label), .. counts, double.IsNaN(recall) ? "–" : $"{recall:P1}"];
        }
    }
}
