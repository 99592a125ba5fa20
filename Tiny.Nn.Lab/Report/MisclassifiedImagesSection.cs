using System.Text;

namespace Tiny.Nn.Lab.Report;

/// <summary>The digits that were misread, the surest mistakes first, with what spoke for the wrong answer.</summary>
static class MisclassifiedImagesSection
{
    const string Title = "What it misread";
    const int MostShown = 30, Width = 84, GuessesShown = 3;

    public static string Write(ReportContent run)
    {
        var mistakes = MisclassifiedImages.Find(run.Test, run.TestData, run.Inspection, MostShown);
        if (mistakes.Count == 0) return HtmlFragments.Section(Title, "", "Nothing: every test image was read rightly.");
        var evidence = run.Inspection.InputAttribution(run.TestData,
            [.. mistakes.Select(mistake => mistake.Example)], [.. mistakes.Select(mistake => (mistake.Prediction, mistake.Label))]);
        var cards = new StringBuilder();
        foreach (var (mistake, marks) in mistakes.Zip(evidence)) cards.Append(Card(run, mistake, marks));
        var total = run.Test.Predictions.Where((read, example) => read != run.TestData.Label(example)).Count();
        return HtmlFragments.Section(Title, $"""<div class="cards">{cards}</div>""", Lead(mistakes.Count, total));
    }

    static string Lead(int shown, int total) =>
        $"{(total > shown ? $"The {shown} surest of {total:N0} mistakes" : $"All {total} mistakes")}, and what the network saw in them: "
        + $"ink in {HtmlFragments.Positive("red")} speaks for what it read, ink in {HtmlFragments.Negative("blue")} for what the digit is "
        + "(pixel × slope of the difference of the two logits).";

    static string Card(ReportContent run, MisclassifiedImage mistake, float[] marks)
    {
        var width = NetworkDefinition.InputShape[2];
        var image = HtmlFragments.GrayscaleImage(ColorMappedImage.Grayscale(run.TestData.Input(mistake.Example), width), Width, $"test image {mistake.Example}");
        var colours = ColorMappedImage.Diverging(marks, width, 0.6 * ColorMappedImage.LargestMagnitude(marks));
        var guesses = mistake.Probabilities.Index().OrderByDescending(guess => guess.Item).Take(GuessesShown);
        var bars = guesses.Select(guess => HtmlFragments.ProbabilityBar(guess.Index, guess.Item, Kind(guess.Index, mistake), decimals: 0));
        return $"""
            <figure class="card">
            <div class="two">{image}{HtmlFragments.DivergingImage(colours, Width, $"red for {mistake.Prediction}, blue for {mistake.Label}")}</div>
            <figcaption>a <b>{mistake.Label}</b>, read as <b class="plus">{mistake.Prediction}</b></figcaption>
            <div class="bars">{string.Concat(bars)}</div>
            </figure>
            """;
    }

    static string Kind(int digit, MisclassifiedImage mistake) => digit == mistake.Label ? "true" : digit == mistake.Prediction ? "read" : "";
}
