using Tiny.Nn.Lab.Report;

namespace Exercises.Guide;

/// <summary>Writes the page of a milestone: what was built, pictures, figures and the output of the run.</summary>
public sealed class MilestonePageWriter(Course course)
{
    /// <summary>Writes pages/ID.html and returns its path.</summary>
    /// <param name="notes">Further lines below the output, such as the size of the framework.</param>
    public string Write(ExerciseResult result, params string[] notes)
    {
        var path = Path.Combine(course.Root, "pages", $"{result.Exercise.Id}.html");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, Html(result, notes));
        return path;
    }

    string Html(ExerciseResult result, string[] notes)
    {
        var milestone = result.Exercise;
        var tests = result.Tests.Select(test => $"{(test.Passed ? "✓" : "✗")} {test.Sentence}");
        return HtmlFragments.Page(milestone.ToString(), $"""
            <header>
            <p class="brand">Tiny.Nn <span>milestone of the course</span></p>
            <h1>{HtmlFragments.Text(milestone.ToString())}</h1>
            <p class="lead">{HtmlFragments.Text(string.Join(' ', milestone.Idea))}</p>
            </header>
            {result.Page}
            {HtmlFragments.Section("What it is built of", HtmlFragments.Table(["exercise", "file", "lines of code"],
                course.Needs(milestone).Select(Row)), "Your files, which this milestone runs on.")}
            {HtmlFragments.Section("The run", $"<div class=\"scroll\"><pre>{HtmlFragments.Text(string.Join('\n',
                [.. result.Output, "", .. tests, .. notes]))}</pre></div>",
                HtmlFragments.Text($"Passes {milestone.HeaderField("Passes")}."))}
            """);
    }

    string[] Row(Exercise exercise) => [exercise.ToString(), course.RelativePath(exercise.Path),
        $"{SourceFile.Read(exercise.Path).CodeLines()}"];
}
