using Tiny.Nn.Backends;

namespace Tiny.Nn.Layers;

/// <summary>
/// A part of a network: parameters, and a function from tensor to tensor. The constructor fixes the sizes;
/// <see cref="Initialize"/> allocates the parameters on a backend and draws their values.
/// </summary>
public abstract class Layer
{
    /// <summary>
    /// Returns the output for the input x. The layer has no hidden mode: the context states whether this is training.
    /// </summary>
    public abstract Tensor Forward(Tensor x, ForwardContext context);

    /// <summary>Returns the shape of the output for an input of a given shape.</summary>
    /// <exception cref="ArgumentException">The layer does not accept the input.</exception>
    public virtual Shape OutputShape(Shape input) => input;

    /// <summary>
    /// Returns the number of multiplications of one forward pass, in matrix products and convolutions.
    /// </summary>
    public virtual long Multiplications(Shape input) => 0;

    /// <summary>
    /// The parameters of this layer itself, with PyTorch's names: <c>weight</c>, <c>bias</c>, <c>running_mean</c>.
    /// </summary>
    public virtual IEnumerable<(string Name, Parameter Parameter)> OwnParameters => [];

    /// <summary>The layers that this one contains.</summary>
    public virtual IEnumerable<(string Name, Layer Layer)> Children => [];

    /// <summary>
    /// All parameters with their paths (<c>3.weight</c>), in order; a shared parameter appears once, at its first path.
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

    /// <summary>The number of elements of the trainable parameters.</summary>
    public long ParameterCount =>
        Parameters.Where(entry => entry.Parameter.IsTrainable).Sum(entry => (long)entry.Parameter.Shape.Count);

    /// <summary>
    /// Allocates every parameter on a backend and draws its initial values, which depend only on the seed and the
    /// parameter's path.
    /// </summary>
    /// <exception cref="InvalidOperationException">A scope is open. Parameters must outlive it.</exception>
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
/// The context of one forward pass: training or evaluation, seed and iteration. Dropout draws from streams that the
/// seed determines, at a position that the iteration determines, so that a training run can be repeated and resumed.
/// </summary>
public sealed class ForwardContext(bool isTraining, ulong seed = 0, long iteration = 0)
{
    readonly Dictionary<Layer, Ops.PoolingIndices> indices = [];
    int dropouts;

    /// <summary>The context of an evaluation.</summary>
    public static ForwardContext Evaluation => new(isTraining: false);

    /// <summary>
    /// Whether the pass is a training pass: dropout is then active, and batch norm uses and collects the
    /// batch's statistics.
    /// </summary>
    public bool IsTraining => isTraining;

    /// <summary>The number of the training step, from 0.</summary>
    public ulong Iteration => (ulong)iteration;

    /// <summary>Returns the random stream of the next dropout layer in this pass.</summary>
    public Philox NextDropout() => Philox.For(seed, $"dropout.{dropouts++}");

    /// <summary>Saves the argmax indices of a pooling layer for its unpooling.</summary>
    public void SaveIndices(Layer pool, Ops.PoolingIndices poolingIndices) => indices[pool] = poolingIndices;

    /// <summary>Returns the indices saved by <see cref="SaveIndices"/>, or null.</summary>
    public Ops.PoolingIndices? SavedIndices(Layer pool) => indices.GetValueOrDefault(pool);
}
