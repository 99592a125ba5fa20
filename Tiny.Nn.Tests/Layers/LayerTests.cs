using Tiny.Nn.Backends;
using Tiny.Nn.Checks;
using Tiny.Nn.Layers;
using Tiny.Nn.Ops;
using Tiny.Nn.Tests.Transposition;

namespace Tiny.Nn.Tests.Layers;

/// <summary>
/// Tests of every layer: the output shape is the declared one, the gradients of input and parameters match central
/// differences, and invalid arguments throw.
/// </summary>
public sealed partial class LayerTests : IDisposable
{
    readonly Reference backend = new();

    public void Dispose() => backend.Dispose();

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    [Trait("Id", "AD-03")]
    public void Gradients_of_input_and_parameters_match_central_differences(string name)
    {
        var (layer, shape) = Cases[name];
        layer.Initialize(backend, seed: 1);
        var x = RandomTensors.Normal(backend, shape, "x");
        var leaves = layer.Parameters.Where(entry => entry.Parameter.IsTrainable)
            .Select(entry => entry.Parameter.Value);
        var report = new GradientCheck()
            .Run(t => layer.Forward(t[0], new ForwardContext(isTraining: true, seed: 5)), [x, .. leaves]);
        Assert.True(report.Passed, $"{name}: {report}");
        Assert.Equal(shape.Count + layer.ParameterCount, report.Count);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_output_has_the_declared_shape_and_ToString_is_overridden(string name)
    {
        var (layer, shape) = Cases[name];
        layer.Initialize(backend, seed: 1);
        using var scope = backend.BeginScope();
        Assert.Equal(layer.OutputShape(shape),
            layer.Forward(RandomTensors.Normal(backend, shape, "x"), new ForwardContext(isTraining: true)).Shape);
        Assert.DoesNotContain("Tiny.Nn", $"{layer}");
    }

    [Fact]
    public void Every_layer_of_the_library_is_tested()
    {
        var tested = Cases.Values.SelectMany(entry => WithChildren(entry.Layer)).Select(layer => layer.GetType())
            .ToHashSet();
        var layers = typeof(Layer).Assembly.GetExportedTypes()
            .Where(type => type.IsSubclassOf(typeof(Layer)) && !type.IsAbstract).ToList();
        Assert.True(layers.Count > 30);
        Assert.All(layers, type => Assert.Contains(type, tested));
    }

    [Fact]
    public void Invalid_inputs_and_options_throw_with_the_expected_shape_or_range()
    {
        AssertThrows("Conv2d(1 → 20, kernel 5): expects input [N, 1, H, W], got [32, 3, 28, 28]",
            () => new Conv2d(1, 20, kernel: 5).OutputShape([32, 3, 28, 28]));
        AssertThrows("ConvTranspose1d(2 → 2, kernel 3, stride 2, output padding 1): expects input [N, 2, W], got [1, " +
            "2]",
            () => new ConvTranspose1d(2, 2, kernel: 3, stride: 2, outputPadding: 1).OutputShape([1, 2]));
        AssertThrows("Conv2d(3 → 4, kernel 3, groups 2): the number of groups must divide both 3 and 4 channels, got 2",
            () => new Conv2d(3, 4, kernel: 3, groups: 2));
        AssertThrows("Conv2d(0 → 4, kernel 3): needs at least one channel on each side",
            () => new Conv2d(0, 4, kernel: 3));
        AssertThrows("MaxPool2d(2): expects input [N, C, 2 spatial axes], got [1, 2, 4]",
            () => new MaxPool2d(2).OutputShape([1, 2, 4]));
        AssertThrows("Upsample(2, Nearest): expects [N, C, space…] with 1, 2 or 3 spatial axes, got [2, 3]",
            () => new Upsample(2).OutputShape([2, 3]));
        AssertThrows("Dense(4 → 3): expects input [N, 4], got [2, 5]", () => new Dense(4, 3).OutputShape([2, 5]));
        AssertThrows("LayerNorm([4]): expects input [N, …] whose last axes are [4], got [2, 3]",
            () => new LayerNorm([4]).OutputShape([2, 3]));
        AssertThrows("BatchNorm(2): expects a batch [N, 2] or [N, 2, space…] of at least one example, got [4, 3]",
            () => new BatchNorm(2).OutputShape([4, 3]));
        AssertThrows("Unflatten([3, 2]): expects input [N, 6], got [2, 5]",
            () => new Unflatten([3, 2]).OutputShape([2, 5]));
        AssertThrows("Residual(Dense(3 → 2)): the body gives [1, 2] and the shortcut [1, 3]; they are added and must " +
            "agree, so give a shortcut that fits",
            () => new Residual(new Dense(3, 2)).OutputShape([1, 3]));
        AssertThrows("Dropout: the probability of dropping is at least 0 and below 1, got 1", () => new Dropout(1));
    }

    [Fact]
    public void Parameters_have_paths_and_throw_before_initialization()
    {
        var net = new Sequential(new Conv2d(1, 2, kernel: 3), new BatchNorm(2), new Residual(new Relu()), new Flatten(),
            new Dense(8, 3, bias: false));
        Assert.Equal(["0.weight", "0.bias", "1.weight", "1.bias", "1.running_mean", "1.running_var", "4.weight"],
            net.Parameters.Select(entry => entry.Path));
        Assert.Equal(2 * 9 + 2 + 2 + 2 + 24, net.ParameterCount);
        Assert.Equal("Parameter [3, 8]: has no values yet; call network.Initialize(backend, seed) first",
            Assert.Throws<InvalidOperationException>(() => net.Parameters[^1].Parameter.Value).Message);
        using var scope = backend.BeginScope();
        Assert.Equal("Parameter 0.weight: must outlive every scope; initialize the network before a scope is opened",
            Assert.Throws<InvalidOperationException>(() => net.Initialize(backend, seed: 1)).Message);
    }

    [Fact]
    public void Unpooling_without_its_pooling_layer_throws()
    {
        using var scope = backend.BeginScope();
        Assert.Equal("MaxUnpool(MaxPool2d(2)): the pooling layer has not run in this forward pass; put it earlier in " +
            "the network",
            Assert.Throws<InvalidOperationException>(() => new MaxUnpool(SharedPool)
                .Forward(RandomTensors.Normal(backend, [1, 1, 2, 2], "y"), ForwardContext.Evaluation)).Message);
    }

    /// <summary>
    /// A residual block computes H(x) = F(x) + x. With all weights of F at 0 it is the identity, and
    /// relu(H(x)) = relu(x).
    /// </summary>
    [Fact]
    [Trait("Id", "NA-09")]
    public void A_residual_block_with_zero_weights_is_the_identity()
    {
        Dense Zero() => new(3, 3, weights: Initializer.Zero, biases: Initializer.Zero);
        var block = new Residual(new Sequential(Zero(), new Relu(), Zero()));
        block.Initialize(backend, seed: 1);
        using var scope = backend.BeginScope();
        Tensor x = RandomTensors.Normal(backend, [2, 3], "x"), dy = RandomTensors.Normal(backend, [2, 3], "dy");
        var y = block.Forward(x, ForwardContext.Evaluation);
        TensorAssert.Equal(x, y);
        TensorAssert.Equal(x.Relu(), y.Relu());
        Graph.Backward(y, dy);
        TensorAssert.Equal(dy, x.Gradient!);
    }

    /// <summary>
    /// A residual block that halves the image and doubles its channels needs a shortcut with the same output shape.
    /// </summary>
    [Fact]
    [Trait("Id", "NA-09")]
    public void A_residual_block_adds_its_shortcut()
    {
        Conv2d body = new(1, 2, kernel: 3, stride: 2, padding: 1), shortcut = new(1, 2, kernel: 1, stride: 2);
        var block = new Residual(body, shortcut);
        block.Initialize(backend, seed: 1);
        using var scope = backend.BeginScope();
        var x = RandomTensors.Normal(backend, [2, 1, 4, 4], "x");
        var sum = body.Forward(x, ForwardContext.Evaluation) + shortcut.Forward(x, ForwardContext.Evaluation);
        TensorAssert.Equal(sum, block.Forward(x, ForwardContext.Evaluation));
    }

    /// <summary>
    /// In evaluation, the result of an example does not depend on its batch. The running statistics approach
    /// the population's.
    /// </summary>
    [Fact]
    [Trait("Id", "RG-19")]
    public void Batch_norm_estimates_the_population_statistics_for_evaluation()
    {
        var layer = new BatchNorm(1);
        layer.Initialize(backend, seed: 1);
        for (var t = 0; t < 200; t++)
        {
            using var scope = backend.BeginScope();
            layer.Forward(RandomTensors.Normal(backend, [100, 1], $"batch {t}") * 2 + 5,
                new ForwardContext(isTraining: true));
        }
        Assert.Equal(5, layer.RunningMean.Value.Item(), 0.3);
        Assert.Equal(4, layer.RunningVariance.Value.Item(), 0.6);
        using var end = backend.BeginScope();
        var batch = RandomTensors.Normal(backend, [3, 1], "three");
        Assert.Equal(layer.Forward(batch, ForwardContext.Evaluation).Slice(0, 1, 1).ToArray(),
            layer.Forward(batch.Slice(0, 1, 1), ForwardContext.Evaluation).ToArray());
    }

    [Fact]
    public void Initializers_have_the_documented_standard_deviation()
    {
        const int inputs = 80, outputs = 50;
        var expected = new Dictionary<Initializer, double>
        {
            [Initializer.Default] = 1 / Math.Sqrt(3 * inputs),
            [Initializer.GlorotUniform] = Math.Sqrt(2.0 / (inputs + outputs)),
            [Initializer.GlorotNormal] = Math.Sqrt(2.0 / (inputs + outputs)),
            [Initializer.HeUniform] = Math.Sqrt(2.0 / inputs),
            [Initializer.HeNormal] = Math.Sqrt(2.0 / inputs),
            [Initializer.NormalFanIn] = 1 / Math.Sqrt(inputs),
            [Initializer.NormalFanOut()] = 1 / Math.Sqrt(outputs),
            [Initializer.Normal(0.3)] = 0.3,
            [Initializer.Uniform(0.3)] = 0.3 / Math.Sqrt(3),
            [Initializer.Zero] = 0,
        };
        foreach (var (initializer, deviation) in expected)
        {
            var layer = new Dense(inputs, outputs, weights: initializer);
            layer.Initialize(backend, seed: 1);
            Assert.Equal(deviation, Math.Sqrt(layer.Weight.Value.ToArray().Average(w => w * w)), 0.05 * deviation);
            Assert.DoesNotContain("Tiny.Nn", $"{initializer}");
        }
    }

    static IEnumerable<Layer> WithChildren(Layer layer) =>
        [layer, .. layer.Children.SelectMany(child => WithChildren(child.Layer))];

    static void AssertThrows(string expected, Action act) =>
        Assert.Equal(expected, Assert.Throws<ArgumentException>(act).Message);
}
