using System.CommandLine;

namespace Tiny.Nn.Lab.Commands;

/// <summary>
/// The options that determine the results of a training run: network, data, hyperparameters, seed and backend. Options
/// that are omitted come from the network's recipe, or from the settings of a run that is continued.
/// </summary>
sealed class TrainingOptionGroup
{
    const int MaximumEpochs = 1_000_000, MaximumCount = 300_000;

    readonly Option<string> net = OptionFactory.Network();
    readonly Option<string?> layers = OptionFactory.Layers();
    readonly DataOptionGroup data = new();
    readonly Option<int?> examples = OptionFactory.Number("--examples",
        "The number of training images: the first N that are not held out for validation. Default: all.",
        1, MaximumCount);
    readonly Option<int?> validation = OptionFactory.Number("--validation",
        "The number of training images held out for validation, which selects the best epoch. 0: keep the last epoch. "
        + "Default: the recipe's, mostly 10,000.",
        0, 59_999);
    readonly Option<bool?> expand = new("--expand")
    {
        Description = "Expand the training set with each image shifted by one pixel in four directions.",
    };
    readonly Option<bool?> standardize = new("--standardize")
    {
        Description = "Standardize images: subtract the mean of each channel over the training images, and divide by "
            + "its deviation.",
    };
    readonly Option<string?> augment = OptionFactory.Text("--augment",
        "Random changes of each training image, joined by '+', such as shift:2+rotation:15; each word with its largest "
        + $"change: {AugmentationText.Forms}. Default: none.", "none|WORD:X+…",
        text => AugmentationText.Format(AugmentationText.Parse(text)));
    readonly Option<int?> epochs = OptionFactory.Number("--epochs", "The number of epochs.", 1, MaximumEpochs);
    readonly Option<int?> patience = OptionFactory.Number("--patience",
        "Early stopping: end training after N epochs without a better validation result. Default: 0, never.",
        0, MaximumEpochs);
    readonly Option<int?> batch = OptionFactory.Number("--batch", "The mini-batch size.", 1, MaximumCount);
    readonly Option<string?> optimizer = OptionFactory.Text(
        "--optimizer", "The optimizer; the command list shows all of them.", "NAME");
    readonly Option<double?> rate = OptionFactory.Number(
        "--rate", "The learning rate; with a schedule, its maximum.", 1e-12, 1e6, "X");
    readonly Option<string?> schedule = OptionFactory.Text("--schedule",
        $"The schedule of the learning rate: {ScheduleText.Forms}. Default: the recipe's, mostly constant.",
        "NAME[:X]", text => ScheduleText.Format(ScheduleText.Parse(text)));
    readonly Option<double?> momentum = OptionFactory.Number(
        "--momentum", "The momentum of sgd, nesterov or rmsprop.", 0, 0.999999, "X");
    readonly Option<double?> clip = OptionFactory.Number("--clip",
        "Clip the norm of the gradients of all parameters to X. Default: 0, no clipping.", 0, 1e9, "X");
    readonly Option<double?> lambda = OptionFactory.Number("--lambda",
        "λ of the L2 penalty ½·λ·Σw²/n added to the loss; n is the number of mini-batches per epoch "
        + "(for sklearn50, the batch size).",
        0, 1e9, "X");
    readonly Option<double?> l1 = OptionFactory.Number("--l1",
        "λ₁ of the L1 penalty λ₁·Σ|w|/n added to the loss, with the n of --lambda. Default: 0.", 0, 1e9, "X");
    readonly Option<double?> dropout = OptionFactory.Number("--dropout",
        "The probability of dropping an activation, in all dropout layers of a network that has some, such as v6. "
        + "Default: the network's.", 0, 0.999, "P");
    readonly Option<double?> smoothing = OptionFactory.Number("--smoothing",
        "ε of label smoothing: the part of every target that is spread over all classes, in the loss of training and "
        + "validation. Default: 0.", 0, 1.0, "X");
    readonly Option<ulong?> seed = OptionFactory.Number("--seed", "The random seed. Default: 1.", 0UL, ulong.MaxValue);
    readonly BackendOptionGroup backend = new();

    /// <summary>The options, without those of the backend.</summary>
    IReadOnlyList<Option> Own =>
    [
        net, layers, .. data.Options, examples, validation, expand, standardize, augment, epochs, patience, batch,
        optimizer, rate, schedule, momentum, clip, lambda, l1, dropout, smoothing, seed,
    ];

    /// <summary>The names, without hyphens, of the options in which runs that are compared can differ.</summary>
    public static IReadOnlyCollection<string> VariableNames
    {
        get
        {
            var group = new TrainingOptionGroup();
            return [.. group.Own.Append(group.backend.Backend).Except([.. group.data.Options, group.seed])
                .Select(option => option.Name.TrimStart('-'))];
        }
    }

    public void AddTo(Command command)
    {
        foreach (var option in Own) command.Options.Add(option);
        backend.AddTo(command);
    }

    /// <summary>Returns the settings of a new run from arguments of <c>train</c>.</summary>
    public static TrainingRunSettings Parse(IReadOnlyList<string> arguments)
    {
        var (command, group) = (new Command("train"), new TrainingOptionGroup());
        group.AddTo(command);
        var parsed = command.Parse(arguments);
        return parsed.Errors.Count == 0 ? group.Read(parsed) : throw new UsageException(parsed.Errors[0].Message);
    }

    /// <summary>Returns the settings that continue a run, with one thread.</summary>
    public static TrainingRunSettings Continue(EarlierRun earlier)
    {
        var (command, group) = (new Command("train"), new TrainingOptionGroup());
        group.AddTo(command);
        return group.Read(command.Parse(["--threads", "1"]), earlier);
    }

    /// <summary>The options that were given on the command line.</summary>
    public IEnumerable<Option> Given(ParseResult parsed) =>
        Own.Concat(backend.Options).Where(option => parsed.GetResult(option) is { Implicit: false });

    /// <summary>The options that were given on the command line, with their values.</summary>
    public IReadOnlyList<string> Arguments(ParseResult parsed) => [.. Given(parsed).SelectMany(option =>
        parsed.GetResult(option)!.Tokens.Select(token => token.Value).Prepend(option.Name))];

    /// <summary>Returns the name of the network of <c>--net</c> or <c>--layers</c>.</summary>
    public string Network(ParseResult parsed) => ReadNetwork(parsed).Name;

    /// <summary>Returns the settings of a new run.</summary>
    public TrainingRunSettings Read(ParseResult parsed)
    {
        var network = ReadNetwork(parsed);
        var recipe = ApplyOptions(network.Recipe, parsed);
        if (recipe.Smoothing > 0 && !recipe.IsClassification)
            throw new UsageException($"--smoothing: {network.Name} does not classify, so there are no labels to "
                + "smooth; omit it, or choose another --net");
        if (recipe.Patience > 0 && (parsed.GetValue(validation) ?? recipe.ValidationCount) == 0)
            throw new UsageException("--patience: early stopping needs validation images, and there are none; add "
                + "--validation N, or omit it");
        var source = data.Read(parsed);
        return new()
        {
            // The data may replace a network that is only implied.
            Network = network.IsImplied && source.Source is not null ? network : network.WithDropout(recipe.Dropout),
            Recipe = recipe,
            ApplyOptions = recipe => ApplyOptions(recipe, parsed),
            Data = source,
            ValidationCount = parsed.GetValue(validation),
            Seed = parsed.GetValue(seed) ?? 1,
            Backend = backend.Read(parsed),
        };
    }

    /// <summary>Returns the settings of a run to continue; no option may contradict them.</summary>
    public TrainingRunSettings Read(ParseResult parsed, EarlierRun earlier)
    {
        CheckSame(parsed, earlier);
        var run = earlier.Settings;
        var network = run.Layers is null ? NetworkRegistry.Find(run.Net) : NetworkFit.FromLine(run.Layers);
        var recipe = Continue(network.Recipe);
        return new()
        {
            Network = network.WithDropout(recipe.Dropout),
            Recipe = recipe,
            ApplyOptions = Continue,
            Data = data.Read(parsed, earlier),
            ValidationCount = run.Validation,
            Seed = run.Seed,
            Backend = backend.Read(parsed, run.Backend),
            Earlier = earlier,
        };

        TrainingRecipe Continue(TrainingRecipe recipe)
        {
            var stored = run.ApplyTo(recipe);
            return stored with { Epochs = earlier.Length(stored, parsed.GetValue(epochs)) };
        }
    }

    /// <summary>Returns the settings of a new run that repeats another one; no option may contradict them.</summary>
    public TrainingRunSettings Repeat(ParseResult parsed, EarlierRun model)
    {
        if (parsed.GetValue(epochs) is { } given && given != model.Settings.Epochs)
            throw model.Contradiction(epochs.Name, model.Settings.Epochs, given);
        return Read(parsed, model) with { Earlier = null, Repeated = model };
    }

    /// <summary>Returns the network of <c>--net</c> or <c>--layers</c>, or the default.</summary>
    NetworkDefinition ReadNetwork(ParseResult parsed)
    {
        var isNamed = parsed.GetResult(net) is { Implicit: false };
        if (parsed.GetValue(layers) is not { } line)
            return NetworkRegistry.Find(parsed.GetRequiredValue(net)) with { IsImplied = !isNamed };
        return isNamed
            ? throw new UsageException("--net and --layers exclude each other; choose one")
            : NetworkFit.FromLine(line);
    }

    /// <summary>Checks that the given options are the settings of a run.</summary>
    void CheckSame(ParseResult parsed, EarlierRun earlier)
    {
        var run = earlier.Settings;
        if (run.Layers is null) Match(net, run.Net);
        else if (parsed.GetResult(net) is { Implicit: false })
            throw earlier.Contradiction(net.Name, $"the layers '{run.Layers}'", parsed.GetValue(net));
        Match(layers, run.Layers);
        Match(batch, run.Batch);
        Match(rate, run.Rate);
        Match(optimizer, run.Optimizer);
        Match(schedule, run.Schedule);
        Match(momentum, run.Momentum);
        Match(clip, run.Clip);
        Match(lambda, run.Lambda);
        Match(l1, run.L1);
        Match(dropout, run.Dropout);
        Match(smoothing, run.Smoothing);
        Match(expand, run.Expand);
        Match(standardize, run.Standardize);
        Match(augment, run.Augment);
        Match(examples, run.Examples);
        Match(validation, run.Validation);
        Match(patience, run.Patience);
        Match(seed, run.Seed);
        Match(backend.Backend, run.Backend);

        void Match<T>(Option<T> option, T stored)
        {
            // A flag without a value means true, which its value does not tell.
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
            Schedule = parsed.GetValue(schedule) is { } text ? ScheduleText.Parse(text) : recipe.Schedule,
            Clip = parsed.GetValue(clip) ?? recipe.Clip,
            Lambda = parsed.GetValue(lambda) ?? recipe.Lambda,
            L1 = parsed.GetValue(l1) ?? recipe.L1,
            Dropout = parsed.GetValue(dropout),
            Smoothing = parsed.GetValue(smoothing) ?? recipe.Smoothing,
            Epochs = parsed.GetValue(epochs) ?? recipe.Epochs,
            Patience = parsed.GetValue(patience) ?? recipe.Patience,
            BatchSize = parsed.GetValue(batch) ?? recipe.BatchSize,
            Examples = parsed.GetValue(examples) ?? recipe.Examples,
            Augmentation = AugmentationText.Parse(parsed.GetValue(augment) ?? AugmentationText.None),
            Expand = Flag(expand) ?? recipe.Expand,
            Standardize = Flag(standardize) ?? recipe.Standardize,
        };

        bool? Flag(Option<bool?> option) => parsed.GetResult(option) is null ? null : parsed.GetValue(option) ?? true;
    }
}
