using Tiny.Nn.Layers;
using Tiny.Nn.Training;

namespace Tiny.Nn.Lab.Playground.Rooms.Boundary;

/// <summary>A hidden layer: its number of units, the name of its activation, and the probability of dropout.</summary>
public sealed record HiddenLayer(int Units, string Activation = "tanh", double Dropout = 0);

/// <summary>A point that the user drew or loaded: in classification with a class, 0 or 1.</summary>
public sealed record DrawnPoint(float X, float Y, int Label = 0);

/// <summary>Everything that determines a training run in the Boundary room.</summary>
public sealed record BoundarySettings
{
    const int MaximumLayers = 16;
    const int MaximumUnits = 128;
    const int MaximumDrawn = 2000;

    /// <summary>The name of a point set in <see cref="PointSets"/>.</summary>
    public string Data { get; init; } = "circle";

    /// <summary>f(x), for the sets that a function defines.</summary>
    public string Formula { get; init; } = "sin(4x)/2";

    /// <summary>The points of the set <c>own</c>.</summary>
    public DrawnPoint[] Drawn { get; init; } = [];

    /// <summary>The number of generated points.</summary>
    public int Points { get; init; } = 400;

    /// <summary>The deviation of the points' normal noise.</summary>
    public double Noise { get; init; } = 0.05;

    /// <summary>The fraction of the points that is the training set.</summary>
    public double Share { get; init; } = 0.5;

    /// <summary>The names of the network's inputs, of <see cref="InputFeature.All"/>.</summary>
    public string[] Features { get; init; } = ["x", "y"];

    public HiddenLayer[] Layers { get; init; } = [new(4), new(2)];

    public string Optimizer { get; init; } = "adam";

    public double Rate { get; init; } = 0.01;

    public int Batch { get; init; } = 10;

    /// <summary>α of the L1 penalty α·Σ|w|.</summary>
    public double L1 { get; init; }

    /// <summary>α of the L2 penalty α/2·Σw².</summary>
    public double L2 { get; init; }

    public ulong Seed { get; init; } = 1;

    /// <summary>The point set.</summary>
    internal PointSet Set => PointSets.Find(Data);

    internal bool IsRegression => Set.IsRegression;

    /// <summary>The loss that training minimises.</summary>
    internal Objective Objective => IsRegression ? Objective.Regression() : Objective.Classification();

    /// <summary>The inputs; a regression has x alone, so features of y are left out.</summary>
    internal InputFeature[] Inputs =>
        [.. InputFeature.All.Where(feature => Features.Contains(feature.Name) && !(IsRegression && feature.UsesY))];

    /// <summary>Returns the number of training points; if there are two points, each set has one or more.</summary>
    internal int TrainingCount(int count) =>
        Math.Clamp((int)Math.Round(Share * count), Math.Min(1, count), Math.Max(Math.Min(1, count), count - 1));

    /// <summary>Throws unless every value is in its range.</summary>
    /// <exception cref="ArgumentException">A value is out of range.</exception>
    internal void Check()
    {
        RequestCheck.OneOf(Data, PointSets.All.Select(set => set.Name));
        foreach (var feature in Features) RequestCheck.OneOf(feature, InputFeature.All.Select(known => known.Name));
        if (Inputs.Length == 0) throw new ArgumentException("features: choose at least one that uses x");
        RequestCheck.InRange(Points, 10, 10_000);
        RequestCheck.InRange(Noise, 0, 1);
        RequestCheck.InRange(Share, 0.1, 0.9);
        RequestCheck.InRange(Drawn.Length, 0, MaximumDrawn, "drawn points");
        foreach (var point in Drawn)
        {
            RequestCheck.InRange(point.X, -10, 10, "x");
            RequestCheck.InRange(point.Y, -10, 10, "y");
            RequestCheck.InRange(point.Label, 0, 1, "label");
        }
        RequestCheck.InRange(Layers.Length, 0, MaximumLayers, "layers");
        foreach (var layer in Layers)
        {
            RequestCheck.InRange(layer.Units, 1, MaximumUnits);
            RequestCheck.OneOf(layer.Activation, Activations.Names, "activation");
            RequestCheck.InRange(layer.Dropout, 0, 0.9);
        }
        RequestCheck.OneOf(Optimizer, OptimizerRegistry.All.Select(known => known.Name));
        RequestCheck.InRange(Batch, 1, 10_000);
        CheckAdjustable(Rate, L1, L2);
    }

    /// <summary>Throws unless the settings that may change during training are in their ranges.</summary>
    internal static void CheckAdjustable(double rate, double l1, double l2)
    {
        RequestCheck.InRange(rate, 0, 100);
        RequestCheck.InRange(l1, 0, 10);
        RequestCheck.InRange(l2, 0, 10);
    }

    /// <summary>Creates the network: dense layers with their activations and dropout, and a linear output.</summary>
    internal Sequential CreateNetwork()
    {
        var (layers, inputs) = (new List<Layer>(), Inputs.Length);
        foreach (var hidden in Layers)
        {
            layers.Add(new Dense(inputs, hidden.Units));
            if (Activations.Create(hidden.Activation) is { } activation) layers.Add(activation);
            if (hidden.Dropout > 0) layers.Add(new Dropout(hidden.Dropout));
            inputs = hidden.Units;
        }
        return new([.. layers, new Dense(inputs, IsRegression ? 1 : 2)]);
    }

    internal Optimizer CreateOptimizer()
    {
        var definition = OptimizerRegistry.Find(Optimizer);
        return definition.Create(Rate, definition.Momentum ?? 0);
    }

    /// <summary>Creates the penalty; null if both strengths are 0.</summary>
    internal static Regularizer? CreateRegularizer(double l1, double l2) => (l1, l2) switch
    {
        (0, 0) => null,
        (_, 0) => new L1(l1),
        (0, _) => new L2(l2),
        _ => new ElasticNet(l1, l2),
    };
}
