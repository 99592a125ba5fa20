namespace Tiny.Nn.Bench.Peers;

/// <summary>
/// A network and a batch size to compare with PyTorch, and the throughput ratio to reach when each library uses its
/// faster number of threads.
/// </summary>
public sealed record ComparisonCase(string Net, int Batch, double Goal)
{
    /// <summary>The throughput ratio to reach with one thread each; the same in every case.</summary>
    public const double OneThreadGoal = 1.2;

    /// <summary>All comparison cases.</summary>
    public static IReadOnlyList<ComparisonCase> All { get; } =
    [
        new("mlp30", 10, 6), new("mlp30", 128, 1.5),
        new("baseline", 10, 3.5), new("baseline", 128, 1.5),
        new("sklearn50", 200, 1.5),
        new("v1", 10, 4), new("v1", 128, 3),
        new("v3", 10, 4), new("v3", 128, 3),
        new("v6", 10, 3), new("v6", 128, 2.5),
        new("lenet5", 10, 4), new("lenet5", 128, 3),
        new("conv-autoencoder", 128, 3),
    ];
}
