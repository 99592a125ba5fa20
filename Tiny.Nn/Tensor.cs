using Tiny.Nn.Backends;

namespace Tiny.Nn;

/// <summary>
/// One way back: an input of an operation, and its pullback (the vector-Jacobian product), which turns the gradient of the
/// operation's result into that input's share: dx = Jᵀ·dy, with dx of the input's shape.
/// </summary>
public readonly record struct Edge(Tensor Input, Func<Tensor, Tensor> Pullback);

/// <summary>
/// A node of the computation graph: numbers with a shape on a backend, and the edges to the tensors they were computed from.
/// Edges are given at birth, so no cycle can be built. It holds no arithmetic: operations are in Ops, the backward sweep in
/// <see cref="Graph"/>.
/// </summary>
/// <remarks>
/// A tensor made while a step is open belongs to the step and ends with it; one made outside (parameters, optimizer state)
/// lives on, and may change in place.
/// </remarks>
public sealed class Tensor
{
    readonly ValueBuffer buffer;
    readonly ComputationScope? owner;
    Edge[] edges = [];

    Tensor(string operation, Shape shape, Backend backend, ValueBuffer buffer, ComputationScope? owner)
    {
        Operation = operation;
        Shape = shape;
        Backend = backend;
        this.buffer = buffer;
        this.owner = owner;
    }

    public Shape Shape { get; }

    /// <summary>The machine that holds the numbers.</summary>
    public Backend Backend { get; }

    /// <summary>The operation that made it, as printed in graphs: <c>matmul</c>; <c>input</c> or <c>parameter</c> for a leaf.</summary>
    public string Operation { get; }

    /// <summary>A name for graphs and messages, where it has one: <c>0.weight</c>.</summary>
    public string? Name { get; set; }

    /// <summary>Whether a backward sweep computes its gradient: a leaf that asked for it, and all that is computed from one.</summary>
    public bool RequiresGradient { get; private set; }

    /// <summary>
    /// dJ/d(this), of the same shape, after <see cref="Graph.Backward"/>; null before, and for inner nodes that did not
    /// <see cref="RetainGradient"/>. It belongs to the step of the sweep.
    /// </summary>
    public Tensor? Gradient { get; internal set; }

    /// <summary>Where it came from; empty for a leaf, for a tensor that needs no gradient, and after the sweep.</summary>
    public IReadOnlyList<Edge> Edges => edges;

    /// <summary>Whether a sweep has used and dropped the edges.</summary>
    internal bool Consumed { get; private set; }

    /// <summary>Whether the sweep leaves the gradient here: always at a leaf, at an inner node when asked.</summary>
    internal bool KeepsGradient { get; private set; }

    /// <summary>The last walk over the graph that met this node.</summary>
    internal object? SeenBy { get; set; }

    /// <summary>The memory; valid as long as the step that owns it is open.</summary>
    /// <exception cref="InvalidOperationException">The tensor's step has ended.</exception>
    public ValueBuffer Buffer => IsAlive ? buffer : throw new InvalidOperationException(
        $"Tensor {this}: its step has ended and its memory was given back; read it with ToArray() before the step is disposed");

    /// <summary>False once the step that owns it has ended.</summary>
    internal bool IsAlive => owner is not { IsOpen: false };

    /// <summary>Whether it was made outside of steps: a parameter, say.</summary>
    internal bool OutlivesScopes => owner is null;

    /// <summary>A leaf from numbers in row-major order.</summary>
    /// <param name="requiresGradient">True for a parameter.</param>
    /// <exception cref="ArgumentException">The number of values is not that of the shape.</exception>
    public static Tensor From(Backend backend, Shape shape, ReadOnlySpan<double> values, bool requiresGradient = false)
    {
        var leaf = Leaf(backend, shape, values.Length, requiresGradient);
        backend.Write(values, leaf.buffer);
        return leaf;
    }

    /// <inheritdoc cref="From(Backend, Shape, ReadOnlySpan{double}, bool)"/>
    public static Tensor From(Backend backend, Shape shape, ReadOnlySpan<float> values, bool requiresGradient = false)
    {
        var leaf = Leaf(backend, shape, values.Length, requiresGradient);
        backend.Write(values, leaf.buffer);
        return leaf;
    }

    /// <summary>A leaf with one value everywhere.</summary>
    public static Tensor Full(Backend backend, Shape shape, double value, bool requiresGradient = false)
    {
        var leaf = Leaf(backend, shape, shape.Count, requiresGradient);
        backend.Fill(value, leaf.buffer);
        return leaf;
    }

    /// <summary>A single number.</summary>
    public static Tensor Scalar(Backend backend, double value, bool requiresGradient = false) =>
        Full(backend, Shape.Scalar, value, requiresGradient);

    /// <summary>
    /// The result of an operation: the door for everyone who writes one. Where the step records and an input requires a
    /// gradient, the result keeps its edges and requires one too.
    /// </summary>
    /// <param name="value">The computed numbers, in memory of the open step.</param>
    public static Tensor Result(string operation, Shape shape, Backend backend, ValueBuffer value, params ReadOnlySpan<Edge> edges)
    {
        var scope = OpenScope(backend, operation);
        var result = new Tensor(operation, shape, backend, value, scope);
        if (!scope.IsRecording) return result;
        foreach (var edge in edges)
            if (edge.Input.RequiresGradient)
            {
                result.RequiresGradient = true;
                result.edges = edges.ToArray();
                break;
            }
        return result;
    }

    /// <summary>Memory of the open step for the result of <paramref name="operation"/>.</summary>
    /// <exception cref="InvalidOperationException">No step is open on this tensor's backend.</exception>
    public ValueBuffer NewBuffer(string operation, int count) => OpenScope(Backend, operation).RentValues(count);

    /// <summary>Refuses operands of two machines.</summary>
    public static void CheckSameBackend(string operation, Tensor a, Tensor b)
    {
        if (a.Backend != b.Backend)
            throw new ArgumentException(
                $"{operation}: both operands must be on one backend, got {a} on {a.Backend.Name} and {b} on {b.Backend.Name}, two different machines");
    }

    /// <summary>Keeps this inner node's gradient after the sweep, for a look inside.</summary>
    public Tensor RetainGradient()
    {
        KeepsGradient = true;
        return this;
    }

    /// <summary>The same numbers as a leaf: no gradient flows back through it.</summary>
    public Tensor Detach() => new("detach", Shape, Backend, Buffer, owner);

    /// <summary>Copies the numbers to the host, row-major.</summary>
    public double[] ToArray()
    {
        var values = new double[Shape.Count];
        Backend.Read(Buffer, values);
        return values;
    }

    /// <summary>Copies the numbers into the caller's memory, row-major.</summary>
    public void CopyTo(Span<float> values) => Backend.Read(Buffer, values[..Shape.Count]);

    /// <summary>The value of a tensor with one element.</summary>
    /// <exception cref="InvalidOperationException">It has more or fewer.</exception>
    public double Item()
    {
        if (Shape.Count != 1) throw new InvalidOperationException($"Tensor {this}: Item() reads a single number; use ToArray()");
        Span<double> value = stackalloc double[1];
        Backend.Read(Buffer, value);
        return value[0];
    }

    /// <summary>Overwrites the numbers in place; for leaves only.</summary>
    public void Assign(ReadOnlySpan<double> values)
    {
        if (edges.Length > 0) throw new InvalidOperationException($"Tensor {this}: is the result of an operation; only a leaf can be assigned");
        CheckCount(Shape, values.Length);
        Backend.Write(values, Buffer);
    }

    /// <summary>As in messages and graphs: <c>matmul [10, 16]</c>, <c>0.weight [16, 784]</c>.</summary>
    public override string ToString() => $"{Name ?? Operation} {Shape}";

    /// <summary>Hands the edges to the sweep, once.</summary>
    internal Edge[] TakeEdges()
    {
        var taken = edges;
        if (taken.Length > 0) (edges, Consumed) = ([], true);
        return taken;
    }

    static Tensor Leaf(Backend backend, Shape shape, int given, bool requiresGradient)
    {
        CheckCount(shape, given);
        var scope = backend.CurrentScope;
        var buffer = scope is null ? backend.AllocateValues(shape.Count) : scope.RentValues(shape.Count);
        return new Tensor(requiresGradient ? "parameter" : "input", shape, backend, buffer, scope)
        {
            RequiresGradient = requiresGradient, KeepsGradient = true,
        };
    }

    static void CheckCount(Shape shape, int given)
    {
        if (given != shape.Count) throw new ArgumentException($"Tensor: shape {shape} holds {shape.Count} numbers, got {given}");
    }

    static ComputationScope OpenScope(Backend backend, string operation) => backend.CurrentScope ?? throw new InvalidOperationException(
        $"{operation}: no step is open on backend {backend.Name}; compute inside `using var step = backend.BeginScope();`");
}
