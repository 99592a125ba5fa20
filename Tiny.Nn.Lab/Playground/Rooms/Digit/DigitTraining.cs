using Tiny.Nn.Backends;
using Tiny.Nn.Data;
using Tiny.Nn.Layers;
using Tiny.Nn.Training;

namespace Tiny.Nn.Lab.Playground.Rooms.Digit;

/// <summary>
/// A training run on digits in steps, between which the network can be used. It computes what <see cref="Trainer"/>
/// computes with the network's recipe for the same number of epochs.
/// </summary>
sealed class DigitTraining
{
    const ulong Seed = 1;
    const int ValidationInterval = 50, ValidationCount = 500;

    readonly Backend backend;
    readonly TrainingRecipe recipe;
    readonly Batches batches;
    readonly Dataset validation;
    readonly Optimizer optimizer;
    readonly Parameter[] parameters;
    readonly int epochs;
    IEnumerator<Batch>? epoch;

    public DigitTraining(Backend backend, NetworkDefinition definition, DigitSplits digits, int epochs)
    {
        (this.backend, this.epochs, recipe) = (backend, epochs, definition.Recipe);
        batches = new(digits.Training, recipe.BatchSize, Seed);
        validation = digits.Validation!.Take(ValidationCount);
        Network = definition.Build();
        Network.Initialize(backend, Seed);
        parameters = [.. Network.Parameters.Select(entry => entry.Parameter)];
        optimizer = recipe.CreateOptimizer();
    }

    public Sequential Network { get; }

    /// <summary>The number of steps of the whole run.</summary>
    public long Steps => (long)batches.Count * epochs;

    /// <summary>The number of steps so far.</summary>
    public long Iteration { get; private set; }

    public bool IsComplete => Iteration == Steps;

    /// <summary>The loss of the last step's batch.</summary>
    public double Loss { get; private set; }

    /// <summary>
    /// The accuracy on validation digits, measured every 50 steps; null before, and for networks that do not classify.
    /// </summary>
    public double? Accuracy { get; private set; }

    /// <summary>Performs one step: forward pass, loss, backward pass, update.</summary>
    /// <exception cref="DivergedException">The loss is not finite.</exception>
    public void Step()
    {
        var batch = NextBatch();
        using (backend.BeginScope())
        {
            optimizer.Rate = recipe.Schedule.Rate(recipe.Rate, Iteration, batches.Count, epochs);
            var context = new ForwardContext(isTraining: true, Seed, Iteration++);
            var input = Tensor.From(backend, batch.Shape, batch.Inputs);
            var loss = recipe.TrainingObjective.Loss(Network.Forward(input, context), input, batch.Targets);
            Loss = loss.Item();
            if (!double.IsFinite(Loss))
                throw new DivergedException($"Training diverged: the loss of step {Iteration} is {Loss}");
            Graph.Backward(loss);
            optimizer.Step(parameters);
        }
        if (recipe.IsClassification && (Iteration % ValidationInterval == 0 || IsComplete))
            Accuracy = Trainer.Evaluate(backend, Network, recipe.Objective, validation).Accuracy;
    }

    Batch NextBatch()
    {
        if (epoch?.MoveNext() == true) return epoch.Current;
        epoch = batches.Epoch((int)(Iteration / batches.Count)).GetEnumerator();
        epoch.MoveNext();
        return epoch.Current;
    }
}
