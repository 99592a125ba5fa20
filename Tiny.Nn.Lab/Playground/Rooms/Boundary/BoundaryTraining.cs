using Tiny.Nn.Backends;
using Tiny.Nn.Data;
using Tiny.Nn.Layers;
using Tiny.Nn.Ops;
using Tiny.Nn.Training;

namespace Tiny.Nn.Lab.Playground.Rooms.Boundary;

/// <summary>
/// A training run in steps. It computes what <see cref="Trainer"/> computes for the same settings, bit for bit, but
/// pauses after each step, and measures gradients.
/// </summary>
sealed class BoundaryTraining
{
    readonly Backend backend;
    readonly Parameter[] parameters;
    readonly Optimizer optimizer;
    readonly Batches? batches;
    IEnumerator<Batch>? epoch;
    Regularizer? regularizer;

    /// <summary>Creates points and network.</summary>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    public BoundaryTraining(Backend backend, BoundarySettings settings)
    {
        settings.Check();
        (this.backend, Settings, Objective) = (backend, settings, settings.Objective);
        Points = settings.Set.Create(settings);
        TrainingCount = settings.TrainingCount(Points.Length);
        (Training, Test) = CreateDataset().Split(TrainingCount);
        Network = settings.CreateNetwork();
        Network.Initialize(backend, settings.Seed);
        parameters = [.. Network.Parameters.Select(entry => entry.Parameter)];
        optimizer = settings.CreateOptimizer();
        regularizer = BoundarySettings.CreateRegularizer(settings.L1, settings.L2);
        if (Training.Count > 0) batches = new Batches(Training, settings.Batch, settings.Seed);
    }

    public BoundarySettings Settings { get; private set; }

    public Objective Objective { get; }

    public Sequential Network { get; }

    /// <summary>The points: first the training set, then the test set.</summary>
    public DrawnPoint[] Points { get; }

    public int TrainingCount { get; }

    public Dataset Training { get; }

    public Dataset Test { get; }

    /// <summary>The number of steps so far.</summary>
    public long Iteration { get; private set; }

    /// <summary>The number of complete epochs.</summary>
    public int Epochs { get; private set; }

    public int BatchesPerEpoch => batches?.Count ?? 1;

    /// <summary>The norm of the gradient of each dense layer's weights in the last step that measured them.</summary>
    public double[] GradientNorms { get; private set; } = [];

    /// <summary>Changes what may change during training.</summary>
    public void Adjust(double rate, double l1, double l2)
    {
        BoundarySettings.CheckAdjustable(rate, l1, l2);
        Settings = Settings with { Rate = rate, L1 = l1, L2 = l2 };
        optimizer.Rate = rate;
        regularizer = BoundarySettings.CreateRegularizer(l1, l2);
    }

    /// <summary>Performs one step: forward pass, loss, backward pass, update.</summary>
    /// <param name="measureGradients">Whether to update <see cref="GradientNorms"/>.</param>
    /// <exception cref="ArgumentException">There is no training point.</exception>
    /// <exception cref="DivergedException">The loss is not finite.</exception>
    public void Step(bool measureGradients = false)
    {
        var batch = NextBatch();
        var context = new ForwardContext(isTraining: true, Settings.Seed, Iteration++);
        using var scope = backend.BeginScope();
        var input = Tensor.From(backend, batch.Shape, batch.Inputs);
        var loss = Objective.Loss(Network.Forward(input, context), input, batch.Targets);
        if (regularizer is not null) loss += regularizer.Penalty(parameters);
        if (!double.IsFinite(loss.Item()))
            throw new DivergedException(FormattableString.Invariant(
                $"Training diverged: the loss of step {Iteration} is {loss.Item()} at rate {optimizer.Rate}; ")
                + "choose a smaller rate, then restart");
        Graph.Backward(loss);
        if (measureGradients)
            GradientNorms = [.. parameters.Where(parameter => parameter.IsRegularized)
                .Select(parameter => Gradients.Norm([parameter]))];
        optimizer.Step(parameters);
        if (batch.Index == BatchesPerEpoch - 1) Epochs++;
    }

    /// <summary>Evaluates the network on a part of the points; null if it has none.</summary>
    public Evaluation? Evaluate(Dataset data) =>
        data.Count == 0 ? null : Trainer.Evaluate(backend, Network, Objective, data);

    Batch NextBatch()
    {
        if (batches is null)
            throw new ArgumentException("There are no points yet: click into the plane to draw some.");
        if (epoch?.MoveNext() == true) return epoch.Current;
        epoch = batches.Epoch(Epochs).GetEnumerator();
        epoch.MoveNext();
        return epoch.Current;
    }

    Dataset CreateDataset()
    {
        var features = Settings.Inputs;
        return Dataset.FromArrays(
            InputFeature.Of(features, Points.Select(point => (point.X, point.Y))), [features.Length],
            Settings.IsRegression
                ? Targets.FromValues([.. Points.Select(point => point.Y)])
                : Targets.FromLabels([.. Points.Select(point => point.Label)], classes: 2), Settings.Data);
    }
}
