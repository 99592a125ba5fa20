using System.Text;

namespace Tiny.Nn.Lab.Report;

/// <summary>The digits that were misread, the surest mistakes first, with what spoke for the wrong answer.</summary>
static class Misread
{
    const string Title = "What it misread";
    const int MostShown = 30, Width = 84, GuessesShown = 3;

    public static string Write(ReportContent run)
    {
        var mistakes = Mistakes.Of(run.Test, run.TestData, run.Inspection, MostShown);
        if (mistakes.Count == 0) return Html.Chapter(Title, "", "Nothing: every test image was read rightly.");
        var evidence = run.Inspection.Evidence(run.TestData,
            [.. mistakes.Select(mistake => mistake.Example)], [.. mistakes.Select(mistake => (mistake.Read, mistake.Label))]);
        var cards = new StringBuilder();
        foreach (var (mistake, marks) in mistakes.Zip(evidence)) cards.Append(Card(run, mistake, marks));
        var total = run.Test.Predictions.Where((read, example) => read != run.TestData.Label(example)).Count();
        return Html.Chapter(Title, $"""<div class="cards">{cards}</div>""", Lead(mistakes.Count, total));
    }

    static string Lead(int shown, int total) =>
        $"{(total > shown ? $"The {shown} surest of {total:N0} mistakes" : $"All {total} mistakes")}, and what the network saw in them: "
        + $"ink in {Html.Plus("red")} speaks for what it read, ink in {Html.Minus("blue")} for what the digit is "
        + "(pixel × slope of the difference of the two logits).";

    static string Card(ReportContent run, Mistake mistake, float[] marks)
    {
        var width = Network.Image[2];
        var image = Html.Ink(Picture.Ink(run.TestData.Input(mistake.Example), width), Width, $"test image {mistake.Example}");
        var colours = Picture.Signed(marks, width, 0.6 * Picture.Largest(marks));
        var guesses = mistake.Probabilities.Index().OrderByDescending(guess => guess.Item).Take(GuessesShown);
        var bars = guesses.Select(guess => Html.Bar(guess.Index, guess.Item, Kind(guess.Index, mistake), decimals: 0));
        return $"""
            <figure class="card">
            <div class="two">{image}{Html.Signed(colours, Width, $"red for {mistake.Read}, blue for {mistake.Label}")}</div>
            <figcaption>a <b>{mistake.Label}</b>, read as <b class="plus">{mistake.Read}</b></figcaption>
            <div class="bars">{string.Concat(bars)}</div>
            </figure>
            """;
    }

    static string Kind(int digit, Mistake mistake) => digit == mistake.Label ? "true" : digit == mistake.Read ? "read" : "";
}
