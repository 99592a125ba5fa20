using Tiny.Nn.Backends;
using Tiny.Nn.Layers;
using Tiny.Nn.Tests.Backends;

namespace Tiny.Nn.Tests.Layers;

/// <summary>Tests that a network gives the same bits with and without a graph.</summary>
[Collection(OpenClCollection.Name)]
public class SequentialTests
{
    static readonly MaxPool2d Unpooled = new(2);

    public static readonly Dictionary<string, Sequential> Networks = new()
    {
        ["convolution, pooling, activation"] = new(new Conv2d(3, 8, kernel: 3), new MaxPool2d(2), new Relu()),
        ["pooling with overlap and padding"] = new(
            new Conv2d(3, 7, kernel: 3, padding: 1), new MaxPool2d(3, stride: 2, padding: 1),
            new Conv2d(7, 2, kernel: 1)),
        ["two in a row"] = new(new Sequential(new Conv2d(3, 4, kernel: 2), new MaxPool2d(2, stride: 1)),
            new Conv2d(4, 16, kernel: 3), new MaxPool2d(2)),
        ["transposed convolution"] = new(new ConvTranspose2d(3, 4, kernel: 3), new MaxPool2d(2)),
        ["unpooling"] = new(new Conv2d(3, 4, kernel: 3), Unpooled, new Tanh(), new MaxUnpool(Unpooled)),
        ["pooling, then convolution"] = new(new MaxPool2d(2), new Conv2d(3, 5, kernel: 2)),
    };

    [SkippableTheory, AllBackends]
    public void An_evaluation_without_a_graph_has_the_bits_of_one_with_a_graph(string name)
    {
        using var backend = BackendsUnderTest.Create(name);
        foreach (var (text, network) in Networks)
        {
            network.Initialize(backend, seed: 3);
            foreach (var batch in new[] { 1, 5, 18 })
            {
                Shape shape = [batch, 3, 10, 11];
                var random = new RandomStream(4, text);
                float[] values = [.. Enumerable.Range(0, shape.Count).Select(_ => random.NextInt(9) - 4f)];
                Assert.Equal(Outputs(recording: true), Outputs(recording: false));

                double[] Outputs(bool recording)
                {
                    using var scope = backend.BeginScope(recording);
                    return network.Forward(Tensor.From(backend, shape, values), ForwardContext.Evaluation).ToArray();
                }
            }
        }
    }

    [Fact]
    public void A_pooling_larger_than_the_feature_map_is_named_with_its_own_path()
    {
        using var backend = new Reference();
        Sequential network = new(new Conv2d(1, 2, kernel: 3), new MaxPool2d(4));
        network.Initialize(backend, seed: 1);
        var errors = new[] { true, false }.Select(recording =>
        {
            using var scope = backend.BeginScope(recording);
            return Assert.Throws<ArgumentException>(() =>
                network.Forward(Tensor.Full(backend, [1, 1, 4, 4], 1), ForwardContext.Evaluation)).Message;
        }).Distinct();
        Assert.StartsWith("1: ", Assert.Single(errors));
    }
}
