using System.CommandLine;
using Tiny.Nn.Lab.Terminal;

namespace Tiny.Nn.Lab.Commands;

/// <summary><c>train</c>: the command line of a training; the training itself is an <see cref="TrainingRun"/>.</summary>
sealed class TrainCommand
{
    const int MostEpochs = 1_000_000, MostExamples = 300_000;

    readonly Option<string> net = OptionFactory.Network();
    readonly Option<string?> data = OptionFactory.Data();
    readonly Option<int?> epochs = OptionFactory.Number("--epochs", "How often every image is seen.", 1, MostEpochs);
    readonly Option<int?> batch = OptionFactory.Number("--batch", "Images per mini-batch.", 1, MostExamples);
    readonly Option<double?> rate = OptionFactory.Number("--rate", "The learning rate; with a schedule its largest value.", 1e-12, 1e6, "X");
    readonly Option<string?> optimizer = OptionFactory.Text("--optimizer", "How gradients become steps; list has them all.", "NAME");
    readonly Option<double?> momentum = OptionFactory.Number("--momentum", "For sgd, nesterov and rmsprop.", 0, 0.999999, "X");
    readonly Option<double?> lambda = OptionFactory.Number("--lambda",
        "The strength of the L2 penalty: ½·λ·Σw²/mini-batches per epoch joins the loss (sklearn50: /batch).", 0, 1e9, "X");
    readonly Option<bool?> expand = new("--expand") { Description = "Join each training image by its four one-pixel shifts." };
    readonly Option<int?> validation = OptionFactory.Number("--validation",
        "Training images set apart to choose the best epoch; 0 keeps the last.", 0, 59_999);
    readonly Option<ulong?> seed = OptionFactory.Number("--seed", "All chance follows from it. Default: 1.", 0UL, ulong.MaxValue);
    readonly BackendOptionGroup machine = new();
    readonly Option<string?> folder = OptionFactory.Text("--out", "Where the results go. Default: runs/<net>-<time>.", "DIR");
    readonly Option<bool> quiet = new("--quiet") { Description = "Print one line at the end and nothing else." };

    TrainCommand() { }

    public static Command Create(ConsoleOutput screen, CancellationToken stop)
    {
        var options = new TrainCommand();
        var command = new Command("train", "Trains a network and writes its metrics, weights and report.")
        {
            options.net, options.data, options.epochs, options.batch, options.rate, options.optimizer, options.momentum, options.lambda,
            options.expand, options.validation, options.seed, options.folder, options.quiet,
        };
        options.machine.AddTo(command);
        command.SetAction(parsed => new TrainingRun(options.Read(parsed), screen).Run(stop));
        return command;
    }

    TrainingRunSettings Read(ParseResult parsed)
    {
        var network = NetworkRegistry.Find(parsed.GetRequiredValue(net));
        return new()
        {
            Network = network,
            Recipe = Change(network.Recipe, parsed),
            Data = parsed.GetValue(data),
            ValidationCount = parsed.GetValue(validation),
            Seed = parsed.GetValue(seed) ?? 1,
            Backend = machine.Read(parsed),
            OutputFolder = parsed.GetValue(folder),
            IsQuiet = parsed.GetValue(quiet),
        };
    }

    /// <summary>The network's recipe with what the command line changes in it.</summary>
    TrainingRecipe Change(TrainingRecipe recipe, ParseResult parsed)
    {
        if (parsed.GetValue(optimizer) is { } name && name != recipe.Optimizer)
        {
            var chosen = OptimizerRegistry.Find(name);
            recipe = recipe with { Optimizer = name, Rate = chosen.Rate, Momentum = chosen.Momentum ?? 0 };
        }
        if (parsed.GetValue(momentum) is not null && OptimizerRegistry.Find(recipe.Optimizer).Momentum is null)
            throw new UsageException($"--momentum: {recipe.Optimizer} has none; leave it away, or choose sgd, nesterov or rmsprop");
        return recipe with
        {
            Rate = parsed.GetValue(rate) ?? recipe.Rate,
            Momentum = parsed.GetValue(momentum) ?? recipe.Momentum,
            Lambda = parsed.GetValue(lambda) ?? recipe.Lambda,
            Epochs = parsed.GetValue(epochs) ?? recipe.Epochs,
            BatchSize = parsed.GetValue(batch) ?? recipe.BatchSize,
            Expand = parsed.GetResult(expand) is null ? recipe.Expand : parsed.GetValue(expand) ?? true,
        };
    }
}
