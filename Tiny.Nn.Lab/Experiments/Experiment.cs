namespace Tiny.Nn.Lab.Experiments;

/// <summary>
/// One experiment of the sources: a question, data, networks, what is varied, what is measured, and the claims that the
/// measurements support or not. Each experiment is one class in this folder; <see cref="ExperimentRegistry"/> lists
/// them.
/// </summary>
public abstract class Experiment
{
    /// <summary>The name on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>What the experiment shows, in one sentence without a period.</summary>
    public abstract string Shows { get; }

    /// <summary>What a reader should see in the pictures; one or two sentences.</summary>
    public abstract string LookFor { get; }

    /// <summary>The ids of SOURCES.md that the experiment covers. Each has at least one claim.</summary>
    public abstract IReadOnlyList<string> Ids { get; }

    /// <summary>The duration at the default length, in minutes on two cores.</summary>
    public abstract double Minutes { get; }

    /// <summary>Whether <c>--all</c> leaves the experiment out because of its duration, except in quick runs.</summary>
    public virtual bool IsLong => false;

    /// <summary>The section of the page whose pictures stand for the experiment; by default the first.</summary>
    public virtual string? PictureSection => null;

    /// <summary>Measures, draws and judges.</summary>
    public abstract void Run(ExperimentRun run);
}
