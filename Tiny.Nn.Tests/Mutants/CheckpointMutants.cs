using System.Text.RegularExpressions;
using Tiny.Nn.Files;
using Tiny.Nn.Tests.Training;

namespace Tiny.Nn.Tests.Mutants;

/// <summary>Checkpoints that lose a part of the state. A run that continues from one must not pass as equal.</summary>
static class CheckpointMutants
{
    public static IEnumerable<Mutant> All =>
    [
        Tensors("a checkpoint loses Adam's moments", (name, tensor, _) =>
            name.StartsWith("optimizer.") ? Zeros(tensor) : tensor),
        Tensors("a checkpoint loses the running statistics", (name, tensor, _) =>
            name.StartsWith("network.1.running_") ? Zeros(tensor) : tensor),
        Tensors("a checkpoint has the last weights in place of the best", (name, tensor, all) =>
            name.StartsWith("best.") ? all["network." + name["best.".Length..]] : tensor),
        Progress("a checkpoint loses the step count of Adam's bias correction", "\"OptimizerSteps\":{[^}]*}",
            "\"OptimizerSteps\":{}"),
        Progress("a checkpoint loses the best validation error", "\"BestError\":[^,]*", "\"BestError\":\"Infinity\""),
        Progress("a checkpoint loses the best epoch", "\"BestSteps\":[^,]*", "\"BestSteps\":1000"),
    ];

    static Mutant Tensors(
        string bug, Func<string, StoredTensor, IReadOnlyDictionary<string, StoredTensor>, StoredTensor> change) =>
        Checkpoint(bug, path =>
        {
            var file = Safetensors.Load(path);
            Safetensors.Write(path,
                [.. file.Tensors.Select(entry => (entry.Key, change(entry.Key, entry.Value, file.Tensors)))],
                file.Metadata);
        });

    static Mutant Progress(string bug, string pattern, string replacement) => Checkpoint(bug, path =>
    {
        var file = Safetensors.Load(path);
        var changed = Regex.Replace(file.Metadata["training"], pattern, replacement);
        Safetensors.Write(path, [.. file.Tensors.Select(entry => (entry.Key, entry.Value))],
            new Dictionary<string, string> { ["training"] = changed });
    });

    static Mutant Checkpoint(string bug, Action<string> damage) => new(bug,
        nameof(CheckpointTests.A_run_that_continues_from_any_checkpoint_ends_with_the_same_bits),
        () => CheckpointTests.AssertContinues(CheckpointTests.Optimizers["adam"], damage),
        () => CheckpointTests.AssertContinues(CheckpointTests.Optimizers["adam"], _ => { }));

    static StoredTensor Zeros(StoredTensor tensor) => new(tensor.Shape, tensor.Type, new byte[tensor.Data.Length]);
}
