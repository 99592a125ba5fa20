using Tiny.Nn.Backends;

namespace Tiny.Nn.Layers;

/// <summary>
/// A part of a network: parameters, and a function from tensor to tensor. The constructor fixes the sizes;
/// <see cref="Initialize"/> allocates and draws the parameters' values on a backend.
/// </summary>
public abstract class Layer
{
    /// <summary>The output for input x. There is no hidden mode: the context says whether this is training.</summary>
    public abstract Tensor Forward(Tensor x, ForwardContext context);

    /// <summary>The shape of the output for an input of a given shape.</summary>
    /// <exception cref="ArgumentException">The layer does not accept the input.</exception>
    public virtual Shape OutputShape(Shape input) => input;

    /// <summary>The number of multiplications of one forward pass, in matrix products and convolutions.</summary>
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
    /// Allocates every parameter on a backend and draws its initial values, a function of seed and path only.
    /// </summary>
    /// <exception cref="InvalidOperationException">A scope is open: parameters must outlive it.</exception>
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
/// The context of one forward pass: training or evaluation, seed and iteration. Dropout draws from streams of the seed
/// at the position of the iteration, so that a training run can be repeated and resumed.
/// </summary>
public sealed class ForwardContext(bool isTraining, ulong seed = 0, long iteration = 0)
{
    readonly Dictionary<Layer, Ops.PoolingIndices> indices = [];
    int dropouts;

    /// <summary>The context of an evaluation.</summary>
    public static ForwardContext Evaluation => new(isTraining: false);

    /// <summary>True in training: dropout is active, and batch norm uses and collects the batch's statistics.</summary>
    public bool IsTraining => isTraining;

    /// <summary>The number of the training step, from 0.</summary>
    public ulong Iteration => (ulong)iteration;

    /// <summary>The random stream of the next dropout layer in this pass.</summary>
    public Philox NextDropout() => Philox.For(seed, $"dropout.{dropouts++}");

    /// <summary>Saves the argmax indices of a pooling layer for its unpooling.</summary>
    public void SaveIndices(Layer pool, Ops.PoolingIndices poolingIndices) => indices[pool] = poolingIndices;

    /// <summary>The indices saved by <see cref="SaveIndices"/>, or null.</summary>
    public Ops.PoolingIndices? SavedIndices(Layer pool) => indices.GetValueOrDefault(pool);
}
