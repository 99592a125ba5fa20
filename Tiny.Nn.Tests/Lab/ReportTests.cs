using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text.RegularExpressions;
using Tiny.Nn.Data;
using Tiny.Nn.Lab;
using Tiny.Nn.Lab.Report;
using Tiny.Nn.Training;

namespace Tiny.Nn.Tests.Lab;

/// <summary>Tests of the report's PNG encoder and charts, and of the text of evaluations.</summary>
public class ReportTests
{
    [Fact]
    public void A_PNG_file_has_the_signature_size_and_end_chunk_of_the_format()
    {
        var file = PngEncoder.Encode(3, 2, (x, y) => new RgbaPixel((byte)x, (byte)y, 7, 255));
        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], file[..8]);
        Assert.Equal((3, 2),
            (BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(16)),
             BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(20))));
        byte[] endChunk = [0, 0, 0, 0, (byte)'I', (byte)'E', (byte)'N', (byte)'D', 0xAE, 0x42, 0x60, 0x82];
        // The last chunk is IEND, with its CRC
        Assert.Equal(endChunk, file[^12..]);
    }

    [Fact]
    public void A_PNG_file_contains_the_pixels()
    {
        var file = PngEncoder.Encode(3, 2, (x, y) => new RgbaPixel((byte)x, (byte)y, 7, 255));
        var length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(33));
        using var rows = new ZLibStream(new MemoryStream(file, 41, length), CompressionMode.Decompress);
        var bytes = new byte[2 * (1 + 3 * 4)];
        rows.ReadExactly(bytes);
        Assert.Equal([0, 0, 0, 7, 255, 1, 0, 7, 255, 2, 0, 7, 255, 0, 0, 1, 7, 255, 1, 1, 7, 255, 2, 1, 7, 255], bytes);
        Assert.Equal(-1, rows.ReadByte());
    }

    [Theory]
    [InlineData(0, 0.43, new[] { 0, 0.1, 0.2, 0.3, 0.4, 0.5 })]
    [InlineData(97.6, 100, new[] { 97.5, 98, 98.5, 99, 99.5, 100 })]
    [InlineData(0, 1, new[] { 0, 0.2, 0.4, 0.6, 0.8, 1 })]
    public void Axis_ticks_are_round_numbers_that_cover_the_range(double minimum, double maximum, double[] expected)
    {
        var ticks = ChartAxis.Ticks(minimum, maximum);
        Assert.Equal(expected.Length, ticks.Length);
        foreach (var (tick, actual) in expected.Zip(ticks)) Assert.Equal(tick, actual, 9);
    }

    [Theory]
    [InlineData(0.78, 1.003, new[] { 0.8, 0.9, 1 })]
    [InlineData(1.21, 1.38, new[] { 1.2, 1.3, 1.4 })]
    [InlineData(0.05, 0.4, new[] { 0.05, 0.1, 0.2 })]
    [InlineData(0.03, 2.2, new[] { 0.05, 0.1, 0.2, 0.5, 1, 2 })]
    [InlineData(3, 3, new[] { 2.9, 3, 3.1 })]
    [InlineData(0.002, 300, new[] { 0.01, 0.1, 1, 10, 100 })]
    [InlineData(1e-10, 1e10, new[] { 1e-8, 1e-4, 1, 1e4, 1e8 })]
    public void A_logarithmic_axis_fits_its_values(double minimum, double maximum, double[] expected)
    {
        var axis = new ChartAxis("", IsLogarithmic: true).Fit([maximum, minimum], extendToTicks: true);
        Assert.Equal(expected.Select(axis.Label), axis.Ticks().Select(axis.Label));
        var (room, span) = (Math.Log(axis.To!.Value / axis.From!.Value), Math.Log(maximum / minimum));
        Assert.InRange(room, 1.05 * span, 1.12 * span + 0.1);
        Assert.InRange(axis.Fraction(minimum), 0.01, 0.51);
        Assert.InRange(axis.Fraction(maximum), 0.49, 0.99);
    }

    [Fact]
    public void The_predicted_values_of_a_regression_are_drawn_for_each_output()
    {
        var predictions = Targets.FromValues([1, 10, 2.5f, 20, 3, float.NaN], [2]);
        var evaluation = new Evaluation(0.5, predictions, Targets.FromValues([1, 12, 2, 20, 3, 31], [2]));
        var html = PredictedValuesSection.Write(evaluation);
        foreach (var title in new[] { "Predicted against true values of output 0", "Residuals of output 1" })
            Assert.Contains($"<b>{title}</b>", html);
        Assert.Contains("<title>true 2: predicted 2.5</title>", html);
        Assert.Contains("<title>predicted 10: residual -2</title>", html);
        // Two charts with the three points of output 0, two with the two finite points of output 1.
        Assert.Equal(10, Regex.Count(html, "<circle "));
        Assert.DoesNotMatch("=\"(NaN|∞|-∞)", html);
    }

    [Theory]
    [InlineData(new[] { float.NaN })]
    [InlineData(new[] { 0.2f })]
    [InlineData(new[] { -3e6f, -3e6f })]
    [InlineData(new[] { 1e-7f, 2e-7f })]
    public void Predicted_values_of_any_size_are_drawn_at_finite_positions(float[] values)
    {
        var targets = Targets.FromValues(new float[values.Length]);
        var html = PredictedValuesSection.Write(new(0, Targets.FromValues(values), targets));
        var positions = Regex.Matches(html, "c[xy]=\"([^\"]*)\"").Select(match => match.Groups[1].Value).ToList();
        Assert.Equal(4 * values.Count(float.IsFinite), positions.Count);
        Assert.All(positions, position => Assert.InRange(double.Parse(position, CultureInfo.InvariantCulture), 0, 560));
    }

    [Fact]
    public void Evaluations_are_described_by_the_metrics_of_their_predictions()
    {
        var labels = Targets.FromLabels([0, 1, 1, 0], 2, [2]);
        var values = Targets.FromValues([1, 2, 3]);
        Assert.Equal(
            ["accuracy 75.00 % (1 misclassified), loss 0.2500", "R² 1.0000, mean absolute error 0, loss 0.25",
                "mean squared error per pixel 0.25000"],
            new Evaluation[]
            {
                new(0.25, Targets.FromLabels([0, 1, 1, 1], 2, [2]), labels), new(0.25, values, values),
                new(0.25, null, labels),
            }.Select(evaluation => EvaluationText.Describe(evaluation).Replace("75.00%", "75.00 %")));
    }

    /// <summary>The style of the report enlarges the text of a drawing that a narrow page shrinks.</summary>
    [Theory]
    [InlineData("", 560, 268)]                              // the width that a page of 340 pixels leaves
    [InlineData(".charts.small ", 336, 232)]
    public void The_text_of_a_chart_has_10_pixels_or_more_at_every_width(string inside, int units, int narrowest)
    {
        var style = File.ReadAllText(Path.Combine(Repository.Root, "Tiny.Nn.Lab", "Report", "report.css"));
        var rules = Regex.Matches(style, @$"@container \(max-width: (\d+)px\) \{{ {Regex.Escape(inside)}\.chart text "
            + @"\{ font-size: (\d+)px; \}").Select(rule => (Width: Number(rule, 1), Size: Number(rule, 2))).ToArray();
        Assert.NotEmpty(rules);
        for (var width = narrowest; width <= 600; width++)
        {
            var size = rules.LastOrDefault(rule => width <= rule.Width, (Width: 0, Size: 12)).Size;
            Assert.True(size * (double)width / units >= 10, $"{size} units at {width} pixels");
        }

        static int Number(Match match, int group) => int.Parse(match.Groups[group].Value);
    }

    [Fact]
    public void Every_point_of_a_chart_has_a_tooltip()
    {
        var svg = new Chart("Loss", new("epoch"), new("", 0, 1), new Series("training", [(1, 0.5), (2, 0.25)])).Write();
        Assert.Contains("<title>epoch 2: training 0.25</title>", svg);
        Assert.Contains(">epoch</text>", svg);
    }
}
