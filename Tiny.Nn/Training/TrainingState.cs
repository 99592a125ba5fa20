using Tiny.Nn.Backends;
using Tiny.Nn.Layers;

namespace Tiny.Nn.Training;

/// <summary>
/// The state of a training run between two epochs. Together with the run's settings it determines all that follows,
/// because the order of the examples, their augmentation and dropout are functions of (seed, epoch, iteration).
/// </summary>
/// <param name="network">The network, with the parameters and running statistics after the last epoch.</param>
/// <param name="optimizer">The optimizer, with its state for each parameter.</param>
public sealed class TrainingState(Layer network, Optimizer optimizer, EarlyStopping stopping)
{
    readonly IReadOnlyList<(string Path, Parameter Parameter)> parameters = NotNull(network).Parameters;
    readonly List<EpochResult> epochs = [];

    public Optimizer Optimizer { get; } = NotNull(optimizer);

    /// <summary>The state of early stopping, with the parameters of the best epoch.</summary>
    public EarlyStoppingState Best { get; } =
        NotNull(stopping).Begin(network.Parameters.Select(entry => entry.Parameter));

    /// <summary>The results of the complete epochs.</summary>
    public IReadOnlyList<EpochResult> Epochs => epochs;

    /// <summary>The number of complete epochs.</summary>
    public int Epoch => epochs.Count;

    /// <summary>The number of batches trained on.</summary>
    public long Iteration { get; internal set; }

    /// <summary>The duration of the run until the end of the last epoch.</summary>
    public double Seconds { get; internal set; }

    /// <summary>The state of the optimizer for each parameter, with the parameter's path.</summary>
    internal IEnumerable<(string Path, OptimizerState State)> OptimizerStates =>
        parameters.Select(entry => (entry.Path, optimizer.StateOf(entry.Parameter)));

    /// <summary>All values of the state: parameters, those of the best epoch, and the optimizer's vectors.</summary>
    internal IEnumerable<(string Name, Tensor Parameter, ValueBuffer Values)> Values()
    {
        foreach (var ((path, state), (parameter, best)) in OptimizerStates.Zip(Best.Copies))
        {
            yield return ($"network.{path}", parameter, parameter.Buffer);
            yield return ($"best.{path}", parameter, best);
            foreach (var (name, vector) in state.Vectors)
                yield return ($"optimizer.{path}.{name}", parameter, vector.Buffer);
        }
    }

    /// <summary>Adds the result of an epoch.</summary>
    internal void Complete(EpochResult epoch, double seconds)
    {
        epochs.Add(epoch);
        Seconds = seconds;
    }
}
