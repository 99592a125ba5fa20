using Exercises.Guide;

namespace Tiny.Nn.Tests.Exercises;

/// <summary>
/// A copy of some exercises and milestones in a temporary folder, with all exercises reset to their stubs.
/// </summary>
public sealed class CourseCopy : IDisposable
{
    readonly StringWriter console = new();

    /// <summary>Copies these exercises and milestones, given by their ids.</summary>
    public CourseCopy(params string[] ids)
    {
        foreach (var exercise in ids.Select(id => CourseFixture.Course.Find(id)!))
        {
            Copy(exercise.Folder);
            if (!exercise.IsMilestone) Copy(Path.GetDirectoryName(exercise.SolutionPath)!);
        }
        Copy(Path.Combine(CourseFixture.Course.Root, "framework", "checks"));
        Course = Course.At(Root);
        foreach (var exercise in Course.Exercises)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(exercise.Path)!);
            File.WriteAllText(exercise.Path, exercise.Solution.Stub);
        }
        Runner = new(Course) { TestTimeout = TimeSpan.FromSeconds(30) };
        var history = new HelpHistory(Root);
        Commands = new(Course, Runner, history,
            new ConsoleOutput(ConsoleOutput.PlainConsole(console), Course, history));
    }

    /// <summary>The temporary folder.</summary>
    public string Root { get; } = Directory.CreateTempSubdirectory("exercises").FullName;

    /// <summary>The course in the temporary folder.</summary>
    public Course Course { get; }

    /// <summary>The runner of its tests.</summary>
    public TestRunner Runner { get; }

    /// <summary>The commands, which write to <see cref="Output"/>.</summary>
    public Commands Commands { get; }

    /// <summary>The text that the commands have written since the last call of <see cref="Clear"/>.</summary>
    public string Output => console.ToString();

    /// <summary>Discards the text written so far.</summary>
    public void Clear() => console.GetStringBuilder().Clear();

    /// <summary>Replaces the learner's file of an exercise by its solution.</summary>
    public void Solve(params string[] ids)
    {
        foreach (var exercise in ids.Select(id => Course.Find(id)!))
            File.WriteAllText(exercise.Path, exercise.Solution.Text);
    }

    public void Dispose()
    {
        Runner.Dispose();
        Directory.Delete(Root, recursive: true);
    }

    void Copy(string folder)
    {
        var target = Path.Combine(Root, Path.GetRelativePath(CourseFixture.Course.Root, folder));
        Directory.CreateDirectory(target);
        foreach (var file in Directory.GetFiles(folder)) File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
    }
}
