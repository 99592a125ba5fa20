using Tiny.Nn.Data;
using Tiny.Nn.Lab.Data;
using Tiny.Nn.Layers;
using Tiny.Nn.Training;

namespace Tiny.Nn.Lab;

/// <summary>
/// A named network architecture with its default training recipe. It holds no weights; every <see cref="Build"/>
/// returns a new, uninitialized network.
/// </summary>
/// <param name="Name">The name in <c>--net</c> and in the metadata of a weights file.</param>
/// <param name="Summary">A one-line description.</param>
public sealed record NetworkDefinition(string Name, string Summary, TrainingRecipe Recipe, Func<Sequential> Build)
{
    /// <summary>
    /// The input shape of every predefined network, without the batch axis: one channel of 28×28 pixels.
    /// </summary>
    public static readonly Shape InputShape = [1, 28, 28];

    const string DefaultDropout = "0.5";

    /// <summary>Whether the network has dropout layers.</summary>
    public bool HasDropout => Build().Layers.Any(layer => layer is Dropout);

    /// <summary>Returns the network with another probability in all its dropout layers.</summary>
    /// <param name="p">The probability of dropping an activation; null for the network as it is.</param>
    /// <exception cref="UsageException">It has no dropout; the message says how to get it.</exception>
    public NetworkDefinition WithDropout(double? p)
    {
        if (p is null || IsUnfitted) return this;
        if (!HasDropout)
            throw new UsageException(Layers is null
                ? $"--dropout: {Name} has no dropout; omit it, or choose " + string.Join(" or ",
                    NetworkRegistry.All.Where(network => network.HasDropout).Select(network => network.Name))
                : $"--dropout: the network \"{Layers}\" has no dropout; omit it, or add 'dropout {DefaultDropout}' to "
                    + "the --layers");
        return this with
        {
            Build = () => new([.. Build().Layers.Select(layer => layer is Dropout ? new Dropout(p.Value) : layer)]),
        };
    }

    /// <summary>The network as one line (<see cref="LayerLine"/>); null for a predefined network.</summary>
    public string? Layers { get; init; }

    /// <summary>The title of its report: the name, or for a line, which has none, that of its data.</summary>
    public string Title => Layers is null ? Name : Data.Name;

    /// <summary>The data that the network is for.</summary>
    public DataDescription Data { get; init; } = DataDescription.Digits;

    /// <summary>Whether the network is a line whose data is not yet known (<see cref="NetworkFit.For"/>).</summary>
    public bool IsUnfitted { get; init; }

    /// <summary>Whether nobody chose the network, so that one for the data may take its place.</summary>
    public bool IsImplied { get; init; }

    /// <summary>
    /// Returns a row for each layer, with its multiplications for one example and the shape of its output without the
    /// batch axis.
    /// </summary>
    public IReadOnlyList<LayerSummary> SummarizeLayers() => [.. LayerSummary
        .Of(Build(), Shape.Of([1, .. Data.InputShape]))
        .Select(row => row with { OutputShape = row.OutputShape[1..] })];

    /// <summary>The metadata of a weights file: the network's name or line, and the description of its data.</summary>
    public IReadOnlyDictionary<string, string> ToMetadata()
    {
        var metadata = new Dictionary<string, string> { [RunFolder.NetworkKey] = Name };
        if (Layers is not null) metadata[RunFolder.LayersKey] = Layers;
        metadata[DataDescription.Key] = Data.ToJson();
        return metadata;
    }
}

/// <summary>
/// The rule that scales the strength λ of a penalty to its coefficient α in a batch's loss, such as ½·α·Σw².
/// </summary>
public enum PenaltyScaling
{
    /// <summary>α = λ / mini-batches per epoch: the convention of the MNIST series (NM).</summary>
    ByBatchCount,

    /// <summary>α = λ / examples per mini-batch: the convention of scikit-learn (SK-01).</summary>
    ByBatchSize,
}

/// <summary>The hyperparameters of a training run.</summary>
public sealed record TrainingRecipe
{
    /// <summary>The name of an optimizer in <see cref="OptimizerRegistry"/>.</summary>
    public required string Optimizer { get; init; }

    /// <summary>η, the learning rate; if there is a schedule, its maximum.</summary>
    public required double Rate { get; init; }

    /// <summary>The momentum of optimizers that have one.</summary>
    public double Momentum { get; init; }

    /// <summary>λ, the strength of the L2 penalty on weights; 0 for no penalty.</summary>
    public double Lambda { get; init; }

    /// <summary>λ₁, the strength of the L1 penalty on weights; 0 for no penalty.</summary>
    public double L1 { get; init; }

    public PenaltyScaling PenaltyScaling { get; init; }

    /// <summary>
    /// ε, the label smoothing of the training and validation loss (<see cref="Objective.Classification"/>).
    /// </summary>
    public double Smoothing { get; init; }

    /// <summary>The norm to which the gradients are clipped; 0 for no clipping.</summary>
    public double Clip { get; init; }

    /// <summary>The probability of all dropout layers; null for the network's own.</summary>
    public double? Dropout { get; init; }

    /// <summary>
    /// The number of epochs without a better validation result after which training stops; 0 for no early stopping.
    /// </summary>
    public int Patience { get; init; }

    public required int Epochs { get; init; }

    public required int BatchSize { get; init; }

    /// <summary>
    /// Whether the training set also contains each image shifted by one pixel in each of four directions, which makes
    /// it 5 times as large.
    /// </summary>
    public bool Expand { get; init; }

    /// <summary>Whether the network standardizes its images (<see cref="ChannelStandardization"/>).</summary>
    public bool Standardize { get; init; }

    /// <summary>The number of training images, the first ones; 0 for all.</summary>
    public int Examples { get; init; }

    /// <summary>The random changes of each training image; null for none.</summary>
    public Augmentation? Augmentation { get; init; }

    /// <summary>
    /// The number of training images held out for validation, which selects the best epoch. If it is 0, all images are
    /// used for training and the last epoch is kept.
    /// </summary>
    public int ValidationCount { get; init; } = 10_000;

    public Schedule Schedule { get; init; } = Schedule.Constant;

    /// <summary>The schedule as text.</summary>
    public string ScheduleText => Lab.ScheduleText.Format(Schedule);

    /// <summary>The objective of evaluations; training adds the label smoothing.</summary>
    public Objective Objective { get; init; } = Objective.Classification();

    /// <summary>Whether the network classifies.</summary>
    public bool IsClassification => !IsRegression && !IsReconstruction;

    /// <summary>Whether the network predicts numbers.</summary>
    public bool IsRegression => Objective is ScaledRegression;

    /// <summary>Whether the network reconstructs its input.</summary>
    public bool IsReconstruction => Objective == Objective.Reconstruction;

    /// <summary>Creates the optimizer with the recipe's rate and momentum.</summary>
    public Optimizer CreateOptimizer() => OptimizerRegistry.Find(Optimizer).Create(Rate, Momentum);

    /// <summary>Returns the objective of training, with the label smoothing.</summary>
    public Objective TrainingObjective => Smoothing > 0 ? Objective.Classification(Smoothing) : Objective;

    /// <summary>Returns early stopping with the recipe's patience; null if it is 0.</summary>
    public EarlyStopping? CreateStopping() => Patience > 0 ? new(Patience) : null;

    /// <summary>
    /// Creates the penalty α₁·Σ|w| + ½·α·Σw² of each batch's loss; null if both strengths are 0.
    /// </summary>
    /// <param name="batches">The number of mini-batches per epoch.</param>
    public Regularizer? CreateRegularizer(int batches) => (L1, Lambda) switch
    {
        (0, 0) => null,
        (0, _) => new L2(PenaltyCoefficient(Lambda, batches)),
        (_, 0) => new L1(PenaltyCoefficient(L1, batches)),
        _ => new ElasticNet(PenaltyCoefficient(L1, batches), PenaltyCoefficient(Lambda, batches)),
    };

    /// <summary>Returns the coefficient of a penalty of that strength in each batch's loss.</summary>
    /// <param name="batches">The number of mini-batches per epoch.</param>
    public double PenaltyCoefficient(double strength, int batches) =>
        strength / (PenaltyScaling == PenaltyScaling.ByBatchSize ? BatchSize : batches);
}
