using System.Globalization;
using Tiny.Nn.Training;

namespace Tiny.Nn.Lab;

/// <summary>A run to continue: its folder, its last checkpoint and its settings.</summary>
public sealed record EarlierRun(RunFolder Folder, Checkpoint Checkpoint, RunSettings Settings)
{
    /// <summary>Reads the run in a folder.</summary>
    /// <exception cref="LabException">The checkpoint has no settings of a run.</exception>
    /// <exception cref="InvalidDataException">The checkpoint is damaged.</exception>
    public static EarlierRun In(RunFolder folder)
    {
        var checkpoint = Checkpoint.Load(folder.CheckpointPath);
        return new(folder, checkpoint, RunSettings.Read(checkpoint, folder.CheckpointPath));
    }

    /// <summary>Returns the number of epochs of the run when it is continued.</summary>
    /// <param name="requested">The value of <c>--epochs</c>, or null.</param>
    /// <exception cref="UsageException">The schedule depends on the number, or the run has more epochs.</exception>
    public int Length(TrainingRecipe recipe, int? requested)
    {
        var (length, complete) = (requested ?? Settings.Epochs, Checkpoint.Epochs.Count);
        if (length != Settings.Epochs && recipe.Schedule.DependsOnLength)
            throw new UsageException($"--epochs: the {recipe.ScheduleText} schedule of the run in '{Folder.Name}' "
                + $"spans its {Settings.Epochs} epochs, so the run cannot have {length}; omit --epochs, or begin a new "
                + "run");
        if (length < complete)
            throw new UsageException($"--epochs: the run in '{Folder.Name}' has {complete} complete epochs, got "
                + $"{length}; expects {complete} or more");
        return length;
    }

    /// <summary>Whether early stopping has ended the run.</summary>
    bool IsStopped => Settings.IsStopped(Checkpoint);

    /// <summary>
    /// Returns a line that says that the run has all its epochs and its report; null if something is missing.
    /// </summary>
    public string? DescribeEnd(TrainingRecipe recipe)
    {
        if (!Folder.HasReport || (Checkpoint.Epochs.Count < recipe.Epochs && !IsStopped)) return null;
        return $"The run in '{Folder.Name}' is finished: {Checkpoint.Epochs.Count} of {recipe.Epochs} epochs. "
            + (IsStopped ? $"Early stopping ended it: no better validation result after epoch {Checkpoint.BestEpoch}."
                : recipe.Schedule.DependsOnLength ? $"Its {recipe.ScheduleText} schedule has no further epochs."
                : "To train longer, add a larger --epochs.");
    }

    /// <summary>Checks that the data is that of the run.</summary>
    public void CheckData(string checksum, string origin)
    {
        if (checksum != Settings.DataChecksum)
            throw new LabException($"{origin}: is not the data of the run in '{Folder.Name}': its SHA-256 is "
                + $"{checksum}, expected {Settings.DataChecksum}; name the run's data with --data");
    }

    /// <summary>Returns the error that an option contradicts the run's settings.</summary>
    public UsageException Contradiction(string option, object? stored, object? given) => new(
        string.Create(CultureInfo.InvariantCulture,
            $"{option}: the run in '{Folder.Name}' has {stored ?? "none"}, got {given}; omit the option, or "
            + $"begin a new run"));
}
