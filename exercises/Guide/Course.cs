namespace Exercises.Guide;

/// <summary>The exercises and milestones of the course, read from its folders.</summary>
public sealed class Course
{
    Course(string root)
    {
        Root = root;
        Exercises = [.. Folders("course")
            .Select(folder => Exercise.ReadExercise(folder, Path.Combine(root, "solutions")))
            .OrderBy(exercise => exercise.ChapterNumber)];
        Milestones = [.. Folders("milestones").Select(folder => Exercise.ReadProgram(folder, "Milestone.cs"))];
        Predictions = [.. Folders("predictions").Select(folder => Exercise.ReadProgram(folder, "Prediction.cs"))
            .OrderBy(prediction => int.Parse(prediction.Id[1..]))];
    }

    /// <summary>The path of the folder exercises/.</summary>
    public string Root { get; }

    /// <summary>The exercises, ordered by chapter, then by id.</summary>
    public IReadOnlyList<Exercise> Exercises { get; }

    /// <summary>The milestones, ordered by id.</summary>
    public IReadOnlyList<Exercise> Milestones { get; }

    /// <summary>The predictions, ordered by id.</summary>
    public IReadOnlyList<Exercise> Predictions { get; }

    /// <summary>The exercises, then the milestones and the predictions.</summary>
    public IEnumerable<Exercise> All => Exercises.Concat(Programs);

    /// <summary>The milestones and the predictions, which run on the learner's code of exercises.</summary>
    public IEnumerable<Exercise> Programs => Milestones.Concat(Predictions);

    /// <summary>Reads the course in the folder <paramref name="root"/>.</summary>
    public static Course At(string root) => new(root);

    /// <summary>
    /// Finds the folder exercises/ and reads the course. The search starts in the current folder, then in the program's
    /// folder, and goes up through all parents.
    /// </summary>
    /// <exception cref="DirectoryNotFoundException">No parent folder contains the course.</exception>
    public static Course Open()
    {
        foreach (var start in new[] { Environment.CurrentDirectory, AppContext.BaseDirectory })
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
                foreach (var candidate in new[] { folder.FullName, Path.Combine(folder.FullName, "exercises") })
                    if (new[] { "course", "solutions" }.All(part => Directory.Exists(Path.Combine(candidate, part))))
                        return new(candidate);
        throw new DirectoryNotFoundException(
            $"The folder exercises/course was not found in {Environment.CurrentDirectory} or a parent of it; " +
            "run the command inside the project");
    }

    /// <summary>Returns the exercise or milestone with this id, or null. The id 7 means 07, and m1 means M1.</summary>
    public Exercise? Find(string id)
    {
        var wanted = id.Trim().ToUpperInvariant();
        return All.FirstOrDefault(exercise => exercise.Id == wanted || exercise.Id.TrimStart('0') == wanted);
    }

    /// <summary>
    /// Returns the files to compile for an exercise: the file that <paramref name="read"/> returns for each exercise it
    /// needs and for itself, and its tests. A milestone has one file of its own and no tests. If a part of the
    /// learner's framework is among the files, the checks of tensors are added.
    /// </summary>
    public IReadOnlyList<SourceFile> Sources(Exercise exercise, Func<Exercise, SourceFile> read)
    {
        var needs = Needs(exercise);
        var checks = needs.Append(exercise).Any(one => one.IsFrameworkPart)
            ? [SourceFile.Read(Path.Combine(Root, "framework", "checks", "TensorCheck.cs"))]
            : Array.Empty<SourceFile>();
        return exercise.IsMilestone
            ? [.. needs.Select(read), .. checks, SourceFile.Read(exercise.Path)]
            : [.. needs.Select(read), read(exercise), .. checks, SourceFile.Read(exercise.TestsPath)];
    }

    /// <summary>
    /// Returns the exercises whose code an exercise or milestone uses, directly or through another one, each before its
    /// users.
    /// </summary>
    public IReadOnlyList<Exercise> Needs(Exercise exercise) =>
        [.. exercise.Needs.Select(id => Find(id)!).SelectMany(need => Needs(need).Append(need)).Distinct()];

    /// <summary>Returns a path relative to the folder that contains exercises/, as messages show it.</summary>
    public string RelativePath(string path) => Path.GetRelativePath(Path.GetDirectoryName(Root)!, path);

    IEnumerable<string> Folders(string name) => Directory.Exists(Path.Combine(Root, name))
        ? Directory.GetDirectories(Path.Combine(Root, name)).Order(StringComparer.Ordinal)
        : [];
}
