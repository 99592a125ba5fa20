namespace Exercises.Guide;

/// <summary>All exercises and milestones, found by looking at the folders.</summary>
public sealed class Course
{
    Course(string root)
    {
        Root = root;
        Exercises = [.. Folders("course").Select(folder => Exercise.OfCourse(folder, Path.Combine(root, "solutions")))];
        Milestones = [.. Folders("milestones").Select(Exercise.OfMilestone)];
    }

    /// <summary>The folder exercises/.</summary>
    public string Root { get; }

    /// <summary>The exercises, in order.</summary>
    public IReadOnlyList<Exercise> Exercises { get; }

    /// <summary>The milestones, in order.</summary>
    public IReadOnlyList<Exercise> Milestones { get; }

    public IEnumerable<Exercise> All => Exercises.Concat(Milestones);

    /// <summary>The course in this folder.</summary>
    public static Course At(string root) => new(root);

    /// <summary>Finds exercises/ from the current folder or the program's, upward.</summary>
    /// <exception cref="DirectoryNotFoundException">It is nowhere.</exception>
    public static Course Open()
    {
        foreach (var start in new[] { Environment.CurrentDirectory, AppContext.BaseDirectory })
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
                foreach (var candidate in new[] { folder.FullName, Path.Combine(folder.FullName, "exercises") })
                    if (new[] { "course", "solutions" }.All(part => Directory.Exists(Path.Combine(candidate, part)))) return new(candidate);
        throw new DirectoryNotFoundException(
            "The folder exercises/course was not found from here upward; start the guide inside the project");
    }

    /// <summary>The exercise with this id; 7 and 07, m1 and M1 are the same.</summary>
    public Exercise? Find(string id)
    {
        var wanted = id.Trim().ToUpperInvariant();
        return All.FirstOrDefault(exercise => exercise.Id == wanted || exercise.Id.TrimStart('0') == wanted);
    }

    /// <summary>The files to compile for an exercise, with a learner's file for each exercise given by <paramref name="answer"/>.</summary>
    public IReadOnlyList<SourceFile> Sources(Exercise exercise, Func<Exercise, SourceFile> answer) => exercise.IsMilestone
        ? [.. exercise.Needs.Select(need => answer(Find(need)!)), SourceFile.Read(exercise.Path)]
        : [answer(exercise), SourceFile.Read(exercise.TestsPath)];

    /// <summary>A path as shown: from the folder above exercises/ on.</summary>
    public string Show(string path) => Path.GetRelativePath(Path.GetDirectoryName(Root)!, path);

    IEnumerable<string> Folders(string name) => Directory.Exists(Path.Combine(Root, name))
        ? Directory.GetDirectories(Path.Combine(Root, name)).Order(StringComparer.Ordinal)
        : [];
}
