using System.Text;

namespace Tiny.Nn.Lab.Report;

/// <summary>Test images beside what the autoencoder made of them.</summary>
static class ReconstructionsSection
{
    const int MostShown = 35, Width = 84;

    public static string Write(ReportContent run)
    {
        int[] examples = [.. Enumerable.Range(0, Math.Min(MostShown, run.TestData.Count))];
        var cards = new StringBuilder();
        foreach (var (example, output) in examples.Zip(run.Inspection.Outputs(run.TestData, examples)))
            cards.Append(Card(run.TestData.Input(example), output));
        return HtmlFragments.Section("What it gives back", $"""<div class="cards">{cards}</div>""",
            "Test images, each beside its reconstruction from the code, and the mean squared error per pixel.");
    }

    static string Card(float[] image, float[] output)
    {
        var error = image.Zip(output, (x, y) => (double)(x - y) * (x - y)).Average();
        return $"""
            <figure class="card">
            <div class="two">{Draw(image, "the image")}{Draw(output, "its reconstruction")}</div>
            <figcaption>error {error:F4}</figcaption>
            </figure>
            """;
    }

    static string Draw(float[] image, string title) => HtmlFragments.GrayscaleImage(ColorMappedImage.Grayscale(image, NetworkDefinition.InputShape[2]), Width, title);
}
