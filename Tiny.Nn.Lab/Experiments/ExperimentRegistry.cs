namespace Tiny.Nn.Lab.Experiments;

/// <summary>The experiments by name, in the order of <c>experiment --all</c>.</summary>
public static class ExperimentRegistry
{
    public static IReadOnlyList<Experiment> All { get; } =
    [
        new SeriesExperiment(),
        new EnsembleExperiment(),
        new SklearnExperiment(),
        new LeNetExperiment(),
        new ShuffledExperiment(),
        new AugmentationExperiment(),
        new EarlyStoppingExperiment(),
        new ToyPointsExperiment(),
        new WeightDecayExperiment(),
        new PerceptronExperiment(),
        new VanishingExperiment(),
        new LossesExperiment(),
        new ApproximationExperiment(),
        new DescentExperiment(),
        new SearchExperiment(),
        new DepthExperiment(),
        new NormsExperiment(),
        new ReceptiveFieldExperiment(),
        new CountingExperiment(),
        new ConvolutionsExperiment(),
        new AutoencoderExperiment(),
        new PcaExperiment(),
        new SegmentationExperiment(),
        new InsideExperiment(),
        new NeighboursExperiment(),
    ];

    /// <summary>Returns the experiment of that name.</summary>
    /// <exception cref="UsageException">The name is unknown; the message lists the known ones.</exception>
    public static Experiment Find(string name) =>
        All.FirstOrDefault(experiment => experiment.Name == name) ?? throw new UsageException(
            $"unknown experiment '{name}'; choose one of {string.Join(", ", All.Select(one => one.Name))}");
}
