using System.Text;
using Tiny.Nn.Lab.Data;
using Tiny.Nn.Training;

namespace Tiny.Nn.Lab.Report;

/// <summary>The report's confusion matrix as a heat map: one row per label, one column per predicted class.</summary>
static class ConfusionMatrixSection
{
    const string Lead =
        "Each row is a label, each column a predicted class; the diagonal counts the correct predictions.";

    const string Note = """
        <p class="note"><b>Recall</b>: the fraction of a label's examples that are predicted correctly.
        <b>Precision</b>: the fraction of a prediction's examples that have that label.</p>
        """;

    const int MaximumClasses = 50;

    /// <param name="data">Names the classes.</param>
    public static string Write(ConfusionMatrix confusion, DataDescription data)
    {
        if (confusion.Classes > MaximumClasses)
            return HtmlFragments.Section("Confusion matrix", "",
                $"Not drawn for more than {MaximumClasses} classes: here are {confusion.Classes}.");
        string Name(int label) => HtmlFragments.Text(data.ClassName(label));
        var classes = Enumerable.Range(0, confusion.Classes).ToArray();
        var mostCorrect = classes.Max(label => confusion[label, label]);
        var mostWrong = classes.Max(label =>
            classes.Where(prediction => prediction != label).Max(prediction => confusion[label, prediction]));
        var table = new StringBuilder("""<table class="confusion"><thead><tr><th>label ╲ predicted</th>""");
        foreach (var prediction in classes) table.Append($"<th>{Name(prediction)}</th>");
        table.Append("""<th class="percent">recall</th></tr></thead><tbody>""");
        foreach (var label in classes)
        {
            table.Append($"<tr><th>{Name(label)}</th>");
            foreach (var prediction in classes)
                table.Append(Cell(
                    confusion[label, prediction], Name(label), Name(prediction), label == prediction,
                    label == prediction ? mostCorrect : mostWrong, data.HasImages ? "images" : "rows"));
            table.Append(Percent(confusion.Recall(label))).Append("</tr>");
        }
        table.Append("</tbody><tfoot><tr><th>precision</th>");
        foreach (var prediction in classes) table.Append(Percent(confusion.Precision(prediction)));
        table.Append("<td></td></tr></tfoot></table>");
        return HtmlFragments.Section("Confusion matrix", $"""<div class="scroll">{table}</div>{Note}""", Lead);
    }

    static string Cell(int count, string label, string prediction, bool isCorrect, int maximum, string noun)
    {
        if (count == 0) return """<td class="none">·</td>""";
        var cssClass = isCorrect ? "correct" : "wrong";
        var weight = HtmlFragments.Fraction(0.12 + 0.78 * count / maximum);
        return $"""<td class="{cssClass}" style="--weight:{weight}" """
            + $"""title="label {label}, predicted {prediction}: {count:N0} {noun}">{count:N0}</td>""";
    }

    static string Percent(double fraction) =>
        $"""<td class="percent">{(double.IsNaN(fraction) ? "–" : $"{100 * fraction:F1} %")}</td>""";
}
