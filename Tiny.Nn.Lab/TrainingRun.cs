using Spectre.Console;
using Tiny.Nn.Backends;
using Tiny.Nn.Data;
using Tiny.Nn.Lab.Report;
using Tiny.Nn.Lab.Terminal;
using Tiny.Nn.Layers;
using Tiny.Nn.Training;

namespace Tiny.Nn.Lab;

/// <summary>Everything that decides a training.</summary>
public sealed record TrainingRunSettings
{
    public required NetworkDefinition Network { get; init; }

    public required TrainingRecipe Recipe { get; init; }

    /// <summary><c>--data</c>, or null for MNIST, else the built-in digits.</summary>
    public string? Data { get; init; }

    /// <summary>How many training images are set apart, or null for the recipe's number.</summary>
    public int? ValidationCount { get; init; }

    public ulong Seed { get; init; } = 1;

    public required BackendSelection Backend { get; init; }

    /// <summary>Where the results go, or null for a new folder under <c>runs/</c>.</summary>
    public string? OutputFolder { get; init; }

    public bool IsQuiet { get; init; }
}

/// <summary>
/// One training from the data to the report: get the digits, train, save the best epoch, and only then, once, look at the test set.
/// </summary>
public sealed class TrainingRun(TrainingRunSettings settings, ConsoleOutput screen)
{
    const int MisclassifiedShown = 12;

    readonly NetworkDefinition network = settings.Network;
    readonly TrainingRecipe recipe = settings.Recipe;

    /// <summary>Runs it.</summary>
    /// <param name="stop">Ends the training after the current batch; what was learned is saved.</param>
    /// <returns>The exit code.</returns>
    public int Run(CancellationToken stop)
    {
        using var backend = settings.Backend.Create();
        var digits = DigitLoader.Load(settings.Data, settings.ValidationCount, recipe.ValidationCount, WriteLine);
        var folder = RunFolder.Prepare(settings.OutputFolder, network.Name, DateTime.Now);
        var layers = network.Build();
        layers.Initialize(backend, settings.Seed);
        var result = Train(backend, layers, digits, stop);
        var summary = Summarize(digits.Name, layers, result);
        folder.SaveModel(layers, network.Name);
        folder.SaveMetrics(result.Epochs);
        folder.SaveSummary(summary);
        if (result.WasCancelled)
        {
            folder.RemoveReport();
            screen.WriteLine($"Stopped after {result.Epochs.Count} of {recipe.Epochs} epochs. The weights so far are in {folder.ModelPath}");
            return ExitCode.Interrupted;
        }

        var test = digits.Splits.Test;
        var evaluation = Trainer.Evaluate(backend, layers, recipe.Objective, test);
        summary = summary with { TestAccuracy = evaluation.Accuracy };
        folder.SaveSummary(summary);
        var inspection = new NetworkInspector(backend, layers);
        folder.SaveReport(ReportPage.Write(new(network, recipe, summary, result, evaluation, test, layers, inspection)));
        ShowResult(folder, summary, evaluation, test, inspection);
        if (recipe.Objective.IsClassification && !(evaluation.Loss < 2 * Math.Log(test.Classes)))
            screen.WriteWarning($"the test loss {evaluation.Loss:G4} is far above {Math.Log(test.Classes):F3}, that of guessing: nothing was learned; try a smaller --rate");
        return stop.IsCancellationRequested ? ExitCode.Interrupted : ExitCode.Success;
    }

    TrainingResult Train(Backend backend, Sequential layers, NamedDigitSplits digits, CancellationToken stop)
    {
        var (training, validation, _, origin) = digits.Splits;
        if (recipe.Expand) training = ShiftExpansion.ByOnePixel(training);
        WriteLine($"Data: {digits.Name} ({origin}): {training.Count:N0} images to learn from, {validation?.Count ?? 0:N0} to choose with, "
            + $"{digits.Splits.Test.Count:N0} for the final test");
        WriteLine($"Network: {network.Name}, {layers.ParameterCount:N0} parameters; {recipe.Optimizer}, rate {recipe.Rate}, "
            + $"batch {recipe.BatchSize}, {recipe.Epochs} {(recipe.Epochs == 1 ? "epoch" : "epochs")}");
        var batches = new Batches(training, recipe.BatchSize, settings.Seed);
        var display = TrainingProgressDisplay.For(screen, settings.IsQuiet);
        var trainer = new Trainer(layers, recipe.Objective, OptimizerRegistry.Find(recipe.Optimizer).Create(recipe.Rate, recipe.Momentum))
        {
            Schedule = recipe.Schedule,
            Regularizer = recipe.Lambda > 0 ? new L2(recipe.PenaltyCoefficient(batches.Count)) : null,
            BatchCompleted = display.OnBatchCompleted,
            EpochCompleted = display.OnEpochCompleted,
        };
        return display.Run(() => trainer.Fit(backend, batches, validation, recipe.Epochs, settings.Seed, stop));
    }

    RunSummary Summarize(string data, Sequential layers, TrainingResult result)
    {
        var best = result.Epochs.FirstOrDefault(epoch => epoch.Epoch == result.BestEpoch);
        return new(network.Name, data, result.Epochs.Count, recipe.BatchSize, settings.Seed, settings.Backend.Definition.Name, settings.Backend.Threads,
            layers.ParameterCount, best?.TrainLoss, best?.ValidationAccuracy, TestAccuracy: null, best?.Epoch,
            result.Seconds, result.SamplesPerSecond);
    }

    void ShowResult(RunFolder folder, RunSummary summary, Evaluation evaluation, Dataset test, NetworkInspector inspection)
    {
        if (settings.IsQuiet)
        {
            screen.WriteLine($"{network.Name} on {summary.Data}: test {EvaluationText.Describe(evaluation, test.Count)}; {folder.ReportPath}");
            return;
        }
        screen.Console.Write(ResultTable(summary, evaluation, test.Count));
        DrawImages(evaluation, test, inspection);
        screen.WriteLine($"The report: {folder.ReportPath}");
        screen.WriteLine($"Look at one image: dotnet run --project Tiny.Nn.Lab -- predict --model {folder.ModelPath} --index 0");
    }

    Table ResultTable(RunSummary summary, Evaluation evaluation, int examples)
    {
        var table = ConsoleTables.Create("result", $"{summary.Net} on {summary.Data}");
        table.AddPlainRow("test", EvaluationText.Describe(evaluation, examples));
        if (summary.ValidationAccuracy is { } accuracy) table.AddPlainRow("validation", $"{accuracy:P2}");
        table.AddPlainRow("training loss", $"{summary.TrainLoss:F5}");
        table.AddPlainRow("best epoch", $"{summary.BestEpoch} of {summary.Epochs}");
        table.AddPlainRow("parameters", $"{summary.Parameters:N0}");
        table.AddPlainRow("time", $"{summary.Seconds:F1} s, {summary.SamplesPerSecond:N0} samples/s");
        table.AddPlainRow("machine", $"{settings.Backend}");
        return table;
    }

    void DrawImages(Evaluation evaluation, Dataset test, NetworkInspector inspection)
    {
        if (!recipe.Objective.IsClassification)
        {
            screen.WriteLine("An image, and what became of it:");
            TextImages.DrawRow(screen, [("input", test.Input(0)), ("reconstruction", inspection.Outputs(test, [0])[0])]);
            return;
        }
        var mistakes = MisclassifiedImages.Find(evaluation, test, inspection, MisclassifiedShown);
        if (mistakes.Count == 0) return;
        screen.WriteLine("Digits it misread, the surest first:");
        TextImages.DrawRow(screen, [.. mistakes.Select(mistake =>
            ($"{mistake.Label}, read {mistake.Prediction} ({mistake.Confidence:P0})", test.Input(mistake.Example)))]);
    }

    void WriteLine(string line)
    {
        if (!settings.IsQuiet) screen.WriteLine(line);
    }
}
