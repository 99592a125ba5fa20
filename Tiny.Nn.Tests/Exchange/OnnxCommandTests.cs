using System.Text;
using Tiny.Nn.Lab;
using Tiny.Nn.Tests.Lab;

namespace Tiny.Nn.Tests.Exchange;

/// <summary>Tests of the command <c>export</c>, and of ONNX models as <c>--model</c>.</summary>
public sealed class OnnxCommandTests : IDisposable
{
    readonly LabTestRun lab = new();

    public void Dispose() => lab.Dispose();

    [Fact]
    public void An_exported_digit_classifier_has_the_accuracy_of_its_weights()
    {
        Assert.Equal(ExitCode.Success, lab.Train("mlp30"));
        AssertSameEvaluation(lab.Digits(), "accuracy");
    }

    [Fact]
    public void A_model_of_a_table_scales_its_columns_and_predictions_itself()
    {
        var random = new RandomStream(1, "table");
        var text = new StringBuilder("length,color,weight\n");
        for (var row = 0; row < 100; row++)
        {
            var (length, color) = (500 + 50 * random.NextNormal(), row % 3 == 0 ? "red" : "blue");
            text.Append(FormattableString.Invariant($"{length:F2},{color},{2 * length:F2}\n"));
        }
        File.WriteAllText(lab.At("table.csv"), text.ToString());
        Assert.Equal(ExitCode.Success, lab.Run("train", "--data", lab.At("table.csv"), "--target", "weight",
            "--layers", "dense 4, tanh, dense 1", "--epochs", "3", "--threads", "1", "--out", lab.Folder));
        AssertSameEvaluation(lab.At("table.csv"), "R²");
    }

    [Fact]
    public void A_model_without_the_shape_of_its_input_is_refused()
    {
        File.WriteAllBytes(lab.At("empty.onnx"), []);
        Assert.Equal(ExitCode.Failure, lab.Run("evaluate", "--model", lab.At("empty.onnx"), "--data", "synthetic"));
        Assert.Equal("error: ONNX: the file has no graph\n", lab.Error);
    }

    /// <summary>Compares what <c>evaluate</c> prints of a metric for the weights and for the exported model.</summary>
    void AssertSameEvaluation(string data, string metric)
    {
        var (weights, model) = (lab.At("model.safetensors"), lab.At("model.onnx"));
        Assert.Equal(ExitCode.Success, lab.Run("export", "--model", weights, "--onnx", model));
        Assert.Contains("nodes, opset 13, input [batch, ", lab.Output);
        string Evaluate(string path)
        {
            Assert.Equal(ExitCode.Success, lab.Run("evaluate", "--model", path, "--data", data, "--threads", "1"));
            return lab.Output.Split('\n').Single(line => line.Contains(metric)).Split(", loss")[0];
        }
        Assert.Equal(Evaluate(weights), Evaluate(model));
    }
}
