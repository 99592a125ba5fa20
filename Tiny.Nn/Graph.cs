using System.Text;
using Tiny.Nn.Backends;
using Tiny.Nn.Backends.Functions;

namespace Tiny.Nn;

/// <summary>
/// Reverse-mode automatic differentiation: the topological order, the backward sweep, and the graph as text.
/// Independent of the operations, because the edges of the graph hold their pullbacks.
/// </summary>
public static class Graph
{
    const int ExpectedNodes = 32;   // initial capacity of the lists: the nodes of a small network

    /// <summary>
    /// Computes dJ/dv for every leaf v that J depends on and that requires a gradient:
    /// <code>
    ///   dJ/dJ = 1
    ///   for each node u in reverse topological order:
    ///       for each input v of u:   dJ/dv += pullback(dJ/du)
    /// </code>
    /// Each node is visited once. The sweep releases the edges, and frees the gradient of an inner node after its last
    /// use. Source: AD-05, AD-12.
    /// </summary>
    /// <param name="output">J; a scalar, unless <paramref name="gradient"/> is given.</param>
    /// <param name="gradient">dJ/d(output), of the output's shape, if the output is not J itself.</param>
    /// <exception cref="InvalidOperationException">
    /// Nothing requires a gradient, an earlier sweep has consumed the graph, or an input of an operation was changed in
    /// place since; running statistics, which the operation does not read, are exempt.
    /// </exception>
    /// <exception cref="ArgumentException">The shapes do not fit, or the gradient is on another backend.</exception>
    public static void Backward(Tensor output, Tensor? gradient = null)
    {
        var order = TopologicalOrder(output);
        var scope = Check(output, gradient, order);
        var recorded = scope.IsRecording;
        scope.IsRecording = false;
        try
        {
            var sweep = new BackwardSweep(scope);
            sweep.Add(output, gradient ?? Tensor.Full(output.Backend, output.Shape, 1));
            for (var node = order.Count - 1; node >= 0; node--) sweep.Visit(order[node]);
        }
        finally
        {
            scope.IsRecording = recorded;
        }
    }

    /// <summary>
    /// Returns the nodes that <paramref name="output"/> depends on and that require a gradient. Every input precedes
    /// its users, and the output is last. The search is depth-first with an explicit stack, because recursion would
    /// overflow on deep graphs.
    /// </summary>
    public static List<Tensor> TopologicalOrder(Tensor output)
    {
        var order = new List<Tensor>(ExpectedNodes);
        var path = new Stack<(Tensor Node, int NextEdge)>(ExpectedNodes);
        var traversal = NotNull(output).VisitedBy = new object();
        path.Push((output, 0));
        while (path.TryPop(out var top))
        {
            var (node, next) = top;
            if (next == node.Edges.Count)
            {
                order.Add(node);
                continue;
            }
            path.Push((node, next + 1));
            var input = node.Edges[next].Input;
            if (!input.RequiresGradient || input.VisitedBy == traversal) continue;
            input.VisitedBy = traversal;
            path.Push((input, 0));
        }
        return order;
    }

    /// <summary>
    /// Returns the graph as text, one node per line in topological order: <c>#3 matmul [10, 16] ← #1, #2</c>.
    /// </summary>
    public static string ToText(Tensor output)
    {
        var text = new StringBuilder();
        var (nodes, number) = Numbered(output);
        foreach (var node in nodes)
        {
            text.Append($"#{number[node]} {node.Description}");
            if (node.Edges.Count > 0)
                text.Append(" ← ").AppendJoin(", ", node.Edges.Select(edge => $"#{number[edge.Input]}"));
            text.Append('\n');
        }
        return text.ToString();
    }

    /// <summary>
    /// Returns the graph in Graphviz's DOT language, for <c>dot -Tsvg</c>. Operations are boxes, leaves are ellipses.
    /// </summary>
    public static string ToDot(Tensor output)
    {
        var text = new StringBuilder("digraph {\n  rankdir=LR;\n  node [fontname=\"sans-serif\"];\n");
        var (nodes, number) = Numbered(output);
        foreach (var node in nodes)
        {
            var label = $"{node.Name ?? node.Operation}\\n{node.Shape}".Replace("\"", "\\\"");
            var shape = node.Edges.Count > 0 ? "box" : "ellipse";
            text.Append($"  n{number[node]} [label=\"{label}\", shape={shape}];\n");
            foreach (var edge in node.Edges) text.Append($"  n{number[edge.Input]} -> n{number[node]};\n");
        }
        return text.Append("}\n").ToString();
    }

    /// <summary>Returns every node, including those without a gradient, with its number from 1.</summary>
    static (List<Tensor> Nodes, Dictionary<Tensor, int> Number) Numbered(Tensor output)
    {
        var nodes = new List<Tensor>();
        var number = new Dictionary<Tensor, int>();
        foreach (var node in TopologicalOrder(output))
        {
            foreach (var edge in node.Edges)
                if (number.TryAdd(edge.Input, nodes.Count + 1)) nodes.Add(edge.Input);
            if (number.TryAdd(node, nodes.Count + 1)) nodes.Add(node);
        }
        return (nodes, number);
    }

    static ComputationScope Check(Tensor output, Tensor? gradient, List<Tensor> order)
    {
        if (!output.IsAlive || output.Backend.CurrentScope is not { } scope)
            throw new InvalidOperationException(
                $"Backward: the scope of {output.Description} has ended; call Backward before the scope is disposed");
        if (!output.RequiresGradient)
            throw new InvalidOperationException(
                $"Backward: {output.Description} depends on no tensor that requires a gradient, or its scope " +
                "was opened with recording: false");
        if (order.Find(node => node.Consumed) is { } consumed)
            throw new InvalidOperationException(
                $"Backward: an earlier call has consumed the graph of {consumed.Description}; add the losses " +
                "and call Backward once, or compute it again");
        if (gradient is null && output.Shape.Count != 1)
            throw new ArgumentException(
                $"Backward: expects a scalar, got {output.Description}; reduce it with Sum() or Mean(), or pass " +
                "its gradient");
        if (gradient is not null && gradient.Shape != output.Shape)
            throw new ArgumentException(
                $"Backward: expects a gradient of the output's shape {output.Shape}, got {gradient.Shape}");
        return scope;
    }

    /// <summary>One backward sweep: accumulates gradients and releases buffers that are no longer needed.</summary>
    readonly struct BackwardSweep(ComputationScope scope)
    {
        readonly int begin = scope.Mark;

        /// <summary>
        /// Propagates the gradient of <paramref name="node"/> to its inputs. All terms of that gradient have been
        /// added before.
        /// </summary>
        public void Visit(Tensor node)
        {
            var gradient = node.Gradient!;
            foreach (var edge in node.TakeEdges())
            {
                if (edge.Input.ChangedSince(node))
                    throw new InvalidOperationException(
                        $"Backward: {edge.Input.Description} was changed in place after {node.Description} was " +
                        "computed from it; call Backward before Assign or the optimizer's step, or compute " +
                        $"{node.Description} again");
                if (!edge.Input.RequiresGradient) continue;
                var mark = scope.Mark;
                var term = edge.Pullback(gradient);
                scope.ReleaseSince(mark, except: term.Buffer);
                Add(edge.Input, term);
            }
            if (node.KeepsGradient) return;
            node.Gradient = null;
            Release(gradient);
        }

        /// <summary>Adds a term to the gradient of v: dJ/dv += term.</summary>
        public void Add(Tensor v, Tensor term)
        {
            Tensor.CheckSameBackend("Backward", v, term);
            if (term.Shape != v.Shape)
                throw new InvalidOperationException(
                    $"Backward: the pullback to {v.Description} returned a gradient of shape {term.Shape}, but " +
                    "a gradient has its input's shape");
            // A gradient ends with its scope, even if its buffer lives on; otherwise the next sweep would add to it.
            if (term.OutlivesScopes) term = Tensor.Result("gradient", term.Shape, term.Backend, term.Buffer);
            if (v.Gradient is not { IsAlive: true } sum)
            {
                v.Gradient = Retain(term);
                return;
            }
            var total = scope.RentValues(v.Shape.Count);
            var all = StridedView.Of(v.Shape);
            v.Backend.MapBinary(new Addition(), v.Shape, sum.Buffer, all, term.Buffer, all, total);
            v.Gradient = Retain(Tensor.Result("add", v.Shape, v.Backend, total));
            Release(sum);
            Release(Retain(term));
        }

        // One buffer may be the gradient of several nodes (an addition passes the same one to both operands),
        // so references are counted, and the last one to be released returns the buffer.
        static Tensor Retain(Tensor gradient)
        {
            gradient.Buffer.ReferenceCount++;
            return gradient;
        }

        void Release(Tensor gradient)
        {
            var buffer = gradient.Buffer;
            if (--buffer.ReferenceCount == 0 && buffer.ScopeIndex >= begin) scope.Release(buffer);
        }
    }
}
