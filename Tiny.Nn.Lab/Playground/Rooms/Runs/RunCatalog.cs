using System.Collections.Concurrent;
using Tiny.Nn.Training;

namespace Tiny.Nn.Lab.Playground.Rooms.Runs;

/// <summary>The state of a run; a run that trains may do so in another process.</summary>
public enum RunState { Finished, Resumable, Training, Damaged }

/// <summary>A run below <c>runs/</c>.</summary>
/// <param name="Name">The path of its folder below <c>runs/</c>, with '/'.</param>
/// <param name="Data">The name of its data.</param>
/// <param name="Accuracy">The accuracy on the test set, or on the validation set before there is one.</param>
/// <param name="Loss">The loss that belongs to the accuracy.</param>
/// <param name="Epochs">The number of complete epochs.</param>
/// <param name="Planned">The number of epochs that the run was started for; 0 before there is a checkpoint.</param>
/// <param name="Resume">The command that continues the run; null if it is finished or trains.</param>
public sealed record RunEntry(
    string Name, string Network, string Data, double? Accuracy, double? Loss, int Epochs, int Planned, RunState State,
    DateTime Changed, bool HasReport, string? Resume);

/// <summary>
/// The runs below <c>runs/</c>. Only names that the listing has lead to files, and links are not listed, so no name
/// leads out of the folder.
/// </summary>
public static class RunCatalog
{
    const int MaximumRuns = 200, MaximumDepth = 3;

    /// <summary>How the files of one folder are listed: without links.</summary>
    internal static readonly EnumerationOptions InFolder = new()
    {
        AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Hidden, IgnoreInaccessible = true,
    };

    /// <summary>The runs that were read, by root and folder, with the times of their files.</summary>
    static readonly ConcurrentDictionary<(string, string), (DateTime Changed, DateTime Reported, RunEntry Entry)>
        known = [];

    static readonly EnumerationOptions below = new()
    {
        AttributesToSkip = InFolder.AttributesToSkip, IgnoreInaccessible = true, RecurseSubdirectories = true,
        MaxRecursionDepth = MaximumDepth,
    };

    /// <summary>Returns the newest runs, the newest first.</summary>
    public static IReadOnlyList<RunEntry> List(string root) => [.. RunFolders(root)
        .OrderByDescending(Changed).ThenBy(folder => folder.FullName).Take(MaximumRuns)
        .Select(folder => Describe(root, folder))];

    /// <summary>Returns the folder of a run.</summary>
    /// <exception cref="ArgumentException">There is no run of that name.</exception>
    public static string Find(string root, string name) =>
        RunFolders(root).FirstOrDefault(folder => NameOf(root, folder.FullName) == name)?.FullName
        ?? throw new ArgumentException($"run: '{root}' has no run '{name}'; choose one of the list");

    /// <summary>Returns the results of the complete epochs of a run.</summary>
    /// <exception cref="InvalidDataException">The checkpoint is damaged.</exception>
    public static IReadOnlyList<EpochResult> Epochs(string root, string name)
    {
        var folder = Find(root, name);
        return RunFolder.HoldsRun(folder) ? Checkpoint.Load(RunFolder.FindCheckpoint(folder, "run")).Epochs : [];
    }

    /// <summary>Returns the path of a file or folder below the root, with '/'.</summary>
    internal static string NameOf(string root, string path) =>
        Path.GetRelativePath(root, path).Replace(Path.DirectorySeparatorChar, '/');

    /// <summary>All folders below the root.</summary>
    internal static IEnumerable<DirectoryInfo> Folders(string root) =>
        Directory.Exists(root) ? new DirectoryInfo(root).EnumerateDirectories("*", below) : [];

    static IEnumerable<DirectoryInfo> RunFolders(string root) =>
        Folders(root).Where(folder => RunFolder.HoldsRun(folder.FullName) || RunFolder.IsInUse(folder.FullName));

    /// <summary>The time of the last checkpoint; before the first, the time at which the run began.</summary>
    static DateTime Changed(DirectoryInfo folder) => RunFolder.HoldsRun(folder.FullName)
        ? File.GetLastWriteTimeUtc(RunFolder.FindCheckpoint(folder.FullName, "run")) : folder.LastWriteTimeUtc;

    static RunEntry Describe(string root, DirectoryInfo folder)
    {
        var (changed, reported) = (Changed(folder), File.GetLastWriteTimeUtc(RunFolder.ReportIn(folder.FullName)));
        var key = (root, folder.FullName);
        if (!known.TryGetValue(key, out var read) || (read.Changed, read.Reported) != (changed, reported))
            known[key] = read = (changed, reported, Read(root, folder, changed));
        return RunFolder.IsInUse(folder.FullName)
            ? read.Entry with { State = RunState.Training, Resume = null }
            : read.Entry;
    }

    static RunEntry Read(string root, DirectoryInfo folder, DateTime changed)
    {
        var (path, name) = (folder.FullName, NameOf(root, folder.FullName));
        var hasReport = File.Exists(RunFolder.ReportIn(path));
        var command = RunFolder.FindResumeCommand(Path.GetRelativePath(Environment.CurrentDirectory, path));
        if (hasReport && RunFolder.ReadSummary(path) is { Settings: { } settings } summary)
        {
            var isStopped = settings.Patience > 0 && summary.Epochs - summary.BestEpoch >= settings.Patience;
            var isFinished = summary.Epochs >= settings.Epochs || isStopped;
            return new(name, settings.Layers ?? summary.Net, summary.Data, summary.TestAccuracy, summary.TestLoss,
                summary.Epochs, settings.Epochs, isFinished ? RunState.Finished : RunState.Resumable, changed,
                hasReport, isFinished ? null : command);
        }
        try
        {
            return DescribeCheckpoint(path, name, changed, hasReport, command);
        }
        catch (Exception error) when (error is LabException or InvalidDataException or IOException
            or UnauthorizedAccessException)
        {
            return new(name, "–", "–", null, null, 0, 0, RunState.Damaged, changed, hasReport, null);
        }
    }

    static RunEntry DescribeCheckpoint(string path, string name, DateTime changed, bool hasReport, string? command)
    {
        var file = RunFolder.FindCheckpoint(path, "run");
        var checkpoint = Checkpoint.Load(file);
        var settings = RunSettings.Read(checkpoint, file);
        var best = checkpoint.Epochs.FirstOrDefault(epoch => epoch.Epoch == checkpoint.BestEpoch);
        return new(name, settings.Layers ?? settings.Net, Path.GetFileName(settings.Data) ?? "mnist",
            best?.ValidationAccuracy, best?.ValidationLoss, checkpoint.Epochs.Count, settings.Epochs,
            RunState.Resumable, changed, hasReport, command);
    }
}
