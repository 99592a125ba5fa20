using System.CommandLine;
using Tiny.Nn.Lab.Terminal;

namespace Tiny.Nn.Lab.Commands;

/// <summary>
/// The command <c>train</c>: parses the options into the settings of a <see cref="TrainingRun"/>, and runs it.
/// </summary>
sealed class TrainCommand
{
    const int MaximumEpochs = 1_000_000, MaximumBatchSize = 300_000;

    readonly Option<string> net = OptionFactory.Network();
    readonly Option<string?> data = OptionFactory.Data();
    readonly Option<int?> epochs = OptionFactory.Number("--epochs", "The number of epochs.", 1, MaximumEpochs);
    readonly Option<int?> batch = OptionFactory.Number("--batch", "The mini-batch size.", 1, MaximumBatchSize);
    readonly Option<double?> rate = OptionFactory.Number(
        "--rate", "The learning rate; with a schedule, its maximum.", 1e-12, 1e6, "X");
    readonly Option<string?> optimizer = OptionFactory.Text(
        "--optimizer", "The optimizer; the command list shows all of them.", "NAME");
    readonly Option<double?> momentum = OptionFactory.Number(
        "--momentum", "The momentum of sgd, nesterov or rmsprop.", 0, 0.999999, "X");
    readonly Option<double?> lambda = OptionFactory.Number("--lambda",
        "λ of the L2 penalty ½·λ·Σw²/n added to the loss; n is the number of mini-batches per epoch "
        + "(for sklearn50, the batch size).",
        0, 1e9, "X");
    readonly Option<bool?> expand = new("--expand")
    {
        Description = "Expand the training set with each image shifted by one pixel in four directions.",
    };
    readonly Option<int?> validation = OptionFactory.Number("--validation",
        "The number of training images held out for validation, which selects the best epoch. 0: keep the last epoch.",
        0, 59_999);
    readonly Option<ulong?> seed = OptionFactory.Number("--seed", "The random seed. Default: 1.", 0UL, ulong.MaxValue);
    readonly BackendOptionGroup backend = new();
    readonly Option<string?> folder = OptionFactory.Text(
        "--out", "The output folder. Default: runs/<net>-<time>.", "DIR");
    readonly Option<bool> quiet = new("--quiet") { Description = "Print only the result, in one line." };

    TrainCommand() { }

    public static Command Create(ConsoleOutput output, CancellationToken stop)
    {
        var options = new TrainCommand();
        var command = new Command("train", "Trains a network; writes metrics, weights and an HTML report. "
            + "Hyperparameters that are omitted come from the network's recipe (see list).")
        {
            options.net, options.data, options.epochs, options.batch, options.rate, options.optimizer, options.momentum,
            options.lambda, options.expand, options.validation, options.seed, options.folder, options.quiet,
        };
        options.backend.AddTo(command);
        command.SetAction(parsed => new TrainingRun(options.Read(parsed), output).Run(stop));
        return command;
    }

    TrainingRunSettings Read(ParseResult parsed)
    {
        var network = NetworkRegistry.Find(parsed.GetRequiredValue(net));
        return new()
        {
            Network = network,
            Recipe = ApplyOptions(network.Recipe, parsed),
            Data = parsed.GetValue(data),
            ValidationCount = parsed.GetValue(validation),
            Seed = parsed.GetValue(seed) ?? 1,
            Backend = backend.Read(parsed),
            OutputFolder = parsed.GetValue(folder),
            IsQuiet = parsed.GetValue(quiet),
        };
    }

    /// <summary>Returns the network's recipe with the values given on the command line.</summary>
    TrainingRecipe ApplyOptions(TrainingRecipe recipe, ParseResult parsed)
    {
        if (parsed.GetValue(optimizer) is { } name && name != recipe.Optimizer)
        {
            var chosen = OptimizerRegistry.Find(name);
            recipe = recipe with { Optimizer = name, Rate = chosen.Rate, Momentum = chosen.Momentum ?? 0 };
        }
        if (parsed.GetValue(momentum) is not null && OptimizerRegistry.Find(recipe.Optimizer).Momentum is null)
            throw new UsageException(
                $"--momentum: {recipe.Optimizer} has no momentum; omit it, or choose sgd, nesterov or rmsprop");
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
