using System.Text;
using Tiny.Nn.Backends;
using Tiny.Nn.Files;

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

    /// <summary>Returns the outputs for some inputs in evaluation mode, computed in one batch and a scope of its own.
    /// </summary>
    /// <param name="backend">The backend that the network is initialized on.</param>
    /// <param name="shape">The shape of the inputs, [N, …].</param>
    /// <returns>A tensor that outlives all scopes; <see cref="Tensor.ToArray"/> reads it.</returns>
    /// <exception cref="InvalidOperationException">A scope is open, or the network is not initialized.</exception>
    public Tensor Predict(Backend backend, Shape shape, ReadOnlySpan<float> inputs)
    {
        Shape outputs;
        double[] values;
        using (NotNull(backend).BeginScope(recording: false))
        {
            var y = Forward(Tensor.From(backend, shape, inputs), ForwardContext.Evaluation);
            (outputs, values) = (y.Shape, y.ToArray());
        }
        var prediction = Tensor.From(backend, outputs, values);
        prediction.Name = "prediction";
        return prediction;
    }

    /// <summary>Saves all parameters in a <c>.safetensors</c> file.</summary>
    /// <inheritdoc cref="Safetensors.Save(string, Layer, IReadOnlyDictionary{string, string})"/>
    public void Save(string path, IReadOnlyDictionary<string, string>? metadata = null) =>
        Safetensors.Save(path, this, metadata);

    /// <summary>Loads the parameters of an initialized network from a <c>.safetensors</c> file.</summary>
    /// <inheritdoc cref="SafetensorsFile.CopyTo"/>
    public IReadOnlyList<string> Load(string path, bool strict = true, Func<string, string>? rename = null) =>
        Safetensors.Load(path).CopyTo(this, strict, rename);

    /// <summary>
    /// Returns a table of the layers with the shapes of their outputs, and their numbers of trainable parameters.
    /// </summary>
    /// <param name="input">The shape of an input, with the batch axis: [1, 1, 28, 28] for one image.</param>
    /// <exception cref="ArgumentException">A layer does not accept its input.</exception>
    public string Summary(Shape input)
    {
        (string Layer, string Output, string Parameters)[] rows =
        [
            ("layer", "output", "parameters"), ("input", $"{NotNull(input)}", ""),
            .. LayerSummary.Of(this, input).Select(
                row => ($"{row.Path} {row.Layer}".TrimStart(), $"{row.OutputShape}", $"{row.Parameters:N0}")),
            ("total", "", $"{ParameterCount:N0}"),
        ];
        var (layer, output) = (rows.Max(row => row.Layer.Length), rows.Max(row => row.Output.Length));
        var text = new StringBuilder();
        foreach (var row in rows)
            text.Append($"{row.Layer.PadRight(layer)}  {row.Output.PadRight(output)}  {row.Parameters,10}\n");
        return text.ToString();
    }

    /// <summary>
    /// Computes with a child, for layers that contain others: the message of an <see cref="ArgumentException"/> then
    /// begins with the child's path, such as <c>3.down: Dense(4 → 2): expects …</c>.
    /// </summary>
    protected static T InChild<T>(string name, Func<T> compute)
    {
        const string key = "path";
        try
        {
            return compute();
        }
        catch (ArgumentException error) when (error.GetType() == typeof(ArgumentException))
        {
            var inner = error.Data[key];
            var (path, cause) = inner is null ? (name, error) : ($"{name}.{inner}", error.InnerException!);
            throw new ArgumentException($"{path}: {cause.Message}", cause) { Data = { [key] = path } };
        }
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
