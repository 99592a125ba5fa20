using Tiny.Nn.Backends;
using Tiny.Nn.Checks;
using Tiny.Nn.Lab.Experiments.Support;
using Tiny.Nn.Layers;
using Tiny.Nn.Ops;

namespace Tiny.Nn.Tests.Lab;

/// <summary>Tests of the layers that experiments add to the library's.</summary>
public sealed class ExperimentLayerTests
{
    static readonly Cpu<double> backend = new(threads: 1);

    [Fact]
    [Trait("Id", "NN-21")]
    public void A_concatenated_layer_gives_the_bodys_channels_and_then_its_own_input()
    {
        var layer = new Concatenated(new Conv2d(2, 3, kernel: 3, padding: 1));
        layer.Initialize(backend, seed: 1);
        var x = Tensor.From(backend, [2, 2, 4, 5], new RandomStream(1, "x").NextNormals(80), requiresGradient: true);
        var body = layer.Children.Single().Item2;
        using (backend.BeginScope())
        {
            var y = layer.Forward(x, ForwardContext.Evaluation);
            Assert.Equal(Shape.Of([2, 5, 4, 5]), y.Shape);
            Assert.Equal(y.Shape, layer.OutputShape(x.Shape));
            Assert.Equal(body.Forward(x, ForwardContext.Evaluation).ToArray(), y.Slice(1, 0, 3).ToArray());
            Assert.Equal(x.ToArray(), y.Slice(1, 3, 2).ToArray());
        }
        Assert.Equal(body.Multiplications(x.Shape), layer.Multiplications(x.Shape));
        var report = new GradientCheck().Run(x => layer.Forward(x, ForwardContext.Evaluation), x);
        Assert.True(report.Passed, report.ToString());
        var error = Assert.Throws<ArgumentException>(() =>
            new Concatenated(new MaxPool2d(2)).OutputShape(Shape.Of([1, 2, 4, 4])));
        Assert.Equal("Concatenated(MaxPool2d(2)): the body gives [1, 2, 2, 2] for [1, 2, 4, 4]; both must agree "
            + "except in the number of channels", error.Message);
    }
}
