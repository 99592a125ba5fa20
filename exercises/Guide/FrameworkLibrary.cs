namespace Exercises.Guide;

/// <summary>The learner's framework: a library that consists of the files of chapter 9.</summary>
public sealed class FrameworkLibrary(Course course)
{
    /// <summary>The exercises whose files make up the framework, in order.</summary>
    public IReadOnlyList<Exercise> Parts { get; } = [.. course.Exercises.Where(exercise => exercise.IsFrameworkPart)];

    /// <summary>Whether a milestone runs on the framework.</summary>
    public bool IsUsedBy(Exercise milestone) => course.Needs(milestone).Any(need => need.IsFrameworkPart);

    /// <summary>Returns the learner's files.</summary>
    public IReadOnlyList<SourceFile> Files() => [.. Parts.Select(part => SourceFile.Read(part.Path))];

    /// <summary>
    /// Returns a sentence with the lines of code of the framework and of Tiny.Nn, without blank and comment lines.
    /// </summary>
    public string Size(IReadOnlyList<SourceFile> files)
    {
        var library = Path.Combine(course.Root, "..", "Tiny.Nn");
        var text = $"Your framework has {files.Count} files and {Lines(files):N0} lines of code";
        return Directory.Exists(library) && Sources(library) is { Length: > 0 } sources
            ? $"{text}; Tiny.Nn has {sources.Length} files and {Lines(sources):N0} lines." : $"{text}.";
    }

    static int Lines(IReadOnlyList<SourceFile> files) => files.Sum(file => file.CodeLines());

    static SourceFile[] Sources(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(path => Path.GetRelativePath(folder, path).Split(Path.DirectorySeparatorChar)[0]
                is not ("bin" or "obj"))
            .Select(SourceFile.Read)];
}
