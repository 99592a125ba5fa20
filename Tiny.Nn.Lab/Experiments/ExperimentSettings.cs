namespace Tiny.Nn.Lab.Experiments;

/// <summary>How much an experiment computes.</summary>
public enum Budget
{
    /// <summary>Built-in data, one seed, a few seconds: checks that everything runs and what needs no length.</summary>
    Quick,

    Default,

    /// <summary>The sources' own lengths.</summary>
    Full,
}

/// <summary>The settings of an experiment: length, seeds, data, backend and output.</summary>
public sealed record ExperimentSettings
{
    public Budget Budget { get; init; } = Budget.Default;

    /// <summary>The number of seeds: 1, 2, … are used. Null for three, or one in a quick run.</summary>
    public int? SeedCount { get; init; }

    /// <summary>The value of <c>--data</c>; null for MNIST, or for synthetic digits if MNIST is unavailable.</summary>
    public string? Data { get; init; }

    public required BackendSelection Backend { get; init; }

    /// <summary>The folder that receives one folder per experiment; null for <c>runs/experiments</c>.</summary>
    public string? OutputFolder { get; init; }
}
