using System.Globalization;
using Tiny.Nn.Lab.Commands;
using Tiny.Nn.Lab.Data;
using Tiny.Nn.Lab.Playground.Rooms.Digit;
using Tiny.Nn.Lab.Playground.Rooms.Runs;
using Tiny.Nn.Training;

namespace Tiny.Nn.Lab.Playground.Rooms;

/// <summary>
/// The room of the training runs: lists what <c>runs/</c> holds, compares learning curves, and trains and continues
/// runs as the command <c>train</c> does. A page trains one network at a time; closing the page stops it.
/// </summary>
sealed class RunsRoom : Room
{
    const int MaximumEpochs = 200, MaximumExamples = 60_000, MaximumBatch = 10_000, MaximumCurves = 8;

    readonly RoomContext context;
    RunTraining? training;

    public RunsRoom(RoomContext context)
    {
        this.context = context;
        On("list", List);
        On<CurvesRequest>("curves", Curves);
        On<TrainRequest>("train", Train);
        On<ContinueRequest>("continue", Continue);
        On("progress", () => training?.Progress(NameOf(training)));
        On("stop", () => { training?.Stop(); return null; });
    }

    public override void Dispose() => training?.Dispose();

    ListReply List() => new(RunCatalog.List(context.RunsFolder),
        [.. NetworkRegistry.All.Select(network => new NetworkChoice(network.Name, network.Summary,
            network.Recipe.Optimizer, network.Recipe.Rate, network.Recipe.BatchSize))],
        [.. OptimizerRegistry.All.Select(optimizer => optimizer.Name)], DigitData.Default,
        training is { IsRunning: true } ? NameOf(training) : null);

    RunCurves[] Curves(CurvesRequest request)
    {
        RequestCheck.InRange(request.Runs.Length, 0, MaximumCurves, "runs");
        return [.. request.Runs.Select(run => new RunCurves(run, RunCatalog.Epochs(context.RunsFolder, run)))];
    }

    TrainReply Train(TrainRequest request)
    {
        CheckIdle();
        var settings = TrainingOptionGroup.Parse(request.ToArguments());
        training = new(settings with
        {
            OutputFolder = RunFolder.NewPath(context.RunsFolder, settings.Network.Name, DateTime.Now),
        });
        return new(NameOf(training));
    }

    TrainReply Continue(ContinueRequest request)
    {
        CheckIdle();
        var folder = RunFolder.Open(RunCatalog.Find(context.RunsFolder, request.Run), "run");
        try
        {
            training = new(TrainingOptionGroup.Continue(EarlierRun.In(folder)));
        }
        catch
        {
            folder.Dispose();
            throw;
        }
        return new(NameOf(training));
    }

    void CheckIdle()
    {
        if (training is { IsRunning: true })
            throw new ArgumentException("A network is training already: stop it, or wait until it ends.");
    }

    string NameOf(RunTraining run) => RunCatalog.NameOf(context.RunsFolder, run.Folder);

    sealed record CurvesRequest(string[] Runs);

    sealed record ContinueRequest(string Run);

    /// <summary>The settings of a new run; null for the value of the network's recipe.</summary>
    sealed record TrainRequest(
        string Network, string Data, int Epochs, int? Examples, double? Rate, int? Batch, string? Optimizer, ulong Seed)
    {
        const int Validation = 1000;     // leaves examples to train on where there are few

        /// <summary>Returns the arguments of <c>train</c>, which checks what is not checked here.</summary>
        public IReadOnlyList<string> ToArguments()
        {
            RequestCheck.OneOf(Network, NetworkRegistry.All.Select(network => network.Name));
            RequestCheck.OneOf(Data, DigitData.Names);
            RequestCheck.InRange(Epochs, 1, MaximumEpochs);
            if (Examples is { } examples) RequestCheck.InRange(examples, 10, MaximumExamples);
            if (Rate is { } rate) RequestCheck.InRange(rate, 1e-12, 1e6);
            if (Batch is { } batch) RequestCheck.InRange(batch, 1, MaximumBatch);
            List<string> arguments =
                ["--net", Network, "--epochs", Text(Epochs), "--seed", Text(Seed), "--threads", "1"];
            if (Data == DigitLoader.Synthetic) arguments.AddRange(["--data", Data]);
            if (Examples is not null) arguments.AddRange(["--examples", Text(Examples), "--validation",
                Text(Validation)]);
            if (Optimizer is not null) arguments.AddRange(["--optimizer", Optimizer]);
            if (Rate is not null) arguments.AddRange(["--rate", Text(Rate)]);
            if (Batch is not null) arguments.AddRange(["--batch", Text(Batch)]);
            return arguments;
        }

        static string Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture)!;
    }

    sealed record NetworkChoice(string Name, string Summary, string Optimizer, double Rate, int Batch);

    /// <param name="Training">The name of the run that trains now, or null.</param>
    sealed record ListReply(
        IReadOnlyList<RunEntry> Runs, NetworkChoice[] Networks, string[] Optimizers, string Data, string? Training);

    sealed record RunCurves(string Run, IReadOnlyList<EpochResult> Epochs);

    sealed record TrainReply(string Run);
}
