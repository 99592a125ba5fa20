namespace Tiny.Nn.Bench.Forward;

/// <summary>
/// A network and a batch size whose forward pass is compared with ONNX Runtime's, and the throughput ratio to reach.
/// </summary>
public sealed record ForwardCase(string Net, int Batch)
{
    static readonly string[] dense = ["mlp30", "baseline"], convolutional = ["lenet5", "default", "v3", "v6"];
    static readonly int[] batches = [1, 10, 128, 500];

    /// <summary>All cases.</summary>
    public static IReadOnlyList<ForwardCase> All { get; } =
        [.. from net in dense.Concat(convolutional) from batch in batches select new ForwardCase(net, batch)];

    /// <summary>The ratio to reach: 1.2 for convolutional networks at batches of 10 and more, otherwise 1.</summary>
    public double Goal => Batch >= 10 && convolutional.Contains(Net) ? 1.2 : 1;
}
