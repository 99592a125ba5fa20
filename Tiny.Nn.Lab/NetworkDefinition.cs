using Tiny.Nn.Layers;
using Tiny.Nn.Training;

namespace Tiny.Nn.Lab;

/// <summary>
/// A network by name: how it is built, and how it is trained unless one says otherwise. It holds no weights; every
/// <see cref="Build"/> makes a new, uninitialised network.
/// </summary>
/// <param name="Name">As in <c>--net</c> and in a weight file's metadata.</param>
/// <param name="Summary">One line for people.</param>
public sealed record NetworkDefinition(string Name, string Summary, TrainingRecipe Recipe, Func<Sequential> Build)
{
    /// <summary>What every network here reads: one channel of 28×28 pixels.</summary>
    public static readonly Shape InputShape = [1, 28, 28];
}

/// <summary>How the strength λ of the weight penalty becomes the α of ½·α·Σw² in a batch's loss.</summary>
public enum L2PenaltyScaling
{
    /// <summary>α = λ / mini-batches per epoch: the NM series' convention.</summary>
    ByBatchCount,

    /// <summary>α = λ / examples per mini-batch: scikit-learn's (SK-01).</summary>
    ByBatchSize,
}

/// <summary>How a network is trained: every number that the command line can change, and those it cannot.</summary>
public sealed record TrainingRecipe
{
    /// <summary>A name from <see cref="OptimizerRegistry"/>.</summary>
    public required string Optimizer { get; init; }

    /// <summary>η, the learning rate; where a schedule changes it, its largest value.</summary>
    public required double Rate { get; init; }

    /// <summary>For those optimizers that have one.</summary>
    public double Momentum { get; init; }

    /// <summary>λ, the strength of the L2 penalty on weights; 0 is none.</summary>
    public double Lambda { get; init; }

    public L2PenaltyScaling PenaltyScaling { get; init; }

    public required int Epochs { get; init; }

    public required int BatchSize { get; init; }

    /// <summary>Whether each image is joined by its four one-pixel shifts: 50,000 become 250,000.</summary>
    public bool Expand { get; init; }

    /// <summary>How many training images are set apart to choose the best epoch; 0 trains on all and keeps the last.</summary>
    public int ValidationCount { get; init; } = 10_000;

    public Schedule Schedule { get; init; } = Schedule.Constant;

    /// <summary>The schedule in a word, for tables.</summary>
    public string ScheduleName => Schedule switch
    {
        OneCycle => "one-cycle",
        CosineDecay => "cosine",
        StepDecay => "step",
        InverseScaling => "inverse scaling",
        _ => "constant",
    };

    public Objective Objective { get; init; } = Objective.Classification();

    /// <summary>α of the penalty ½·α·Σw² that each batch's loss carries.</summary>
    public double PenaltyCoefficient(int batches) => Lambda / (PenaltyScaling == L2PenaltyScaling.ByBatchSize ? BatchSize : batches);
}
