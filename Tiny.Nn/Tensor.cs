using System.Diagnostics;
using Tiny.Nn.Backends;

namespace Tiny.Nn;

/// <summary>
/// An edge of the graph: an input x of an operation, and the pullback (vector-Jacobian product) for it. The pullback
/// maps the gradient dy of the operation's result to the gradient dx = Jᵀ·dy, which has the shape of x.
/// </summary>
public readonly record struct Edge(Tensor Input, Func<Tensor, Tensor> Pullback);

/// <summary>
/// A node of the computation graph: values with a shape on a backend, and the edges to the tensors it was
/// computed from. Edges are set by the constructor, so no cycle can be built. Operations are in Ops, the backward
/// sweep in <see cref="Graph"/>.
/// </summary>
/// <remarks>
/// A tensor created while a scope is open belongs to the scope and ends with it. A tensor created outside of scopes (a
/// parameter, optimizer state) outlives all scopes, and may change in place.
/// </remarks>
[DebuggerDisplay("{Description}")]
public sealed class Tensor
{
    readonly ValueBuffer buffer;
    readonly ComputationScope? owner;
    readonly int generation;
    readonly long createdAt;
    Edge[] edges = [];

    Tensor(string operation, Shape shape, Backend backend, ValueBuffer buffer, ComputationScope? owner)
    {
        Operation = operation;
        Shape = shape;
        Backend = backend;
        this.buffer = buffer;
        this.owner = owner;
        (generation, createdAt) = (buffer.Generation, backend.Clock);
    }

    public Shape Shape { get; }

    /// <summary>The backend that holds the values.</summary>
    public Backend Backend { get; }

    /// <summary>
    /// The operation that computed the tensor, such as <c>matmul</c>; <c>input</c> or <c>parameter</c> for a leaf.
    /// </summary>
    public string Operation { get; }

    /// <summary>A name for graphs and error messages, such as <c>0.weight</c>.</summary>
    public string? Name { get; set; }

    /// <summary>Name or operation, and shape: <c>matmul [10, 16]</c>, <c>0.weight [16, 784]</c>.</summary>
    public string Description => $"{Name ?? Operation} {Shape}";

    /// <summary>
    /// Whether a backward sweep computes the tensor's gradient: true for leaves that were created so, and for
    /// everything computed from them.
    /// </summary>
    public bool RequiresGradient { get; private set; }

    /// <summary>
    /// dJ/d(this), of the same shape, after <see cref="Graph.Backward"/>. Null before the sweep, and for inner nodes
    /// without <see cref="RetainGradient"/>. The gradient belongs to the scope of the sweep.
    /// </summary>
    public Tensor? Gradient { get; internal set; }

    /// <summary>
    /// The edges to the inputs of the operation; empty for a leaf, for a tensor that requires no gradient, and after
    /// the sweep.
    /// </summary>
    public IReadOnlyList<Edge> Edges => edges;

    /// <summary>Whether a backward sweep has used and released the edges.</summary>
    internal bool Consumed { get; private set; }

    /// <summary>
    /// Whether the gradient stays after the sweep: true for leaves, and after <see cref="RetainGradient"/>.
    /// </summary>
    internal bool KeepsGradient { get; private set; }

    /// <summary>The last traversal that visited this node.</summary>
    internal object? VisitedBy { get; set; }

    /// <summary>The values' memory; valid until the scope that owns it, or a backward sweep, releases it.</summary>
    /// <exception cref="InvalidOperationException">The memory was released.</exception>
    public ValueBuffer Buffer => IsAlive ? buffer : throw new InvalidOperationException(
        $"Tensor {Description}: " + (owner is { IsOpen: false }
            ? "its scope has ended and its memory was released; read it with ToArray() before the scope is disposed"
            : "Backward released its memory after the pullback that computed or received it; compute it again in " +
            "each pullback that uses it, or before Backward"));

    /// <summary>Whether the memory still holds the tensor's values.</summary>
    internal bool IsAlive => owner is not { IsOpen: false } && buffer.Generation == generation;

    /// <summary>Whether the values were changed in place after <paramref name="result"/> was computed.</summary>
    internal bool ChangedSince(Tensor result) => buffer.LastWrite > result.createdAt;

    /// <summary>Whether the tensor was created outside of scopes, as parameters are.</summary>
    internal bool OutlivesScopes => owner is null;

    /// <summary>Creates a leaf with the given values, in row-major order.</summary>
    /// <param name="requiresGradient">True for a parameter.</param>
    /// <exception cref="ArgumentException">The number of values differs from that of the shape.</exception>
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

    /// <summary>Creates a leaf with the same value in every element.</summary>
    public static Tensor Full(Backend backend, Shape shape, double value, bool requiresGradient = false)
    {
        var leaf = Leaf(backend, shape, NotNull(shape).Count, requiresGradient);
        backend.Fill(value, leaf.buffer);
        return leaf;
    }

    /// <summary>Creates a leaf of shape [], a scalar.</summary>
    public static Tensor Scalar(Backend backend, double value, bool requiresGradient = false) =>
        Full(backend, Shape.Scalar, value, requiresGradient);

    /// <summary>
    /// Creates the result of an operation, for authors of operations. If the scope records and an input requires a
    /// gradient, the result keeps its edges and requires a gradient too.
    /// </summary>
    /// <param name="value">The computed values, in a buffer of the open scope (<see cref="NewBuffer"/>).</param>
    /// <exception cref="ArgumentException">The buffer has another length, or is of another backend.</exception>
    /// <exception cref="InvalidOperationException">No scope is open, or the buffer was released.</exception>
    public static Tensor Result(
        string operation, Shape shape, Backend backend, ValueBuffer value, params ReadOnlySpan<Edge> edges)
    {
        var scope = OpenScope(backend, operation);
        backend.CheckOperand(value, NotNull(shape).Count, who: operation);
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

    /// <summary>Creates the result of an operation on this tensor, in a new buffer of the open scope.</summary>
    /// <param name="compute">Writes the result's values to the buffer.</param>
    /// <inheritdoc cref="Result"/>
    public Tensor Compute(string operation, Shape shape, Action<ValueBuffer> compute, params ReadOnlySpan<Edge> edges)
    {
        var value = NewBuffer(operation, NotNull(shape).Count);
        NotNull(compute)(value);
        return Result(operation, shape, Backend, value, edges);
    }

    /// <summary>Allocates a buffer of the open scope for the result of <paramref name="operation"/>.</summary>
    /// <exception cref="InvalidOperationException">No scope is open on this tensor's backend.</exception>
    public ValueBuffer NewBuffer(string operation, int count) => OpenScope(Backend, operation).RentValues(count);

    /// <summary>Checks that both operands are on one backend.</summary>
    /// <exception cref="ArgumentException">The operands are on different backends.</exception>
    public static void CheckSameBackend(string operation, Tensor a, Tensor b)
    {
        if (NotNull(a).Backend != NotNull(b).Backend)
            throw new ArgumentException(
                $"{operation}: both operands must be on one backend, got {a.Description} on {a.Backend.Name} " +
                $"and {b.Description} on " +
                $"another, {b.Backend.Name}");
    }

    /// <summary>Keeps the gradient of this inner node after the sweep.</summary>
    public Tensor RetainGradient()
    {
        KeepsGradient = true;
        return this;
    }

    /// <summary>Returns a leaf with the same values; no gradient flows back through it.</summary>
    public Tensor Detach() => new("detach", Shape, Backend, Buffer, owner);

    /// <summary>Copies the values to the host, in row-major order.</summary>
    public double[] ToArray()
    {
        var values = new double[Shape.Count];
        Backend.Read(Buffer, values);
        return values;
    }

    /// <summary>Copies the values to the caller's memory, in row-major order.</summary>
    /// <exception cref="ArgumentException">The memory is too short.</exception>
    public void CopyTo(Span<float> values)
    {
        if (values.Length < Shape.Count)
            throw new ArgumentException(
                $"Tensor {Description}: CopyTo needs memory for {Shape.Count} elements, got {values.Length}");
        Backend.Read(Buffer, values[..Shape.Count]);
    }

    /// <summary>Returns the value of a tensor with one element.</summary>
    /// <exception cref="InvalidOperationException">The tensor has more or fewer elements.</exception>
    public double Item()
    {
        if (Shape.Count != 1)
            throw new InvalidOperationException($"Tensor {Description}: Item() reads a tensor of one element; " +
                $"use ToArray()");
        Span<double> value = stackalloc double[1];
        Backend.Read(Buffer, value);
        return value[0];
    }

    /// <summary>Overwrites the values in place; for leaves only.</summary>
    public void Assign(ReadOnlySpan<double> values)
    {
        if (edges.Length > 0)
            throw new InvalidOperationException(
                $"Tensor {Description}: is the result of an operation; only a leaf can be assigned");
        CheckCount(Shape, values.Length);
        Backend.Write(values, Buffer);
    }

    /// <summary>
    /// Returns the description and the values, in NumPy's layout: four decimals, and the first and last elements of
    /// long axes. Released values are left out.
    /// </summary>
    public override string ToString() => !IsAlive
        ? $"{Description}, released"
        : $"{Description}{(Shape.Rank == 0 ? ' ' : '\n')}{new TensorText(Shape, ToArray())}";

    /// <summary>Returns the edges and marks them as consumed.</summary>
    internal Edge[] TakeEdges()
    {
        var taken = edges;
        if (taken.Length > 0) (edges, Consumed) = ([], true);
        return taken;
    }

    static Tensor Leaf(Backend backend, Shape shape, int given, bool requiresGradient)
    {
        CheckCount(shape, given);
        var scope = NotNull(backend).CurrentScope;
        var buffer = scope is null ? backend.AllocateValues(shape.Count) : scope.RentValues(shape.Count);
        return new(requiresGradient ? "parameter" : "input", shape, backend, buffer, scope)
        {
            RequiresGradient = requiresGradient, KeepsGradient = true,
        };
    }

    static void CheckCount(Shape shape, int given)
    {
        if (given != NotNull(shape).Count)
            throw new ArgumentException($"Tensor: shape {shape} holds {shape.Count} elements, got {given} values");
    }

    internal static ComputationScope OpenScope(Backend backend, string operation) =>
        NotNull(backend).CurrentScope ?? throw new InvalidOperationException(
            $"{operation}: no scope is open on backend {backend.Name}; compute inside `using var scope = " +
            "backend.BeginScope();`");
}
