using Tiny.Nn.Backends;

namespace Tiny.Nn.Layers;

/// <summary>
/// A piece of a network: its parameters, and how it turns one tensor into another. A layer knows its sizes before it has
/// numbers; <see cref="Initialize"/> brings the machine and the seed.
/// </summary>
public abstract class Layer
{
    /// <summary>The value for input x. It has no hidden mode: the pass says whether this is training.</summary>
    public abstract Tensor Forward(Tensor x, ForwardContext context);

    /// <summary>The shape that an input of this shape becomes.</summary>
    /// <exception cref="ArgumentException">The layer does not take such an input.</exception>
    public virtual Shape OutputShape(Shape input) => input;

    /// <summary>The multiplications of one forward pass over an input of this shape, in products and convolutions.</summary>
    public virtual long Multiplications(Shape input) => 0;

    /// <summary>This layer's own parameters, named as PyTorch names them: <c>weight</c>, <c>bias</c>, <c>running_mean</c>.</summary>
    public virtual IEnumerable<(string Name, Parameter Parameter)> OwnParameters => [];

    /// <summary>The layers inside this one.</summary>
    public virtual IEnumerable<(string Name, Layer Layer)> Children => [];

    /// <summary>
    /// All parameters with their paths (<c>3.weight</c>), in order; one that is used in several places appears once, at the first.
    /// </summary>
    public IReadOnlyList<(string Path, Parameter Parameter)> Parameters
    {
        get
        {
            var found = new List<(string, Parameter)>();
            Collect("", found, []);
            return found;
        }
    }

    /// <summary>The number of trainable numbers.</summary>
    public long ParameterCount => Parameters.Where(entry => entry.Parameter.IsTrainable).Sum(entry => (long)entry.Parameter.Shape.Count);

    /// <summary>Gives every parameter its memory on a machine and its first values: a function of the seed and its path alone.</summary>
    /// <exception cref="InvalidOperationException">A step is open: parameters must outlive it.</exception>
    public void Initialize(Backend backend, ulong seed)
    {
        foreach (var (path, parameter) in Parameters) parameter.Initialize(backend, seed, path);
    }

    void Collect(string prefix, List<(string, Parameter)> found, HashSet<Parameter> seen)
    {
        foreach (var (name, parameter) in OwnParameters)
            if (seen.Add(parameter)) found.Add((prefix + name, parameter));
        foreach (var (name, child) in Children) child.Collect($"{prefix}{name}.", found, seen);
    }
}

/// <summary>
/// One forward pass: whether it trains, and where its random numbers come from. Dropout draws from the streams of the seed,
/// at the position of the step, so that a run can be repeated and resumed.
/// </summary>
public sealed class ForwardContext(bool isTraining, ulong seed = 0, long step = 0)
{
    readonly Dictionary<Layer, Ops.PoolingIndices> switches = [];
    int dropouts;

    /// <summary>True for training: dropout drops, batch norm uses and collects the batch's statistics.</summary>
    public bool IsTraining => isTraining;

    /// <summary>The number of the training step.</summary>
    public ulong Iteration => (ulong)step;

    /// <summary>A new pass that only evaluates.</summary>
    public static ForwardContext Evaluation => new(isTraining: false);

    /// <summary>The random stream of the next dropout in this pass.</summary>
    public Philox NextDropout() => Philox.For(seed, $"dropout.{dropouts++}");

    /// <summary>Keeps where a pooling layer's maxima came from, for the unpooling that undoes it.</summary>
    public void SaveIndices(Layer pool, Ops.PoolingIndices places) => switches[pool] = places;

    /// <summary>What <see cref="SaveIndices"/> kept.</summary>
    public Ops.PoolingIndices? SavedIndices(Layer pool) => switches.GetValueOrDefault(pool);
}
