using System.CommandLine;
using Tiny.Nn.Lab.Terminal;

namespace Tiny.Nn.Lab.Commands;

/// <summary>
/// The command <c>train</c>: parses the options into the settings of a <see cref="TrainingRun"/>, and runs it. With
/// <c>--resume</c> the settings come from the folder of the run.
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
        "--out", "The output folder, which must not hold a run. Default: runs/<net>-<time>.", "DIR");
    readonly Option<string?> resume = OptionFactory.Text("--resume",
        "Continue the run in this folder after its last complete epoch, with its settings. --epochs may be larger than "
        + "before, unless the learning rate's schedule depends on the length.", "DIR");
    readonly Option<bool> quiet = new("--quiet") { Description = "Print only the result, in one line." };

    TrainCommand() { }

    public static Command Create(ConsoleOutput output, Interruption interruption)
    {
        var options = new TrainCommand();
        var command = new Command("train", "Trains a network; writes metrics, weights and an HTML report, and "
            + "a checkpoint after every epoch. "
            + "Hyperparameters that are omitted come from the network's recipe (see list).")
        {
            options.net, options.data, options.epochs, options.batch, options.rate, options.optimizer, options.momentum,
            options.lambda, options.expand, options.validation, options.seed, options.folder, options.resume,
            options.quiet,
        };
        options.backend.AddTo(command);
        command.SetAction(parsed =>
        {
            using var folder = parsed.GetValue(options.resume) is { } path ? RunFolder.Open(path) : null;
            var settings = folder is null ? options.Read(parsed) : options.Read(parsed, EarlierRun.In(folder));
            return new TrainingRun(settings, output).Run(interruption);
        });
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

    /// <summary>Returns the settings of a run to continue; no option may contradict them.</summary>
    TrainingRunSettings Read(ParseResult parsed, EarlierRun earlier)
    {
        var run = earlier.Settings;
        Match(net, run.Net);
        Match(batch, run.Batch);
        Match(rate, run.Rate);
        Match(optimizer, run.Optimizer);
        Match(momentum, run.Momentum);
        Match(lambda, run.Lambda);
        Match(expand, run.Expand);
        Match(validation, run.Validation);
        Match(seed, run.Seed);
        Match(backend.Backend, run.Backend);
        if (parsed.GetValue(folder) is not null)
            throw new UsageException("--out: a run continues in its own folder; omit --out");
        var network = NetworkRegistry.Find(run.Net);
        var recipe = run.ApplyTo(network.Recipe);
        return new()
        {
            Network = network,
            Recipe = recipe with { Epochs = earlier.Length(recipe, parsed.GetValue(epochs)) },
            Data = parsed.GetValue(data) ?? run.Data,
            ValidationCount = run.Validation,
            Seed = run.Seed,
            Backend = backend.Read(parsed, run.Backend),
            Earlier = earlier,
            IsQuiet = parsed.GetValue(quiet),
        };

        void Match<T>(Option<T> option, T stored)
        {
            // The option --expand without a value means true, which its value does not tell.
            if (parsed.GetResult(option) is not { Implicit: false, Tokens.Count: var tokens }) return;
            object? given = tokens == 0 ? true : parsed.GetValue(option);
            if (!Equals(given, stored)) throw earlier.Contradiction(option.Name, stored, given);
        }
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
