using Tiny.Nn.Backends;
using Tiny.Nn.Data;
using Tiny.Nn.Files;
using Tiny.Nn.Layers;
using Tiny.Nn.Ops;
using Tiny.Nn.Training;

namespace Tiny.Nn.Tests;

/// <summary>
/// Tests of the calls that every program makes: predict, save, load and summarize a network, and print results; and of
/// the errors that they explain.
/// </summary>
public sealed class NetworkCallTests : IDisposable
{
    readonly Data.TemporaryFolder folder = new();
    readonly Reference backend = new();

    public void Dispose()
    {
        folder.Dispose();
        backend.Dispose();
    }

    [Fact]
    public void Predict_computes_in_evaluation_mode_and_its_result_outlives_scopes()
    {
        var network = new Sequential(new Dense(2, 4), new BatchNorm(4), new Dropout(0.5), new Dense(4, 3));
        network.Initialize(backend, seed: 1);
        float[] inputs = [1, 2, -3, 0.5f];
        var prediction = network.Predict(backend, [2, 2], inputs);
        using var scope = backend.BeginScope();
        var expected = network.Forward(Tensor.From(backend, [2, 2], inputs), ForwardContext.Evaluation);
        Assert.Equal(expected.ToArray(), prediction.ToArray());
        Assert.Equal("prediction [2, 3]", prediction.Description);
        Assert.False(prediction.RequiresGradient);
        Assert.Throws<InvalidOperationException>(() => network.Predict(backend, [2, 2], [1, 2, 3, 4]));
    }

    [Fact]
    public void A_saved_network_loads_into_another()
    {
        var path = Path.Combine(folder.Path, "model.safetensors");
        Sequential first = new(new Dense(2, 3)), second = new(new Dense(2, 3));
        first.Initialize(backend, seed: 1);
        first.Save(path, new Dictionary<string, string> { ["net"] = "small" });
        Assert.Equal("small", Safetensors.Load(path).Metadata["net"]);
        var error = Assert.Throws<InvalidOperationException>(() => second.Load(path));
        Assert.Contains("call network.Initialize(backend, seed) first", error.Message);
        second.Initialize(backend, seed: 2);
        Assert.Empty(second.Load(path));
        Assert.Equal(first.Predict(backend, [1, 2], [1, 2]).ToArray(),
            second.Predict(backend, [1, 2], [1, 2]).ToArray());
    }

    [Fact]
    public void The_summary_is_a_table_of_the_layers_of_all_chains()
    {
        var shared = new Dense(4, 4);
        var network = new Sequential(new Sequential(new Conv2d(1, 2, kernel: 3), new Flatten()), new Dense(32, 4),
            shared, new Dense(4, 4) { Weight = shared.Weight });
        var rows = network.Summary([1, 1, 6, 6]).Split('\n');
        Assert.Equal(9, rows.Length);
        Assert.Single(rows[..^1].Select(row => row.Length).Distinct());
        Assert.Matches(@"^layer +output +parameters$", rows[0]);
        Assert.Matches(@"^input +\[1, 1, 6, 6\] +$", rows[1]);
        Assert.Matches(@"^0\.0 Conv2d\(.*\) +\[1, 2, 4, 4\] +20$", rows[2]);
        Assert.Matches(@"^0\.1 Flatten +\[1, 32\] +0$", rows[3]);
        Assert.Matches(@"^3 Dense\(4 → 4\) +\[1, 4\] +20$", rows[6]);
        Assert.Matches(@"^total +176$", rows[7]);
    }

    [Fact]
    public void A_shape_error_begins_with_the_layers_path()
    {
        var network = new Sequential(new Dense(4, 4), new Residual(new Sequential(new Relu(), new Dense(3, 4))),
            new Residual(new Relu(), shortcut: new Dense(5, 4)));
        network.Initialize(backend, seed: 1);
        const string expected = "1.body.1: Dense(3 → 4): expects input [N, 3], got [1, 4]";
        var shape = Assert.Throws<ArgumentException>(() => network.OutputShape([1, 4]));
        var forward = Assert.Throws<ArgumentException>(() => network.Predict(backend, [1, 4], new float[4]));
        Assert.Equal((expected, expected), (shape.Message, forward.Message));
        Assert.Equal("Dense(3 → 4): expects input [N, 3], got [1, 4]", forward.InnerException!.Message);
        Assert.Equal(expected, Assert.Throws<ArgumentException>(() => network.Summary([1, 4])).Message);
        var shortcut = Assert.Throws<ArgumentException>(() => new Sequential(network.Layers[2]).OutputShape([1, 4]));
        Assert.Equal("0.shortcut: Dense(5 → 4): expects input [N, 5], got [1, 4]", shortcut.Message);
    }

    [Fact]
    public void A_network_in_training_that_ends_in_the_activation_of_its_loss_is_refused()
    {
        var weight = Tensor.From(backend, [2, 3], [1.0, 2, 3, 4, 5, 6], requiresGradient: true);
        var target = Tensor.Full(backend, [2, 3], 1.0 / 3);
        using (backend.BeginScope())
        {
            foreach (var softmax in new[] { weight.Softmax(), weight.Softmax(axis: 0) })
            {
                var error = Assert.Throws<ArgumentException>(() => softmax.CrossEntropy([0, 1]));
                Assert.Equal("cross_entropy: expects logits, got softmax [2, 3]; the loss applies the softmax " +
                    "itself, so remove it from the end of the network", error.Message);
                Assert.Throws<ArgumentException>(() => softmax.CrossEntropy(target));
            }
            var binary = Assert.Throws<ArgumentException>(() => weight.Sigmoid().BinaryCrossEntropy(target));
            Assert.StartsWith("binary_cross_entropy: expects logits, got sigmoid [2, 3]; the loss applies the sigmoid",
                binary.Message);
            weight.LogSoftmax().CrossEntropy([0, 1]);
        }
        using (backend.BeginScope(recording: false)) weight.Softmax().CrossEntropy([0, 1]);
    }

    [Fact]
    public void Results_print_the_metrics_that_they_have()
    {
        var epoch = new EpochResult(2, 0.12345, 0.961, 0.25, null, 0.1, 3, 1000);
        Assert.Equal("epoch 2: loss 0.1235, accuracy 96.10 %, validation loss 0.25", $"{epoch}");
        var result = new TrainingResult([epoch with { Epoch = 1, TrainLoss = 2 }, epoch], 2, false, 6.5, 12345);
        Assert.Equal($"2 epochs in 6.5 s, 12,345 examples/s; {epoch}", $"{result}");
        Assert.Equal("0 epochs in 0.0 s, 0 examples/s, cancelled", $"{new TrainingResult([], 0, true, 0, 0)}");
        var labels = Targets.FromLabels([0, 1, 1, 0]);
        Assert.Equal("loss 0.5, accuracy 75.00 %",
            $"{new Evaluation(0.5, Targets.FromLabels([0, 1, 1, 1]), labels)}");
        var values = Targets.FromValues([1f, 2, 3]);
        Assert.Equal("loss 0.125, R² 1.0000, mean absolute error 0", $"{new Evaluation(0.125, values, values)}");
        Assert.Equal("loss 2", $"{new Evaluation(2, null, Targets.None(3))}");
    }
}
