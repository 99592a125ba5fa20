namespace Tiny.Nn.Bench.Peers;

/// <summary>
/// A network and a batch size to compare with PyTorch, and the throughput ratio to reach when each library uses its
/// faster number of threads.
/// </summary>
public sealed record ComparisonCase(string Net, int Batch, double Goal)
{
    /// <summary>The throughput ratio to reach with one thread each; the same in every case.</summary>
    public const double OneThreadGoal = 1.2;

    /// <summary>The throughput with two threads ÷ that with one to reach by convolutional networks at batch 128.
    /// </summary>
    public const double SpeedupGoal = 1.8;

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
        new("default", 10, 4), new("default", 128, 3),
        new("conv-autoencoder", 128, 3),
    ];

    /// <summary>Whether the network has convolutions.</summary>
    public bool IsConvolutional => Net is not ("mlp30" or "baseline" or "sklearn50");

    /// <summary>Whether <see cref="SpeedupGoal"/> applies.</summary>
    public bool HasSpeedupGoal => IsConvolutional && Batch == 128;

    /// <summary>The share of the peak of two threads to reach; null for networks without such a goal.</summary>
    public double? PeakShareGoal => (Net, Batch) switch
    {
        ("v3" or "v6", 128) => 0.55,
        ("lenet5" or "default", 128) => 0.35,
        _ => null,
    };
}
