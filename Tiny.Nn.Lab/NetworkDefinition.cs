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
}

/// <summary>
/// The rule that scales the strength λ of the L2 penalty to the coefficient α of ½·α·Σw² in a batch's loss.
/// </summary>
public enum L2PenaltyScaling
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

    public L2PenaltyScaling PenaltyScaling { get; init; }

    public required int Epochs { get; init; }

    public required int BatchSize { get; init; }

    /// <summary>
    /// Whether the training set also contains each image shifted by one pixel in each of four directions, which makes
    /// it 5 times as large.
    /// </summary>
    public bool Expand { get; init; }

    /// <summary>
    /// The number of training images held out for validation, which selects the best epoch. If it is 0, all images are
    /// used for training and the last epoch is kept.
    /// </summary>
    public int ValidationCount { get; init; } = 10_000;

    public Schedule Schedule { get; init; } = Schedule.Constant;

    /// <summary>The schedule's name in tables.</summary>
    public string ScheduleName => Schedule switch
    {
        OneCycle => "one-cycle",
        CosineDecay => "cosine",
        StepDecay => "step",
        InverseScaling => "inverse scaling",
        _ => "constant",
    };

    public Objective Objective { get; init; } = Objective.Classification();

    /// <summary>Whether the network classifies; otherwise it reconstructs its input.</summary>
    public bool IsClassification => Objective != Objective.Reconstruction;

    /// <summary>Creates the optimizer with the recipe's rate and momentum.</summary>
    public Optimizer CreateOptimizer() => OptimizerRegistry.Find(Optimizer).Create(Rate, Momentum);

    /// <summary>Creates the L2 penalty ½·α·Σw² of each batch's loss; null if λ is 0.</summary>
    /// <param name="batches">The number of mini-batches per epoch.</param>
    public Regularizer? CreateRegularizer(int batches) => Lambda > 0 ? new L2(PenaltyCoefficient(batches)) : null;

    /// <summary>α, the coefficient of the penalty ½·α·Σw² in each batch's loss.</summary>
    /// <param name="batches">The number of mini-batches per epoch.</param>
    public double PenaltyCoefficient(int batches) =>
        Lambda / (PenaltyScaling == L2PenaltyScaling.ByBatchSize ? BatchSize : batches);
}
