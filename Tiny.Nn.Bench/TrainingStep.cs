using Tiny.Nn.Backends;
using Tiny.Nn.Data;
using Tiny.Nn.Lab;
using Tiny.Nn.Layers;
using Tiny.Nn.Training;

namespace Tiny.Nn.Bench;

/// <summary>
/// What every comparison repeats: one training step of a network, forward, backward and plain SGD, on batches that lie in the machine's
/// memory before the clock starts. It is the trainer's step without the reading of data.
/// </summary>
public sealed class TrainingStep : IDisposable
{
    /// <summary>How many examples the batches are cut from.</summary>
    public const int Examples = 1280;

    readonly Backend backend;
    readonly Sequential layers;
    readonly Objective objective;
    readonly Parameter[] parameters;
    readonly Sgd optimizer = new(rate: 0.01);
    readonly (Tensor Input, int[] Labels)[] batches;
    long steps;

    /// <param name="backend">The machine; it ends with this step.</param>
    /// <param name="digits">As many examples as a batch, or more; a shorter last batch is left out.</param>
    public TrainingStep(NetworkDefinition network, int batch, Backend backend, Dataset digits)
    {
        this.backend = backend;
        layers = network.Build();
        objective = network.Recipe.Objective;
        layers.Initialize(backend, seed: 1);
        parameters = [.. layers.Parameters.Select(entry => entry.Parameter)];
        batches = [.. new Batches(digits, batch, shuffle: false).Epoch(0)
            .Where(part => part.Count == batch)
            .Select(part => (Tensor.From(backend, part.Shape, part.Inputs), part.Labels.ToArray()))];
    }

    /// <summary>The digits that all measurements train on: drawn, so that they are there on every machine.</summary>
    public static Dataset Digits() => SyntheticDigits.Create(Examples, seed: 1);

    /// <summary>The numbers that are trained.</summary>
    public long ParameterCount => layers.ParameterCount;

    /// <summary>Takes the next batch through one step.</summary>
    public void Run()
    {
        var (input, labels) = batches[steps % batches.Length];
        using var scope = backend.BeginScope();
        var output = layers.Forward(input, new ForwardContext(isTraining: true, seed: 1, steps++));
        Graph.Backward(objective.Loss(output, input, labels));
        optimizer.Step(parameters);
    }

    public void Dispose() => backend.Dispose();
}
