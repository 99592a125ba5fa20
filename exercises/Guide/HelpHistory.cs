namespace Exercises.Guide;

/// <summary>
/// The help that a learner has used: hints shown, and solutions opened before the tests passed. The file
/// .guide/notes.txt stores it in lines such as <c>hint 07</c> and <c>gave-up 07</c>. Progress is not stored; the tests
/// determine it on every run.
/// </summary>
public sealed class HelpHistory(string root)
{
    readonly string path = Path.Combine(root, ".guide", "notes.txt");

    /// <summary>Returns the number of hints shown for an exercise.</summary>
    public int HintCount(Exercise exercise) => Entries().Count(entry => entry == $"hint {exercise.Id}");

    /// <summary>Whether the solution was opened before the tests passed.</summary>
    public bool GaveUp(Exercise exercise) => Entries().Contains($"gave-up {exercise.Id}");

    /// <summary>Records that one more hint was shown.</summary>
    public void AddHint(Exercise exercise) => Add($"hint {exercise.Id}");

    /// <summary>Records that the solution was opened before the tests passed.</summary>
    public void AddGiveUp(Exercise exercise) => Add($"gave-up {exercise.Id}");

    string[] Entries() => File.Exists(path) ? File.ReadAllLines(path) : [];

    void Add(string entry)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = path + ".new";
        File.WriteAllLines(temporary, Entries().Append(entry));
        File.Move(temporary, path, overwrite: true);
    }
}
