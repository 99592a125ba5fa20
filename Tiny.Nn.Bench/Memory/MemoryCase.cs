namespace Tiny.Nn.Bench.Memory;

/// <summary>A network in training or in evaluation whose resident memory is measured.</summary>
/// <param name="Mode"><see cref="Train"/> or <see cref="Evaluate"/>.</param>
public sealed record MemoryCase(string Net, string Mode, int Batch)
{
    public const string Train = "train", Evaluate = "evaluate";

    /// <summary>The memory of Tiny.Nn ÷ that of PyTorch to stay below.</summary>
    public const double Goal = 0.5;

    /// <summary>All cases: training with the batch size of the network's recipe, and evaluation of 500 images.
    /// </summary>
    public static IReadOnlyList<MemoryCase> All { get; } =
    [
        new("default", Train, 100), new("v6", Train, 10), new("default", Evaluate, 500), new("v6", Evaluate, 500),
    ];
}
