using Spectre.Console;
using Tiny.Nn.Backends;
using Tiny.Nn.Data;
using Tiny.Nn.Lab.Data;
using Tiny.Nn.Lab.Report;
using Tiny.Nn.Lab.Terminal;
using Tiny.Nn.Layers;
using Tiny.Nn.Training;

namespace Tiny.Nn.Lab;

/// <summary>The settings of one training run: network, training recipe, data, seed, backend and output.</summary>
public sealed record TrainingRunSettings
{
    public required NetworkDefinition Network { get; init; }

    public required TrainingRecipe Recipe { get; init; }

    /// <summary>
    /// Applies the hyperparameters of the command line to the recipe of the network, which the data may determine.
    /// </summary>
    public Func<TrainingRecipe, TrainingRecipe>? ApplyOptions { get; init; }

    /// <summary>The value of <c>--data</c> and how it is read; by default MNIST, or synthetic digits.</summary>
    public DataOptions Data { get; init; } = new();

    /// <summary>The number of validation images; null for the recipe's number.</summary>
    public int? ValidationCount { get; init; }

    public ulong Seed { get; init; } = 1;

    public required BackendSelection Backend { get; init; }

    /// <summary>The folder for the results; null for a new folder under <c>runs/</c>.</summary>
    public string? OutputFolder { get; init; }

    /// <summary>The run to continue, or null for a new run.</summary>
    public EarlierRun? Earlier { get; init; }

    /// <summary>The run that this one repeats with the same data, or null.</summary>
    public EarlierRun? Repeated { get; init; }

    public bool IsQuiet { get; init; }

    /// <summary>
    /// Returns the settings with network and recipe completed by the data (<see cref="NetworkFit"/>).
    /// </summary>
    /// <exception cref="UsageException">The network or an option does not fit the data.</exception>
    public TrainingRunSettings FittedTo(NamedSplits data)
    {
        if (Network is { Layers: not null, IsUnfitted: false }) return this;
        var network = Network.For(
            Recipe.Standardize ? data.Standardized() : data.Description, data.Splits.Training.Count);
        if (network.Layers is null) return this with { Network = network.WithDropout(Recipe.Dropout) };
        var recipe = ApplyOptions?.Invoke(network.Recipe) ?? network.Recipe;
        return recipe.Smoothing > 0 && !recipe.IsClassification
            ? throw new UsageException($"--smoothing: '{data.Name}' has no classes to predict, so there are no labels "
                + "to smooth; omit it")
            : this with { Network = network.WithDropout(recipe.Dropout), Recipe = recipe };
    }
}

/// <summary>
/// One training run: loads the data, trains and saves a checkpoint after every epoch; then saves the weights of the
/// best epoch, evaluates them on the test set and writes the report. The test set is used only after training.
/// </summary>
/// <param name="display">Shows the progress; null for a display of its own.</param>
/// <param name="digits">Loads the data; null for a cache of its own.</param>
public sealed class TrainingRun(
    TrainingRunSettings settings, ConsoleOutput output, TrainingProgressDisplay? display = null,
    DigitCache? digits = null)
{
    const int MisclassifiedShown = 12, SmallValidation = 10;

    NetworkDefinition network = settings.Network;
    TrainingRecipe recipe = settings.Recipe;

    /// <summary>Runs the training and returns the exit code.</summary>
    /// <param name="interruption">Ends training after the current batch; the complete epochs are reported.</param>
    public int Run(Interruption interruption)
    {
        if (settings.Earlier?.DescribeEnd(recipe) is { } end)
        {
            output.WriteLine(end);
            return ExitCode.Success;
        }
        using var backend = settings.Backend.Create();
        var loaded = (digits ?? new(WriteLine)).Load(settings);
        var fitted = settings.FittedTo(loaded.Digits);
        (network, recipe) = (fitted.Network, fitted.Recipe);
        var run = RunSettings.Of(fitted, loaded);
        (settings.Earlier ?? settings.Repeated)?.CheckData(run.DataChecksum, loaded.Digits.Splits.Origin);
        using var created = settings.Earlier is null
            ? RunFolder.Create(settings.OutputFolder, network.Name, DateTime.Now)
            : null;
        var folder = created ?? settings.Earlier!.Folder;
        try
        {
            return Run(backend, loaded.Digits, folder, run, interruption);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw folder.CannotWrite(error);
        }
    }

    int Run(
        Backend backend, NamedSplits digits, RunFolder folder, RunSettings run, Interruption interruption)
    {
        var layers = network.Build();
        layers.Initialize(backend, settings.Seed);
        interruption.DeferredSignals = int.MaxValue;
        folder.RemoveReport();
        var result = Train(backend, layers, digits, folder, run, interruption.Token);
        if (result.Epochs.Count > 0) Report(backend, layers, digits, folder, run, result);
        if (result.WasCancelled)
            output.WriteUnbroken($"Stopped after {result.Epochs.Count} of {recipe.Epochs} epochs. "
                + $"To continue: {folder.ResumeCommand}");
        return interruption.Token.IsCancellationRequested ? ExitCode.Interrupted : ExitCode.Success;
    }

    TrainingResult Train(
        Backend backend, Sequential layers, NamedSplits digits, RunFolder folder, RunSettings run,
        CancellationToken stop)
    {
        var (training, validation, _, origin) = digits.Splits;
        if (recipe.Examples > 0) training = training.Take(recipe.Examples);
        if (recipe.Expand) training = ShiftExpansion.ByOnePixel(training);
        WriteLine($"Data: {digits.Name} ({origin}): {training.Count:N0} training, "
            + $"{validation?.Count ?? 0:N0} validation, "
            + $"{digits.Splits.Test.Count:N0} test {(network.Data.HasImages ? "images" : "rows")}");
        if (digits.SplitNote is { } note) WriteLine($"Split: {note}");
        WarnAboutValidation(validation);
        WriteLine($"Network: {(network.Layers is { } line ? $"\"{line}\"" : network.Name)}, "
            + $"{layers.ParameterCount:N0} parameters; {recipe.Optimizer}, "
            + $"learning rate {recipe.Rate}, batch size {recipe.BatchSize}, "
            + $"{recipe.Epochs} {(recipe.Epochs == 1 ? "epoch" : "epochs")}");
        if (settings.Earlier is { } earlier)
            WriteLine($"Continuing after epoch {earlier.Checkpoint.Epochs.Count} of {recipe.Epochs}"
                + (recipe.Epochs < earlier.Settings.Epochs
                    ? $", fewer than the {earlier.Settings.Epochs} planned before" : ""));
        var (batches, metadata) = (new Batches(training, recipe.BatchSize, settings.Seed,
            augmentation: recipe.Augmentation), run.ToMetadata());
        var shown = display ?? TrainingProgressDisplay.For(output, settings.IsQuiet);
        var trainer = new Trainer(layers, recipe.TrainingObjective, recipe.CreateOptimizer())
        {
            Schedule = recipe.Schedule,
            Regularizer = recipe.CreateRegularizer(batches.Count),
            ClipNorm = recipe.Clip > 0 ? recipe.Clip : null,
            Stopping = recipe.CreateStopping(),
            BatchCompleted = shown.OnBatchCompleted,
            SaveState = state => Checkpoint.Save(folder.CheckpointPath, state, metadata),
            EpochCompleted = shown.OnEpochCompleted,
        };
        shown.OnStarting(layers);
        return shown.Run(() => trainer.Fit(
            backend, batches, validation, recipe.Epochs, settings.Seed, stop, settings.Earlier?.Checkpoint));
    }

    /// <summary>Saves and shows the results of the complete epochs.</summary>
    void Report(
        Backend backend, Sequential layers, NamedSplits digits, RunFolder folder, RunSettings run,
        TrainingResult result)
    {
        var test = digits.Splits.Test;
        if (!result.WasCancelled && result.Epochs.Count < recipe.Epochs)
            WriteLine($"Early stopping after epoch {result.Epochs.Count} of {recipe.Epochs}: no better validation "
                + $"result in {recipe.Patience} {(recipe.Patience == 1 ? "epoch" : "epochs")}");
        var summary = Summarize(digits.Name, layers, run, result);
        folder.SaveModel(layers, network, summary);
        folder.SaveMetrics(result.Epochs);
        folder.SaveSummary(summary);
        var evaluation = Trainer.Evaluate(backend, layers, recipe.Objective, test);
        summary = summary with { TestAccuracy = evaluation.Accuracy, TestLoss = evaluation.Loss };
        folder.SaveSummary(summary);
        var inspector = new NetworkInspector(backend, layers);
        folder.SaveReport(ReportPage.Write(new(network, recipe, summary, result, evaluation, test, layers, inspector)));
        ShowResult(folder, summary, evaluation, test, inspector);
        WarnIfNothingWasLearned(evaluation, test);
    }

    RunSummary Summarize(string data, Sequential layers, RunSettings run, TrainingResult result)
    {
        var best = result.Epochs.FirstOrDefault(epoch => epoch.Epoch == result.BestEpoch);
        return new(network.Name, data, result.Epochs.Count, recipe.BatchSize, settings.Seed,
            settings.Backend.Definition.Name,
            settings.Backend.Threads, layers.ParameterCount, best?.TrainLoss, best?.TrainAccuracy,
            best?.ValidationLoss, best?.ValidationAccuracy,
            TestAccuracy: null, TestLoss: null,
            best?.Epoch, result.Seconds, result.SamplesPerSecond, run);
    }

    void ShowResult(
        RunFolder folder, RunSummary summary, Evaluation evaluation, Dataset test, NetworkInspector inspector)
    {
        if (settings.IsQuiet)
        {
            output.WriteUnbroken($"{network.Name} on {summary.Data}: "
                + $"test {EvaluationText.Describe(evaluation)}; {folder.ReportPath}");
            return;
        }
        output.Console.Write(ResultTable(summary, evaluation));
        DrawImages(evaluation, test, inspector);
        output.WriteUnbroken($"Report: {folder.ReportPath}");
        output.WriteUnbroken($"To {(recipe.IsClassification ? "classify one example" : "see one example")}: "
            + $"{ProgramName.Command} predict --model {folder.ModelPath} --index 0"
            + (settings.Data.Source is null ? "" : $" --data {RunFolder.Quote(settings.Data.Source!)}"));
    }

    Table ResultTable(RunSummary summary, Evaluation evaluation)
    {
        var table = ConsoleTables.Create("result", $"{summary.Net} on {summary.Data}");
        table.AddPlainRow("test", EvaluationText.Describe(evaluation));
        if (summary.ValidationAccuracy is { } accuracy) table.AddPlainRow("validation", $"accuracy {accuracy:P2}");
        if (summary.TrainAccuracy is { } trained) table.AddPlainRow("training accuracy", $"{trained:P2}");
        table.AddPlainRow("training loss", NumberText.Fixed(summary.TrainLoss, 5));
        table.AddPlainRow("best epoch", $"{summary.BestEpoch} of {summary.Epochs}");
        table.AddPlainRow("parameters", $"{summary.Parameters:N0}");
        table.AddPlainRow("training time", $"{summary.Seconds:F1} s, {summary.SamplesPerSecond:N0} samples/s");
        table.AddPlainRow("backend", $"{settings.Backend}");
        return table;
    }

    void DrawImages(Evaluation evaluation, Dataset test, NetworkInspector inspector)
    {
        var data = network.Data;
        if (!data.HasImages || recipe.IsRegression) return;
        if (recipe.IsReconstruction)
        {
            output.WriteLine("The first test image and its reconstruction:");
            TextImages.DrawRow(output, data.ExampleShape,
                [("input", test.Input(0)), ("reconstruction", inspector.Outputs(test, [0])[0])]);
            return;
        }
        var misclassified = MisclassifiedImages.Find(evaluation, test, inspector, MisclassifiedShown);
        if (misclassified.Count == 0) return;
        output.WriteLine("Misclassified test images, highest confidence first (label → prediction):");
        TextImages.DrawRow(output, data.ExampleShape, [.. misclassified.Select(image =>
            ($"{data.ClassName(image.Label)} → {data.ClassName(image.Prediction)} ({image.Confidence:P0})",
                test.Input(image.Example)))]);
    }

    /// <summary>Warns if the validation set is too small, or of one class, to select the best epoch.</summary>
    void WarnAboutValidation(Dataset? validation)
    {
        if (validation is null) return;
        if (recipe.IsClassification && validation.Labels().Distinct().Take(2).Count() < 2)
            output.WriteWarning($"all {validation.Count:N0} validation examples are of the class "
                + $"'{network.Data.ClassName(validation.Label(0))}', so their accuracy does not select the best epoch; "
                + "shuffle the data, or add --validation 0");
        else if (validation.Count < SmallValidation)
            output.WriteWarning($"the validation set has only {validation.Count} "
                + $"{(validation.Count == 1 ? "example" : "examples")}, so chance selects the best epoch; provide more "
                + "data, or add --validation 0");
    }

    /// <summary>
    /// Warns if the test loss is above twice ln(classes), the loss of uniform predictions, or R² below 0, that of the
    /// mean.
    /// </summary>
    void WarnIfNothingWasLearned(Evaluation evaluation, Dataset test)
    {
        if (evaluation.RSquared < 0)
            output.WriteWarning($"R² on the test set is {NumberText.Fixed(evaluation.RSquared, 4)}, below 0, that of "
                + "predicting the mean: the network learned nothing; try a smaller --rate, or more epochs");
        var uniform = Math.Log(test.Classes);
        if (recipe.IsClassification && !(evaluation.Loss < 2 * uniform))
            output.WriteWarning($"the test loss {evaluation.Loss:G4} is far above {uniform:F3}, "
                + $"the loss of uniform predictions: "
                + "the network learned nothing; try a smaller --rate");
    }

    void WriteLine(string line)
    {
        if (!settings.IsQuiet) output.WriteLine(line);
    }
}
