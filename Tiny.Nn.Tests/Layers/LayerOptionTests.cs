using Tiny.Nn.Backends;
using Tiny.Nn.Layers;

namespace Tiny.Nn.Tests.Layers;

/// <summary>
/// Tests of what layers derive from their options: texts, shapes of weights, counts and accepted inputs.
/// </summary>
public class LayerOptionTests
{
    [Fact]
    public void A_layer_prints_the_options_that_were_given()
    {
        Assert.Equal("Conv2d(2 → 4, kernel 3)", $"{new Conv2d(2, 4, kernel: 3, padding: 0)}");
        Assert.Equal("Conv2d(2 → 4, kernel 3, stride 2, padding 1, dilation 5, groups 2)",
            $"{new Conv2d(2, 4, kernel: 3, stride: 2, padding: 1, dilation: 5, groups: 2)}");
        Assert.Equal("ConvTranspose1d(2 → 2, kernel 3, stride 2, output padding 1)",
            $"{new ConvTranspose1d(2, 2, kernel: 3, stride: 2, outputPadding: 1)}");
        Assert.Equal("MaxPool2d(2)", $"{new MaxPool2d(2)}");
        Assert.Equal("Residual(ReLU)", $"{new Residual(new Relu())}");
        Assert.Equal("Residual(Dense(2 → 3), shortcut Dense(2 → 3))",
            $"{new Residual(new Dense(2, 3), new Dense(2, 3))}");
    }

    [Fact]
    public void A_normalization_has_channels_or_axes_of_at_least_one_element()
    {
        foreach (var channels in new[] { 0, -1 })
            AssertThrows($"BatchNorm: needs at least one channel, got {channels}", () => new BatchNorm(channels));
        foreach (var features in new Shape[] { [], [0], [2, 0] })
            AssertThrows($"LayerNorm: needs the shape of the last axes, got {features}",
                () => new LayerNorm(features));
        Assert.Equal("LayerNorm([1])", $"{new LayerNorm([1])}");
    }

    [Fact]
    public void Forward_and_OutputShape_refuse_an_input_with_the_same_message()
    {
        using var backend = new Reference();
        foreach (var (layer, input) in new (Layer, Shape)[]
                 {
                     (new Dense(4, 3), [2, 5]), (new Conv2d(1, 2, kernel: 3), [1, 2, 5, 5]),
                     (new BatchNorm(2), [4, 3]), (new LayerNorm([4]), [2, 3]), (new LayerNorm([4]), [4]),
                     (new Residual(new Dense(3, 2)), [1, 3]), (new Unflatten([3, 2]), [2, 5]),
                     (new MaxPool2d(2), [1, 2, 4]), (new Upsample(2), [2, 3]),
                 })
        {
            layer.Initialize(backend, seed: 1);
            using var scope = backend.BeginScope();
            AssertThrows(Assert.Throws<ArgumentException>(() => layer.OutputShape(input)).Message.Split(':')[^1],
                () => layer.Forward(Tensor.Full(backend, input, 1), ForwardContext.Evaluation));
        }
    }

    [Fact]
    public void Flatten_and_Unflatten_keep_the_first_axis()
    {
        Shape column = [5, 1], rows = [5, 6], images = [5, 2, 3];
        Assert.Equal(column, new Flatten().OutputShape([5]));
        Assert.Equal(rows, new Flatten().OutputShape([5, 2, 3]));
        Assert.Equal(column, new Unflatten([1]).OutputShape([5]));
        Assert.Equal(images, new Unflatten([2, 3]).OutputShape([5, 6]));
        AssertThrows("Flatten: expects input [N, …], got []", () => new Flatten().OutputShape([]));
        AssertThrows("Unflatten([1]): expects input [N, 1], got []", () => new Unflatten([1]).OutputShape([]));
    }

    [Fact]
    public void A_residual_block_multiplies_in_its_body_and_in_its_shortcut()
    {
        Dense body = new(3, 4), shortcut = new(3, 4, bias: false);
        Assert.Equal(5 * 12, new Residual(body).Multiplications([5, 3]));
        Assert.Equal(2 * 5 * 12, new Residual(body, shortcut).Multiplications([5, 3]));
    }

    [Fact]
    public void Predict_records_no_graph()
    {
        using var backend = new Reference();
        var probe = new RecordingProbe();
        probe.Predict(backend, [1, 2], [1, 2]);
        Assert.False(probe.WasRecording);
    }

    [Fact]
    public void The_streams_of_the_dropout_layers_of_a_pass_are_numbered_from_0()
    {
        var context = new ForwardContext(isTraining: true, seed: 3);
        for (var number = 0; number < 3; number++)
            Assert.Equal(Philox.For(3, $"dropout.{number}"), context.NextDropout());
    }

    [Fact]
    public void The_filters_of_a_grouped_convolution_have_the_channels_of_one_group()
    {
        Shape convolution = [6, 2, 3, 5], transposed = [4, 3, 3, 5];
        Assert.Equal(convolution, new Conv2d(4, 6, kernel: [3, 5], groups: 2).Weight.Shape);
        Assert.Equal(transposed, new ConvTranspose2d(4, 6, kernel: [3, 5], groups: 2).Weight.Shape);
    }

    [Fact]
    public void The_fans_of_filters_count_taps()
    {
        Assert.Equal(new Fan(2 * 15, 6 * 15), Fan.Of([6, 2, 3, 5]));
        Assert.Equal(new Fan(7, 4), Fan.Of([4, 7]));
    }

    [Fact]
    public void A_dense_layer_multiplies_once_for_each_weight_and_row() =>
        Assert.Equal(5 * 2 * 3 * 4, new Dense(3, 4).Multiplications([5, 2, 3]));

    [Fact]
    public void A_dense_layer_has_an_input_and_an_output()
    {
        foreach (var (inputs, outputs) in new[] { (0, 1), (1, 0), (-1, -1) })
            AssertThrows($"Dense: needs at least one input and one output, got {inputs} → {outputs}",
                () => new Dense(inputs, outputs));
    }

    [Fact]
    public void A_shared_weight_has_the_shape_of_the_layers_own()
    {
        var weight = new Dense(3, 4).Weight;
        Assert.Same(weight, new Dense(3, 4) { Weight = weight }.Weight);
        AssertThrows("Dense(4 → 3): expects a weight of shape [3, 4], got [4, 3]",
            () => new Dense(4, 3) { Weight = weight });
    }

    static void AssertThrows(string messageEnd, Func<object> call) =>
        Assert.EndsWith(messageEnd, Assert.Throws<ArgumentException>(call).Message);

    sealed class RecordingProbe : Layer
    {
        public bool? WasRecording { get; private set; }

        public override Tensor Forward(Tensor x, ForwardContext context)
        {
            WasRecording = x.Backend.CurrentScope!.IsRecording;
            return x;
        }

        public override Shape OutputShape(Shape input) => input;
    }
}
