using System.Text;

namespace Tiny.Nn.Lab.Report;

/// <summary>
/// The report's misclassified test images by descending confidence. Each is shown with the pixels that contributed to
/// the wrong prediction.
/// </summary>
static class MisclassifiedImagesSection
{
    const string Title = "Misclassified test images";
    const int MaximumShown = 30, Width = 84, ClassesShown = 3;

    public static string Write(ReportContent run)
    {
        var images = MisclassifiedImages.Find(run.Test, run.TestData, run.Inspector, MaximumShown);
        if (images.Count == 0)
            return HtmlFragments.Section(Title, "", "None: every test image is classified correctly.");
        var attributions = run.Inspector.InputAttribution(run.TestData,
            [.. images.Select(image => image.Example)], [.. images.Select(image => (image.Prediction, image.Label))]);
        var cards = new StringBuilder();
        foreach (var (image, attribution) in images.Zip(attributions)) cards.Append(Card(run, image, attribution));
        var total = run.Test.Predictions!.Labels
            .Where((prediction, example) => prediction != run.TestData.Label(example)).Count();
        return HtmlFragments.Section(Title, $"""<div class="cards">{cards}</div>""", Lead(images.Count, total));
    }

    static string Lead(int shown, int total) =>
        (total > shown
            ? $"The {shown} of {total:N0} misclassified images with the highest confidence. "
            : $"All {total} misclassified images. ")
        + $"Pixels in {HtmlFragments.Positive("red")} are evidence for the prediction, pixels in "
        + $"{HtmlFragments.Negative("blue")} for the label (pixel × gradient of the difference of the two logits).";

    static string Card(ReportContent run, MisclassifiedImage image, float[] attribution)
    {
        var (shape, data) = (run.TestData.ExampleShape, run.Data);
        string prediction = data.ClassName(image.Prediction), label = data.ClassName(image.Label);
        var input = HtmlFragments.ExampleImage(run.TestData, image.Example, Width, $"test image {image.Example}");
        var plane = HtmlFragments.SumOverChannels(attribution, shape[0]);
        var evidence = HtmlFragments.DivergingImage(
            ColorMappedImage.Diverging(plane, shape[2], 0.6 * ColorMappedImage.LargestMagnitude(plane)), Width,
            $"red: evidence for {prediction}, blue: for {label}");
        var classes = image.Probabilities.Index().OrderByDescending(entry => entry.Item).Take(ClassesShown);
        var bars = classes.Select(entry =>
            HtmlFragments.ProbabilityBar(
                data.ClassName(entry.Index), entry.Item, CssClass(entry.Index, image), decimals: 0));
        return $"""
            <figure class="card">
            <div class="two">{input}{evidence}</div>
            <figcaption>label <b>{HtmlFragments.Text(label)}</b>,
            predicted <b class="positive">{HtmlFragments.Text(prediction)}</b></figcaption>
            <div class="bars">{string.Concat(bars)}</div>
            </figure>
            """;
    }

    static string CssClass(int digit, MisclassifiedImage image) =>
        digit == image.Label ? "label" : digit == image.Prediction ? "predicted" : "";
}
