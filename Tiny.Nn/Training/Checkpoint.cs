using System.Text.Json;
using System.Text.Json.Serialization;
using Tiny.Nn.Files;

namespace Tiny.Nn.Training;

/// <summary>
/// A file with the state of a training run after an epoch, from which <see cref="Trainer.Fit"/> continues as if the run
/// had not been interrupted.
/// </summary>
/// <remarks>
/// The file has the format of <see cref="Safetensors"/>, in the backend's precision. For a parameter with the path
/// <c>0.weight</c>:
/// <code>
///   network.0.weight              the parameter or running statistic after the last epoch
///   best.0.weight                 the same of the best epoch; before the first epoch, the initial value
///   optimizer.0.weight.exp_avg    a vector of the optimizer, with PyTorch's name: exp_avg and exp_avg_sq of Adam,
///                                 momentum_buffer of SGD and RMSprop, square_avg of RMSprop, sum of Adagrad
/// </code>
/// The metadata's key <c>training</c> is a JSON object with the fields of <see cref="Progress"/>; the other keys are
/// those given to <see cref="Save"/>. The run's settings, its seed and its data are not part of the file.
/// </remarks>
public sealed class Checkpoint
{
    const string ProgressKey = "training";

    static readonly JsonSerializerOptions json = new(JsonSerializerOptions.Strict)
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,     // the best error is ∞ at first
    };

    readonly SafetensorsFile file;
    readonly Progress progress;

    Checkpoint(SafetensorsFile file, Progress progress) => (this.file, this.progress) = (file, progress);

    /// <summary>The results of the complete epochs.</summary>
    public IReadOnlyList<EpochResult> Epochs => progress.Epochs;

    /// <summary>The number of the best epoch; 0 before the first.</summary>
    public int BestEpoch => (int)progress.BestSteps;

    /// <summary>The strings saved with the state.</summary>
    public IReadOnlyDictionary<string, string> Metadata => file.Metadata;

    /// <summary>Saves the state of a training run, atomically: the file gets its name when it is complete.</summary>
    /// <param name="metadata">Strings to save with the state, such as the run's settings; the key <c>training</c> is
    /// overwritten.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(string path, TrainingState state, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var steps = NotNull(state).OptimizerStates.ToDictionary(entry => entry.Path, entry => entry.State.StepCount);
        var best = state.Best;
        var progress = new Progress(state.Optimizer.GetType().Name, steps, state.Iteration, state.Seconds, best.Steps,
            best.BestSteps, best.BestError, best.Failures, state.Epochs);
        Safetensors.Write(path,
            [.. state.Values().Select(entry => (
                entry.Name, StoredTensor.From(entry.Parameter.Backend, entry.Parameter.Shape, entry.Values)))],
            new Dictionary<string, string>(metadata ?? new Dictionary<string, string>())
            {
                [ProgressKey] = JsonSerializer.Serialize(progress, json),
            });
    }

    /// <summary>Loads a checkpoint.</summary>
    /// <exception cref="InvalidDataException">The file is invalid, or not a checkpoint.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Checkpoint Load(string path)
    {
        var file = Safetensors.Load(path);
        try
        {
            return new(file, JsonSerializer.Deserialize<Progress>(file.Metadata[ProgressKey], json)
                ?? throw new JsonException());
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException)
        {
            throw new InvalidDataException($"{path}: is not a checkpoint: its metadata has no valid {ProgressKey}; "
                + "use a file that Checkpoint.Save wrote", error);
        }
    }

    /// <summary>Copies the checkpoint to the initial state of a run.</summary>
    /// <param name="batches">The number of batches in an epoch of the run.</param>
    internal void CopyTo(TrainingState state, int batches)
    {
        var optimizer = state.Optimizer.GetType().Name;
        if (optimizer != progress.Optimizer)
            throw new ArgumentException($"{file.Path}: belongs to a run with the optimizer {progress.Optimizer}, got "
                + $"{optimizer}; create the optimizer that the run began with");
        if (progress.Iteration != (long)Epochs.Count * batches)
            throw new ArgumentException($"{file.Path}: belongs to a run with {progress.Iteration} batches in "
                + $"{Epochs.Count} epochs, but an epoch now has {batches}; use the data and the batch size that the "
                + "run began with");
        foreach (var (path, own) in state.OptimizerStates)
            own.Resume(progress.OptimizerSteps.GetValueOrDefault(path), Vectors($"optimizer.{path}."));
        foreach (var (name, parameter, values) in state.Values())
            parameter.Backend.Write(Stored(name, parameter.Shape), values);
        (state.Iteration, state.Best.Steps, state.Best.BestSteps, state.Best.BestError, state.Best.Failures) =
            (progress.Iteration, progress.Steps, progress.BestSteps, progress.BestError, progress.Failures);
        foreach (var epoch in Epochs) state.Complete(epoch, progress.Seconds);
    }

    IEnumerable<string> Vectors(string prefix) => file.Tensors.Keys
        .Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Select(name => name[prefix.Length..]);

    double[] Stored(string name, Shape shape) =>
        file.Tensors.TryGetValue(name, out var tensor) && tensor.Shape == shape
            ? tensor.ToArray()
            : throw new InvalidDataException($"{file.Path}: belongs to another network: it has no {name} of shape "
                + $"{shape}; build the network that the run began with");
}

/// <summary>The numbers of a <see cref="TrainingState"/> in the metadata of a <see cref="Checkpoint"/>.</summary>
/// <param name="Optimizer">The class of the optimizer.</param>
/// <param name="OptimizerSteps">The number of steps of each parameter, PyTorch's <c>step</c>.</param>
/// <param name="Iteration">The number of batches trained on.</param>
/// <param name="Seconds">The duration of the run.</param>
/// <param name="Steps">i of <see cref="EarlyStopping"/>; then i*, v and j.</param>
/// <param name="Epochs">The results of the complete epochs.</param>
sealed record Progress(
    string Optimizer, IReadOnlyDictionary<string, long> OptimizerSteps, long Iteration, double Seconds, long Steps,
    long BestSteps, double BestError, int Failures, IReadOnlyList<EpochResult> Epochs);
