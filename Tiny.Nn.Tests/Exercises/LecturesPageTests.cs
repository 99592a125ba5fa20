using System.Text.RegularExpressions;
using Tiny.Nn.Lab.Experiments;
using Tiny.Nn.Lab.Playground;

namespace Tiny.Nn.Tests.Exercises;

/// <summary>Tests that what the lecturer's page names exists, and that each session has 90 minutes.</summary>
public class LecturesPageTests
{
    static readonly string Page = File.ReadAllText(Path.Combine(CourseFixture.Course.Root, "LECTURES.md"));

    static string[] Sessions => Page.Split("\n### Session ")[1..];

    [Fact]
    public void Twelve_sessions_have_90_minutes_and_two_questions_each()
    {
        Assert.Equal(12, Sessions.Length);
        Assert.All(Sessions, session =>
        {
            Assert.Equal(90, Regex.Matches(session, @"^\| (\d+) \|", RegexOptions.Multiline)
                .Sum(match => int.Parse(match.Groups[1].Value)));
            Assert.Equal(2, Regex.Matches(session, @"^\*\*[^*]+\?\*\* \S", RegexOptions.Multiline).Count);
        });
    }

    [Fact]
    public void Every_exercise_milestone_and_prediction_occurs_and_no_other()
    {
        var times = new Regex(@"\(\d+ minutes\)|^\| \d+ \|", RegexOptions.Multiline);
        var named = Sessions.SelectMany(session => times.Replace(session, "").Split('\n'))
            .Where(line => line.Contains("exercise") || line.Contains("milestone") || line.Contains("predict"))
            .SelectMany(line => Regex.Matches(line, @"\b([MP]\d+|\d\d)\b")).Select(match => match.Value).ToHashSet();
        Assert.Equal(CourseFixture.Course.All.Select(one => one.Id).Order(), named.Order());
    }

    [Fact]
    public void Every_id_experiment_and_room_exists()
    {
        var sources = File.ReadAllText(Path.Combine(Repository.Root, "SOURCES.md"));
        foreach (Match id in Regex.Matches(Page, @"\b[A-Z]{2}-\d\d\b")) Assert.Contains($"| {id.Value} |", sources);
        foreach (Match name in Regex.Matches(Page, @"`experiment ([\w-]+)`"))
            Assert.Contains(name.Groups[1].Value, ExperimentRegistry.All.Select(experiment => experiment.Name));
        foreach (Match room in Regex.Matches(Page, @"`playground`, room (\w+)"))
            Assert.Contains(room.Groups[1].Value, RoomRegistry.All.Select(one => one.Title));
    }
}
