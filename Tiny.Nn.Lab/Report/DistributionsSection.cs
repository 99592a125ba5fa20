namespace Tiny.Nn.Lab.Report;

/// <summary>The report's distributions of weights and of their gradients, one curve per layer.</summary>
static class DistributionsSection
{
    const int Bins = 60, Examples = 200, MaximumLayers = 8;

    public static string Write(ReportContent run)
    {
        var data = run.TestData.Take(Examples);
        var layers = run.Inspector.WeightGradients(data, run.Recipe.Objective).Take(MaximumLayers).ToArray();
        if (layers.Length == 0) return "";
        var weights = Draw("Weights", "weight", [.. layers.Select(layer => (layer.Path, layer.Values))]);
        // A gradient of 0, as of the weights of a dead unit, has no logarithm and is left out.
        var gradients = Draw("Gradients", "log₁₀ of the gradient's magnitude", [.. layers.Select(layer => (layer.Path,
            layer.Gradient.Where(value => value != 0).Select(value => Math.Log10(Math.Abs(value))).ToArray()))]);
        return HtmlFragments.Section("Weights and gradients", HtmlFragments.Charts([weights, gradients]),
            $"How the weights of each layer are distributed, and the gradients of the loss of {data.Count} test "
            + "examples. A layer whose gradients are much smaller than those of the others learns slowly.");
    }

    static Chart Draw(string title, string axis, (string Name, double[] Values)[] layers)
    {
        var all = layers.SelectMany(layer => layer.Values).DefaultIfEmpty().ToArray();
        var (from, width) = (all.Min(), Math.Max(all.Max() - all.Min(), 1e-9) / Bins);
        return new Chart(title, new(axis), new("share of the layer's weights in %", From: 0),
            [.. layers.Select((layer, color) => new Series(
                layer.Name, Histogram(layer.Values, from, width), color, SeriesStyle.Line))]);
    }

    /// <summary>Returns the centers of the bins, and the share of the values in each in percent.</summary>
    static (double, double)[] Histogram(double[] values, double from, double width)
    {
        var counts = new int[Bins];
        foreach (var value in values) counts[Math.Min((int)((value - from) / width), Bins - 1)]++;
        return [.. counts.Select((count, bin) =>
            (from + (bin + 0.5) * width, 100.0 * count / Math.Max(1, values.Length)))];
    }
}
