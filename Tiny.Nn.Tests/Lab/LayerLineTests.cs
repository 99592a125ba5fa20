using Tiny.Nn.Backends;
using Tiny.Nn.Lab;
using Tiny.Nn.Lab.Data;
using Tiny.Nn.Layers;

namespace Tiny.Nn.Tests.Lab;

/// <summary>
/// Tests that a network in a line equals the one that is written in C#, layer by layer, and that every error marks the
/// wrong word and says how to mend it.
/// </summary>
public class LayerLineTests
{
    static readonly Shape digit = [1, 28, 28];

    public static TheoryData<string, string, string> Lines => new()
    {
        {
            "conv 16 5, pool 2, relu, conv 32 5, pool 2, relu, flatten, dense 128, relu, dense 10", "1x28x28",
            "Conv2d(1 → 16, kernel 5)|MaxPool2d(2)|ReLU|Conv2d(16 → 32, kernel 5)|MaxPool2d(2)|ReLU|Flatten|"
            + "Dense(512 → 128)|ReLU|Dense(128 → 10)"
        },
        {
            "conv 4 3x5 stride 2 padding 1x2, batch-norm, leaky-relu 0.2, avg-pool 2 stride 1, elu, global-pool, "
                + "flatten,"
            + " layer-norm, dropout 0.3, dense 2, softplus", "3x16x16",
            "Conv2d(3 → 4, kernel [3, 5], stride 2, padding [1, 2])|BatchNorm(4)|LeakyReLU(0.2)|AveragePool2d(2, "
                + "stride "
            + "1)|ELU(1)|AveragePool2d([7, 7])|Flatten|LayerNorm([4])|Dropout(0.3)|Dense(4 → 2)|Softplus"
        },
        {
            "conv 6 3 padding same groups 3, gelu, pool 2, unpool, upsample 2 mode linear, conv-transpose 3 4 stride 2 "
            + "padding 1, sigmoid", "3x8x8",
            "Conv2d(3 → 6, kernel 3, padding same, groups 3)|GELU|MaxPool2d(2)|MaxUnpool(MaxPool2d(2))|Upsample(2, "
            + "Linear)|ConvTranspose2d(6 → 3, kernel 4, stride 2, padding 1)|Sigmoid"
        },
        {
            "reshape 1 28, conv 4 5 dilation 2, tanh, max-pool 2, response-norm, flatten, dropout, dense 3, "
                + "log-softmax",
            "28",
            "Unflatten([1, 28])|Conv1d(1 → 4, kernel 5, dilation 2)|Tanh|MaxPool1d(2)|LocalResponseNorm(5)|Flatten|"
            + "Dropout(0.5)|Dense(40 → 3)|LogSoftmax"
        },
        { "reshape 1 2 3 4, conv 2 2, flatten, dense 1, softmax", "24",
            "Unflatten([1, 2, 3, 4])|Conv3d(1 → 2, kernel 2)|Flatten|Dense(12 → 1)|Softmax" },
    };

    [Theory, MemberData(nameof(Lines))]
    public void A_line_means_these_layers(string line, string input, string layers)
    {
        var shape = Shape.Of([.. input.Split('x').Select(int.Parse)]);
        var network = LayerLine.Parse(line, shape);
        Assert.Equal(layers, string.Join('|', network.Layers.Select(layer => layer.ToString())));
        using var backend = new Reference();
        network.Initialize(backend, seed: 1);
        using var scope = backend.BeginScope();
        var batch = Shape.Of([2, .. shape.Lengths]);
        var output = network.Forward(Tensor.Full(backend, batch, 0.5), new ForwardContext(isTraining: true));
        Assert.Equal(network.OutputShape(batch), output.Shape);
    }

    [Fact]
    public void The_words_of_the_lines_above_are_all_words()
    {
        var used = Lines.SelectMany(row => ((string)row[0]).Split(',')).Select(part => part.Trim().Split(' ')[0]);
        Assert.Equal(LayerLine.Forms.Select(form => form.Split(' ')[0]).Order(), used.Distinct().Order());
    }

    /// <summary>
    /// The line and the predefined network have the same parameters and give the same bits after training.
    /// </summary>
    [Fact]
    public void A_line_trains_to_the_bits_of_the_same_network_in_code()
    {
        using LabTestRun coded = new(), line = new();
        string[] settings = ["--epochs", "1", "--batch", "20", "--rate", "0.004", "--optimizer", "adam", "--schedule",
            "one-cycle", "--data", coded.Digits(), "--threads", "1"];
        Assert.Equal(0, coded.Run(["train", "--net", "default", "--out", coded.Folder, .. settings]));
        var layers = Lines.Select(row => (string)row[0]).First();
        Assert.Equal(0, line.Run(["train", "--layers", layers, "--out", line.Folder, .. settings]));
        var (expected, actual) = (Load(coded), Load(line));
        Assert.Equal(expected.Keys.Order(), actual.Keys.Order());
        foreach (var (name, values) in expected) Assert.Equal(values, actual[name]);

        static Dictionary<string, double[]> Load(LabTestRun run)
        {
            using var backend = new Reference();
            return TrainedNetwork.Load(run.At("model.safetensors"), backend).Layers.Parameters
                .ToDictionary(entry => entry.Path, entry => entry.Parameter.Value.ToArray());
        }
    }

    [Theory]
    [InlineData("conv 16 5, convv 32 5, dense 10", "unknown layer 'convv'; did you mean 'conv'?",
        "  conv 16 5, convv 32 5, dense 10\n             ^^^^^")]
    [InlineData("linear 3", "unknown layer 'linear'; the word here is 'dense'", "  linear 3\n  ^^^^^^")]
    [InlineData("flatten, dense 10 relu",
        "dense: expects 'dense UNITS', got 'relu'", "  flatten, dense 10 relu\n                    ^^^^")]
    [InlineData("conv 16", "expects 'conv CHANNELS KERNEL [stride S] [padding P] [dilation D] [groups G]', got 1 of "
        + "its 2 "
        + "numbers", "  conv 16\n  ^^^^")]
    [InlineData("conv 4 5 stide 2", "conv: expects 'conv CHANNELS KERNEL [stride S] [padding P] [dilation D] [groups "
        + "G]', "
        + "got 'stide'; did you mean 'stride'?", "  conv 4 5 stide 2\n           ^^^^^")]
    [InlineData("conv 4 5 stride", "conv: 'stride' expects a number after it", "  conv 4 5 stride\n           ^^^^^^")]
    [InlineData("conv 4 5 stride 1 stride 2", "conv: 'stride' appears twice",
        "  conv 4 5 stride 1 stride 2\n                    ^^^^^^")]
    [InlineData("relu 3", "relu: expects 'relu'; this number is too many", "  relu 3\n       ^")]
    [InlineData("conv -2 5", "conv: expects an integer from 1, got '-2'", "  conv -2 5\n       ^^")]
    [InlineData("flatten, , relu", "expects a layer here, such as 'dense 10'", "  flatten, , relu\n           ^")]
    [InlineData("", "expects a layer here, such as 'dense 10'", "  \n  ^")]
    [InlineData("dense 10", "expects a vector, got [1, 28, 28]; put 'flatten' before it", "  dense 10\n  ^^^^^")]
    [InlineData("flatten, conv 4 5", "expects channels and one to three spatial axes, got [784]; put 'reshape 1 784' "
        + "before it", "  flatten, conv 4 5\n           ^^^^")]
    [InlineData("unpool", "there is no max pooling before it that is not yet unpooled", "  unpool\n  ^^^^^^")]
    [InlineData("upsample 2 mode cubic", "upsample: the mode is nearest, linear or nails, got 'cubic'",
        "  upsample 2 mode cubic\n                  ^^^^^")]
    [InlineData("dropout 1.5", "Dropout: the probability of dropping is at least 0 and below 1, got 1.5", "  dropout "
        + "1.5\n  "
        + "^^^^^^^")]
    [InlineData("flatten, dense 900000, dense 900", "the network has more than 268,435,456 parameters here; choose "
        + "smaller layers", "  flatten, dense 900000, dense 900\n           ^^^^^")]
    public void An_error_marks_the_wrong_word(string line, string message, string excerpt)
    {
        var error = Assert.Throws<UsageException>(() => LayerLine.Parse(line, digit));
        Assert.Equal(($"--layers: {message}", excerpt), (error.Message, error.Excerpt));
    }

    [Fact]
    public void A_kernel_that_does_not_fit_is_marked_with_the_librarys_message()
    {
        var error = Assert.Throws<UsageException>(() => LayerLine.Parse("pool 14, conv 4 5", digit));
        Assert.StartsWith("--layers: Conv2d(1 → 4, kernel 5): ", error.Message);
        Assert.Equal("  pool 14, conv 4 5\n           ^^^^", error.Excerpt);
    }

    [Theory]
    [InlineData("flatten, dense 7", "the network gives [7], but 'digits' has 10 classes; end the line with 'dense 10'")]
    [InlineData("conv 10 28",
        "the network gives [10, 1, 1], but 'digits' has 10 classes; end the line with 'flatten, dense 10'")]
    public void The_last_layer_must_give_one_output_per_class(string line, string message) =>
        Assert.Equal($"--layers: {message}",
            Assert.Throws<UsageException>(() => LayerLine.Parse(line, DataDescription.Digits)).Message);

    [Fact]
    public void A_softmax_before_the_loss_of_a_classifier_is_marked()
    {
        const string line = "flatten, dense 10, softmax";
        var error = Assert.Throws<UsageException>(() => LayerLine.Parse(line, DataDescription.Digits));
        Assert.Equal(("--layers: the loss of a classifier applies the softmax itself; leave out this last layer",
            $"  {line}\n                     ^^^^^^^"), (error.Message, error.Excerpt));
        var regression = DataDescription.Digits with { Task = LearningTask.Regress };
        Assert.Equal(3, LayerLine.Parse(line, regression).Layers.Count);
        LayerLine.Parse("flatten, dense 10, log-softmax", DataDescription.Digits);   // applied twice, it is the same
    }

    [Theory]
    [InlineData(LearningTask.Classify, 5, 1, 28, 28)]
    [InlineData(LearningTask.Classify, 3, 3, 17, 16)]
    [InlineData(LearningTask.Classify, 3, 1, 200, 90)]
    [InlineData(LearningTask.Classify, 2, 1, 8, 8)]
    [InlineData(LearningTask.Regress, 2, 4)]
    [InlineData(LearningTask.Reconstruct, 4, 4)]
    [InlineData(LearningTask.Reconstruct, 3, 3, 20, 30)]
    [InlineData(LearningTask.Reconstruct, 1, 1)]
    public void The_suggested_line_fits_the_data(LearningTask task, int outputs, params int[] shape)
    {
        var data = new DataDescription { Name = "own", Task = task, InputShape = shape, Outputs = outputs };
        LayerLine.Parse(LayerLine.Suggest(data), data);
    }

    [Fact]
    public void The_command_prints_the_mark_before_the_error()
    {
        using var run = new LabTestRun();
        Assert.Equal(2, run.Run("show", "--layers", "flaten, dense 10"));
        Assert.Equal("  flaten, dense 10\n  ^^^^^^\nerror: --layers: unknown layer 'flaten'; did you mean 'flatten'?\n",
            run.Error);
        Assert.Equal(0, run.Run("show", "--layers", "dense 3, relu", "--input", "4"));
        Assert.Contains("Dense(4 → 3)", run.Output);
    }

    [Fact]
    public void A_run_of_a_line_resumes_to_the_bits_of_an_uninterrupted_one_and_its_model_needs_no_name()
    {
        using LabTestRun whole = new(), parts = new();
        string[] line = ["train", "--layers", "flatten, dense 12, dropout 0.2, relu, dense 10", "--threads", "1",
            "--schedule", "constant"];
        Assert.Equal(0, whole.Run([.. line, "--data", whole.Digits(), "--out", whole.Folder, "--epochs", "3"]));
        Assert.Equal(0, parts.Run([.. line, "--data", parts.Digits(), "--out", parts.Folder, "--epochs", "1"]));
        Assert.Equal(0, parts.Run("train", "--resume", parts.Folder, "--epochs", "3"));
        Assert.Equal(whole.Weights(), parts.Weights());
        Assert.Equal(2, parts.Run("train", "--resume", parts.Folder, "--layers", "flatten, dense 10"));
        Assert.StartsWith("error: --layers: the run in ", parts.Error);
        Assert.Equal(2, parts.Run("train", "--resume", parts.Folder, "--net", "v3"));
        Assert.Contains("has the layers 'flatten, dense 12", parts.Error);
        var model = whole.At("model.safetensors");
        Assert.Equal(0, whole.Run("show", "--model", model));
        Assert.Contains("Dense(784 → 12)", whole.Output);
        Assert.Equal(0, whole.Run("evaluate", "--model", model, "--data", whole.Digits()));
        Assert.Equal(0, whole.Run("predict", "--model", model, "--data", whole.Digits()));
    }
}
