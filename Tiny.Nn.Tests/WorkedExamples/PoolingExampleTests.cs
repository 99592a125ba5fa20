using Tiny.Nn.Layers;
using Tiny.Nn.Ops;

namespace Tiny.Nn.Tests.WorkedExamples;

/// <summary>Tests of the worked examples of pooling layers.</summary>
public sealed class PoolingExampleTests : WorkedExampleTests
{
    [Fact]
    [Trait("Id", "PL-05")]
    public void Pooling_layers_halve_the_image_and_have_no_parameters()
    {
        foreach (var layer in new Layer[] { new MaxPool2d(2), new AveragePool2d(2), new LpPool2d(2, 2) })
        {
            Assert.Equal([1, 64, 112, 112], layer.OutputShape([1, 64, 224, 224]));
            Assert.Equal(0, layer.ParameterCount);
        }
        Assert.Equal([1, 96, 27, 27], new MaxPool2d(3, stride: 2).OutputShape([1, 96, 55, 55]));
    }

    [Fact]
    [Trait("Id", "PL-05")]
    public void Channels_are_pooled_independently()
    {
        using var scope = Backend.BeginScope();
        var x = Random([2, 3, 4, 4]);
        Func<Tensor, Tensor>[] pools = [t => t.MaxPool(2), t => t.AveragePool(2), t => t.LpPool(3, 2)];
        foreach (var pool in pools)
            for (var channel = 0; channel < 3; channel++)
                Assert.Equal(pool(x).Slice(1, channel, 1).ToArray(), pool(x.Slice(1, channel, 1)).ToArray());
    }
}
