using System.Text;

namespace Tiny.Nn.Lab.Report;

/// <summary>The report's pairs of a test image and its reconstruction by an autoencoder.</summary>
static class ReconstructionsSection
{
    const int MaximumShown = 35, Width = 84;

    public static string Write(ReportContent run)
    {
        int[] examples = [.. Enumerable.Range(0, Math.Min(MaximumShown, run.TestData.Count))];
        var cards = new StringBuilder();
        foreach (var (example, output) in examples.Zip(run.Inspector.Outputs(run.TestData, examples)))
            cards.Append(Card(run.TestData.Input(example), output, run.TestData.ExampleShape));
        return HtmlFragments.Section("Reconstructions", $"""<div class="cards">{cards}</div>""",
            "Test images, each beside its reconstruction, with the mean squared error per pixel.");
    }

    static string Card(float[] image, float[] output, Shape shape)
    {
        var error = image.Zip(output, (x, y) => (double)(x - y) * (x - y)).Average();
        return $"""
            <figure class="card">
            <div class="two">{Draw(image, "input", shape)}{Draw(output, "reconstruction", shape)}</div>
            <figcaption>MSE {error:F4}</figcaption>
            </figure>
            """;
    }

    static string Draw(float[] image, string title, Shape shape) =>
        HtmlFragments.ExampleImage(image, shape, Width, title);
}
