namespace Tiny.Nn.Lab.Comparisons;

/// <summary>Groups of runs, compared: their settings that differ, and their results.</summary>
/// <param name="Groups">The groups; differences of results are to the first one.</param>
public sealed record Comparison(IReadOnlyList<RunGroup> Groups)
{
    /// <summary>The largest number of groups whose curves a chart can tell apart.</summary>
    public const int MaximumGroups = 20;

    const int DifferencesInName = 3;

    /// <summary>
    /// Compares runs. Those whose settings differ in the seed only are one group, unless all do. A group's name is its
    /// settings that differ, or the folder of its first run if the settings do not tell it from another group.
    /// </summary>
    /// <exception cref="UsageException">There are fewer than two runs, too many, or one comes twice.</exception>
    /// <exception cref="LabException">The runs have different test sets.</exception>
    public static Comparison Of(IReadOnlyList<RunRecord> runs)
    {
        if (runs.Count < 2)
            throw new UsageException($"compare: expects the folders of two or more runs, got one: '{runs[0].Folder}'");
        if (runs.GroupBy(run => Path.GetFullPath(run.Folder)).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new UsageException($"compare: the run '{twice.First().Folder}' comes twice; name each run once");
        CheckData(runs);
        var groups = runs.GroupBy(run => Describe(run.Settings, "seed")).Select(group => group.ToArray()).ToArray();
        if (groups.Length == 1) groups = [.. runs.Select(run => new[] { run })];
        if (groups.Length > MaximumGroups)
            throw new UsageException($"compare: one page can show {MaximumGroups} different settings, got "
                + $"{groups.Length}; compare fewer runs at a time");
        var differing = DifferingOptions(groups.Select(group => group[0].Settings));
        string[] names = [.. groups.Select(group => Name(group[0].Settings, differing))];
        return new([.. groups.Select((group, index) => new RunGroup(
            (differing is [] or ["seed"] ? group[0].Name
                : names.Count(name => name == names[index]) > 1 ? $"{names[index]} ({group[0].Name})" : names[index])
            + (group is [{ IsFinished: false } run] ? $", {run.Epochs.Count} of {run.Settings.Epochs} epochs" : ""),
            group))]);
    }

    /// <summary>Checks that runs have the same test set.</summary>
    /// <exception cref="LabException">The runs have different test sets.</exception>
    public static void CheckData(IEnumerable<RunRecord> runs)
    {
        var first = runs.First();
        if (runs.FirstOrDefault(run => run.Settings.TestChecksum != first.Settings.TestChecksum) is { } other)
            throw new LabException($"compare: '{first.Folder}' and '{other.Folder}' have different test sets "
                + $"({Data(first)} and {Data(other)}), so their results cannot be compared; compare runs of the same "
                + "data");

        static string Data(RunRecord run) => run.Settings.Data ?? run.Summary?.Data ?? "the default data";
    }

    /// <summary>All runs.</summary>
    public IEnumerable<RunRecord> Runs => Groups.SelectMany(group => group.Runs);

    /// <summary>
    /// The options in which the groups differ, with the value of each group; a group without runs has none. The seed is
    /// an option only if it is all that differs.
    /// </summary>
    public IEnumerable<(string Option, IReadOnlyList<string> Values)> Differences
    {
        get
        {
            var settings = Groups.Select(group => group.Runs.FirstOrDefault()?.Settings.ToTexts()).ToArray();
            return DifferingOptions(Groups.Where(group => group.Runs.Count > 0).Select(group => group.Runs[0].Settings))
                .Select(option => (option, (IReadOnlyList<string>)
                    [.. settings.Select(texts => texts?[option] ?? "")]));
        }
    }

    static string[] DifferingOptions(IEnumerable<RunSettings> settings)
    {
        var texts = settings.Select(one => one.ToTexts()).ToArray();
        if (texts.Length == 0) return [];
        var differing = texts[0].Keys.Where(option => texts.Any(one => one[option] != texts[0][option])).ToArray();
        return differing.Length == 1 ? differing : [.. differing.Where(option => option != "seed")];
    }

    static string Name(RunSettings settings, string[] differing)
    {
        var texts = settings.ToTexts();
        return string.Join(", ", differing.Take(DifferencesInName)
            .Select(option => Combination.Describe(option, texts[option])));
    }

    static string Describe(RunSettings settings, string without) => string.Join('\n',
        settings.ToTexts().Where(entry => entry.Key != without).Select(entry => $"{entry.Key} {entry.Value}"));
}
