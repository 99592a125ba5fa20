using Tiny.Nn.Backends;
using Tiny.Nn.Data;
using Tiny.Nn.Lab;
using Tiny.Nn.Layers;
using Tiny.Nn.Training;

namespace Tiny.Nn.Bench;

/// <summary>
/// One training step of a network, the unit of work of all comparisons: forward pass, backward pass and plain SGD. The
/// batches are in the backend's memory before timing starts; unlike <see cref="Trainer"/>, a step reads no data.
/// </summary>
public sealed class TrainingStep : IDisposable
{
    /// <summary>The number of examples from which the batches are taken.</summary>
    public const int Examples = 1280;

    readonly Backend backend;
    readonly Sequential layers;
    readonly Objective objective;
    readonly Parameter[] parameters;
    readonly Sgd optimizer = new(rate: 0.01);
    readonly (Tensor Input, Targets Targets)[] batches;
    long steps;

    /// <param name="backend">The backend, which is disposed with this object.</param>
    /// <param name="digits">The examples, at least one batch; an incomplete last batch is dropped.</param>
    public TrainingStep(NetworkDefinition network, int batch, Backend backend, Dataset digits)
    {
        this.backend = backend;
        layers = network.Build();
        objective = network.Recipe.Objective;
        layers.Initialize(backend, seed: 1);
        parameters = [.. layers.Parameters.Select(entry => entry.Parameter)];
        batches = [.. new Batches(digits, batch, shuffle: false).Epoch(0)
            .Where(part => part.Count == batch)
            .Select(part => (Tensor.From(backend, part.Shape, part.Inputs),
                Targets.FromLabels([.. part.Targets.Labels])))];
    }

    /// <summary>Creates the training data of all measurements: synthetic digits, which need no download.</summary>
    public static Dataset Digits() => SyntheticDigits.Create(Examples, seed: 1);

    /// <summary>The number of trained parameters.</summary>
    public long ParameterCount => layers.ParameterCount;

    /// <summary>Runs one step on the next batch.</summary>
    public void Run()
    {
        var (input, targets) = batches[steps % batches.Length];
        using var scope = backend.BeginScope();
        var output = layers.Forward(input, new ForwardContext(isTraining: true, seed: 1, steps++));
        Graph.Backward(objective.Loss(output, input, targets));
        optimizer.Step(parameters);
    }

    /// <summary>Runs only the forward pass on the next batch, in evaluation and without a graph.</summary>
    public void RunForward()
    {
        using var scope = backend.BeginScope(recording: false);
        layers.Forward(batches[steps++ % batches.Length].Input, ForwardContext.Evaluation);
    }

    public void Dispose() => backend.Dispose();
}
