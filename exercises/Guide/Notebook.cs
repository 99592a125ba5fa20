namespace Exercises.Guide;

/// <summary>
/// What the guide remembers of a learner: how many hints were read, and which solutions were opened before the tests passed.
/// Not progress: that is computed from the tests each time. Lines <c>hint 07</c> and <c>gave-up 07</c> in .guide/notes.txt.
/// </summary>
public sealed class Notebook(string root)
{
    readonly string path = Path.Combine(root, ".guide", "notes.txt");

    /// <summary>How many hints of this exercise were read.</summary>
    public int Hints(Exercise exercise) => Notes().Count(note => note == $"hint {exercise.Id}");

    /// <summary>Whether its solution was opened before its tests passed.</summary>
    public bool GaveUp(Exercise exercise) => Notes().Contains($"gave-up {exercise.Id}");

    public void ReadHint(Exercise exercise) => Add($"hint {exercise.Id}");

    public void GiveUp(Exercise exercise) => Add($"gave-up {exercise.Id}");

    string[] Notes() => File.Exists(path) ? File.ReadAllLines(path) : [];

    void Add(string note)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = path + ".new";
        File.WriteAllLines(temporary, Notes().Append(note));
        File.Move(temporary, path, overwrite: true);
    }
}
