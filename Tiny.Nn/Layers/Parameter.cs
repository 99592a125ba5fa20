using Tiny.Nn.Backends;

namespace Tiny.Nn.Layers;

/// <summary>The kind of a parameter. Decides whether optimizers update it and whether penalties apply to it.</summary>
public enum ParameterKind
{
    /// <summary>A weight, which multiplies inputs.</summary>
    Weight,

    /// <summary>A bias, added to a result.</summary>
    Bias,

    /// <summary>A scale γ of batch or layer norm, which multiplies a normalized value.</summary>
    Scale,

    /// <summary>A running average that is collected, not learned: batch norm's mean and variance.</summary>
    RunningStatistic,
}

/// <summary>
/// A learned tensor of a layer. Initially it has only a shape and an initializer; once the network is initialized, it
/// has values on a backend. A parameter that is used in two places receives the sum of both gradients.
/// </summary>
/// <param name="fan">The fan-in and fan-out by which initializers scale.</param>
public sealed class Parameter(Shape shape, ParameterKind kind, Initializer initializer, Fan fan)
{
    Tensor? value;

    public Shape Shape => shape;

    public ParameterKind Kind => kind;

    /// <summary>Whether optimizers update the parameter: true for all kinds except running statistics.</summary>
    public bool IsTrainable => kind != ParameterKind.RunningStatistic;

    /// <summary>Whether penalties on weights apply to the parameter: true for weights only.</summary>
    public bool IsRegularized => kind == ParameterKind.Weight;

    /// <summary>The values: a leaf of the graph that outlives all scopes.</summary>
    /// <exception cref="InvalidOperationException">The network is not initialized.</exception>
    public Tensor Value => value ?? throw new InvalidOperationException(
        $"Parameter {shape}: has no values yet; call network.Initialize(backend, seed) first");

    /// <summary>
    /// Allocates the parameter on a backend and draws its initial values from the stream named after its path.
    /// </summary>
    /// <exception cref="InvalidOperationException">A scope is open. Parameters must outlive it.</exception>
    public void Initialize(Backend backend, ulong seed, string path)
    {
        if (NotNull(backend).CurrentScope is not null)
            throw new InvalidOperationException(
                $"Parameter {path}: must outlive every scope; initialize the network before a scope is opened");
        var values = new double[shape.Count];
        initializer.Fill(values, fan, new RandomStream(seed, path));
        value = Tensor.From(backend, shape, values, requiresGradient: IsTrainable);
        value.Name = path;
    }
}
