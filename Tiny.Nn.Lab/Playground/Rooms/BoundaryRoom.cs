using System.Diagnostics;
using Tiny.Nn.Backends;
using Tiny.Nn.Lab.Playground.Rooms.Boundary;

namespace Tiny.Nn.Lab.Playground.Rooms;

/// <summary>
/// The room in which a network learns to separate points of a plane, or to follow a curve, while one watches every
/// unit.
/// </summary>
sealed class BoundaryRoom : Room
{
    /// <summary>The most steps of one request; more would delay the next request by over a second.</summary>
    const int MaximumSteps = 10_000;

    readonly Backend backend;
    readonly CancellationToken closed;
    BoundaryTraining training;
    BoundaryPicture picture;
    double stepsPerSecond;
    bool isPlaying, measureGradients = true;
    long playedFrom, playedSteps;

    public BoundaryRoom(RoomContext context)
    {
        (backend, closed) = (context.Backend, context.Closed);
        training = new(backend, new BoundarySettings());
        picture = new(backend, training);
        On("previews", Previews);
        On<BoundarySettings>("restart", Restart);
        On<AdjustRequest>("adjust", Adjust);
        On<PlayRequest>("play", Play);
        On("pause", Pause);
        On<StepRequest>("step", Step);
        On<PictureRequest>("frame", Frame);
        On<CsvRequest>("csv", request => new CsvReply(CsvPoints.Read(request.Text, request.IsRegression)));
        On("weights", Weights);
        On<CodeRequest>("code", request => new CodeReply(ProgramText.Of(training.Settings, request.Epochs)));
    }

    /// <summary>Performs one step if the training plays and the step is due.</summary>
    public override TimeSpan Work()
    {
        if (!isPlaying) return Timeout.InfiniteTimeSpan;
        if (stepsPerSecond > 0)
        {
            var due = TimeSpan.FromSeconds(playedSteps / stepsPerSecond) - Stopwatch.GetElapsedTime(playedFrom);
            if (due > TimeSpan.Zero) return due;
        }
        playedSteps++;
        Step();
        return TimeSpan.Zero;
    }

    /// <summary>Returns a few points of each set that is generated, for the buttons that choose it.</summary>
    static object Previews() => PointSets.All.Where(set => !set.Name.StartsWith("own")).ToDictionary(
        set => set.Name, set => set.Create(new BoundarySettings { Data = set.Name, Points = 90, Noise = 0.01 }));

    void Step()
    {
        try
        {
            training.Step(measureGradients);
            measureGradients = false;
        }
        catch
        {
            isPlaying = false;
            throw;
        }
    }

    BinaryReply Restart(BoundarySettings settings)
    {
        training = new(backend, settings);
        picture = new(backend, training);
        isPlaying = false;
        measureGradients = true;
        int[] units = [training.Settings.Inputs.Length, .. settings.Layers.Select(layer => layer.Units),
            settings.IsRegression ? 1 : 2];
        return new(new RestartReply(training.Points, training.TrainingCount, units,
            [.. training.Settings.Inputs.Select(feature => feature.Name)], training.Network.ParameterCount,
            training.BatchesPerEpoch, settings.IsRegression, BoundaryPicture.Side, BoundaryPicture.CurveLength,
            BoundaryPicture.Limit, picture.LineLength, PointSets.FormulaOf(settings)), picture.Inputs());
    }

    object? Adjust(AdjustRequest request)
    {
        training.Adjust(request.Rate, request.L1, request.L2);
        return null;
    }

    object? Play(PlayRequest request)
    {
        if (request.StepsPerSecond != 0) RequestCheck.InRange(request.StepsPerSecond, 0.1, 1_000_000);
        (stepsPerSecond, isPlaying) = (request.StepsPerSecond, true);
        (playedFrom, playedSteps) = (Stopwatch.GetTimestamp(), 0);
        return null;
    }

    object? Pause()
    {
        isPlaying = false;
        return null;
    }

    object? Step(StepRequest request)
    {
        RequestCheck.InRange(request.Count, 1, MaximumSteps);
        isPlaying = false;
        for (var i = 0; i < request.Count; i++)
        {
            closed.ThrowIfCancellationRequested();
            measureGradients |= i == request.Count - 1;
            Step();
        }
        return null;
    }

    BinaryReply Frame(PictureRequest request)
    {
        var (train, test) = (training.Evaluate(training.Training), training.Evaluate(training.Test));
        measureGradients = true;
        return new(new FrameReply(training.Iteration, training.Epochs, isPlaying, Finite(train?.Loss),
            Finite(test?.Loss), train?.Accuracy, test?.Accuracy,
            [.. training.GradientNorms.Select(norm => Finite(norm))]), picture.Compute(request));
    }

    /// <summary>Returns null for a number that JSON does not have, as after a training that diverged.</summary>
    static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;

    WeightsReply Weights() => new(training.Settings, training.Iteration, training.Network.Parameters.ToDictionary(
        entry => entry.Path,
        entry => new Weight(entry.Parameter.Shape.Lengths.ToArray(), entry.Parameter.Value.ToArray())));

    sealed record AdjustRequest(double Rate, double L1, double L2);

    /// <param name="StepsPerSecond">0 for as fast as the program can.</param>
    sealed record PlayRequest(double StepsPerSecond);

    sealed record StepRequest(int Count);

    sealed record CsvRequest(string Text, bool IsRegression);

    sealed record CodeRequest(int Epochs);

    /// <param name="Units">The units of each column: inputs, hidden layers, outputs.</param>
    sealed record RestartReply(
        DrawnPoint[] Points, int TrainingCount, int[] Units, string[] Features, long Parameters, int BatchesPerEpoch,
        bool IsRegression, int Side, int CurveLength, double Limit, int LineLength, string? Formula);

    sealed record FrameReply(
        long Step, int Epochs, bool IsPlaying, double? TrainLoss, double? TestLoss, double? TrainAccuracy,
        double? TestAccuracy, double?[] GradientNorms);

    sealed record CsvReply(DrawnPoint[] Points);

    sealed record CodeReply(string Program);

    sealed record Weight(int[] Shape, double[] Values);

    sealed record WeightsReply(BoundarySettings Settings, long Step, Dictionary<string, Weight> Weights);
}
