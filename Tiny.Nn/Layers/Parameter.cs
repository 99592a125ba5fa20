using Tiny.Nn.Backends;

namespace Tiny.Nn.Layers;

/// <summary>What a parameter is to its layer, which decides who may change it.</summary>
public enum ParameterKind
{
    /// <summary>Multiplies inputs; regularizers shrink it.</summary>
    Weight,

    /// <summary>Adds to a result, or scales a normalised one; regularizers leave it alone.</summary>
    Bias,

    /// <summary>Collected, not learned: batch norm's running statistics.</summary>
    RunningStatistic,
}

/// <summary>
/// A tensor that a network learns: first only its shape and its initialiser, then, once the network is initialised, its
/// numbers on a machine. Used in two places it stays one parameter and gets the sum of both gradients.
/// </summary>
/// <param name="fan">How many inputs reach one output, and how many outputs one input reaches; initialisers scale by it.</param>
public sealed class Parameter(Shape shape, ParameterKind kind, Initializer initializer, Fan fan)
{
    Tensor? value;

    public Shape Shape => shape;

    public ParameterKind Kind => kind;

    public Initializer Initializer => initializer;

    /// <summary>Whether an optimizer changes it.</summary>
    public bool IsTrainable => kind != ParameterKind.RunningStatistic;

    /// <summary>The numbers.</summary>
    /// <exception cref="InvalidOperationException">The network is not initialised.</exception>
    public Tensor Value => value ?? throw new InvalidOperationException(
        $"Parameter {shape}: has no numbers yet; call network.Initialize(backend, seed) first");

    /// <summary>Memory on the machine and first values, drawn in double from the stream named after the path.</summary>
    public void Initialize(Backend backend, ulong seed, string path)
    {
        if (backend.CurrentScope is not null)
            throw new InvalidOperationException($"Parameter {path}: must outlive every step; initialise the network before a step is opened");
        var numbers = new double[shape.Count];
        initializer.Fill(numbers, fan, new RandomStream(seed, path));
        value = Tensor.From(backend, shape, numbers, requiresGradient: IsTrainable);
        value.Name = path;
    }
}
