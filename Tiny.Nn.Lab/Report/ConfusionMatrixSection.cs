using System.Text;
using Tiny.Nn.Training;

namespace Tiny.Nn.Lab.Report;

/// <summary>The confusion matrix as a coloured table: a row for what an image is, a column for what it was read as.</summary>
static class ConfusionMatrixSection
{
    const string Note = """
        <p class="note"><b>found</b>: of the images of a digit, how many were read as it (recall).
        <b>trusted</b>: of the images read as a digit, how many are it (precision).</p>
        """;

    public static string Write(ConfusionMatrix confusion)
    {
        var classes = Enumerable.Range(0, confusion.Classes).ToArray();
        var mostRight = classes.Max(label => confusion[label, label]);
        var mostWrong = classes.Max(label => classes.Where(read => read != label).Max(read => confusion[label, read]));
        var table = new StringBuilder("""<table class="confusion"><thead><tr><th>is ╲ read as</th>""");
        foreach (var read in classes) table.Append($"<th>{read}</th>");
        table.Append("""<th class="share">found</th></tr></thead><tbody>""");
        foreach (var label in classes)
        {
            table.Append($"<tr><th>{label}</th>");
            foreach (var read in classes) table.Append(Cell(confusion[label, read], label, read, label == read ? mostRight : mostWrong));
            table.Append(Percent(confusion.Recall(label))).Append("</tr>");
        }
        table.Append("</tbody><tfoot><tr><th>trusted</th>");
        foreach (var read in classes) table.Append(Percent(confusion.Precision(read)));
        table.Append("<td></td></tr></tfoot></table>");
        return HtmlFragments.Section("What it takes for what", $"""<div class="scroll">{table}</div>{Note}""");
    }

    static string Cell(int count, int label, int read, int most)
    {
        if (count == 0) return """<td class="none">·</td>""";
        var (kind, weight) = (label == read ? "right" : "wrong", HtmlFragments.Fraction(0.12 + 0.78 * count / most));
        return $"""<td class="{kind}" style="--weight:{weight}" title="{label} read as {read}: {count:N0} times">{count:N0}</td>""";
    }

    static string Percent(double share) => $"""<td class="share">{(double.IsNaN(share) ? "–" : $"{100 * share:F1} %")}</td>""";
}
