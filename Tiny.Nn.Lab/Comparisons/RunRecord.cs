using Tiny.Nn.Training;

namespace Tiny.Nn.Lab.Comparisons;

/// <summary>What the folder of a run tells, finished or not.</summary>
/// <param name="Folder">The folder as it was given.</param>
/// <param name="Epochs">The results of the complete epochs.</param>
/// <param name="IsFinished">Whether the run has all its epochs, or early stopping has ended it.</param>
/// <param name="Summary">The results after these epochs; null if they are not written yet.</param>
public sealed record RunRecord(
    string Folder, RunSettings Settings, IReadOnlyList<EpochResult> Epochs, bool IsFinished, RunSummary? Summary)
{
    /// <summary>Reads the folder of a run; another process may be writing to it.</summary>
    /// <exception cref="LabException">The folder has no checkpoint of <c>train</c>.</exception>
    /// <exception cref="InvalidDataException">The checkpoint is damaged.</exception>
    public static RunRecord Read(string folder)
    {
        var path = RunFolder.FindCheckpoint(folder, "compare");
        var checkpoint = Checkpoint.Load(path);
        var settings = RunSettings.Read(checkpoint, path);
        var summary = RunFolder.ReadSummary(folder);
        return new(folder, settings, checkpoint.Epochs,
            checkpoint.Epochs.Count >= settings.Epochs || settings.IsStopped(checkpoint),
            summary?.Epochs == checkpoint.Epochs.Count && summary.TestLoss is not null ? summary : null);
    }

    /// <summary>The last part of the folder's path.</summary>
    public string Name => Path.GetFileName(Path.GetFullPath(Folder).TrimEnd(Path.DirectorySeparatorChar));
}
