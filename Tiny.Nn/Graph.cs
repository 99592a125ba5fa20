using System.Text;
using Tiny.Nn.Backends;
using Tiny.Nn.Backends.Functions;

namespace Tiny.Nn;

/// <summary>
/// Reverse-mode automatic differentiation over the graph that operations leave behind: the order, the sweep, the picture.
/// It knows no operation; each brought its own pullbacks.
/// </summary>
public static class Graph
{
    /// <summary>Room for the nodes of a small network; more make the lists grow.</summary>
    const int ExpectedNodes = 32;

    /// <summary>
    /// Computes dJ/dv for every leaf v that J was computed from and that requires a gradient:
    /// <code>
    ///   dJ/dJ = 1
    ///   for each node u in reverse topological order:
    ///       for each input v of u:   dJ/dv += pullback(dJ/du)
    /// </code>
    /// Each node is visited once. The sweep consumes the edges, and frees an inner gradient as soon as it was used.
    /// Source: AD-05, AD-12.
    /// </summary>
    /// <param name="output">J; a single number, unless <paramref name="gradient"/> is given.</param>
    /// <param name="gradient">dJ/d(output) where output is not J itself; of the same shape.</param>
    /// <exception cref="InvalidOperationException">Nothing requires a gradient, or a sweep has already consumed the graph.</exception>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
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
            for (var place = order.Count - 1; place >= 0; place--) sweep.Visit(order[place]);
        }
        finally
        {
            scope.IsRecording = recorded;
        }
    }

    /// <summary>
    /// The nodes that <paramref name="output"/> depends on and that require a gradient, every input before its users,
    /// output last. Depth first with a stack of its own: a recursive walk would overflow on deep graphs.
    /// </summary>
    public static List<Tensor> TopologicalOrder(Tensor output)
    {
        var order = new List<Tensor>(ExpectedNodes);
        var path = new Stack<(Tensor Node, int NextEdge)>(ExpectedNodes);
        var walk = output.SeenBy = new object();
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
            if (!input.RequiresGradient || input.SeenBy == walk) continue;
            input.SeenBy = walk;
            path.Push((input, 0));
        }
        return order;
    }

    /// <summary>The graph as text, one node a line in topological order: <c>#3 matmul [10, 16] ← #1, #2</c>.</summary>
    public static string ToText(Tensor output)
    {
        var text = new StringBuilder();
        var (nodes, number) = Numbered(output);
        foreach (var node in nodes)
        {
            text.Append($"#{number[node]} {node}");
            if (node.Edges.Count > 0) text.Append(" ← ").AppendJoin(", ", node.Edges.Select(edge => $"#{number[edge.Input]}"));
            text.Append('\n');
        }
        return text.ToString();
    }

    /// <summary>The graph in Graphviz' language, for <c>dot -Tsvg</c>: operations as boxes, leaves as ellipses.</summary>
    public static string ToDot(Tensor output)
    {
        var text = new StringBuilder("digraph {\n  rankdir=LR;\n  node [fontname=\"sans-serif\"];\n");
        var (nodes, number) = Numbered(output);
        foreach (var node in nodes)
        {
            var label = $"{node.Name ?? node.Operation}\\n{node.Shape}".Replace("\"", "\\\"");
            text.Append($"  n{number[node]} [label=\"{label}\", shape={(node.Edges.Count > 0 ? "box" : "ellipse")}];\n");
            foreach (var edge in node.Edges) text.Append($"  n{number[edge.Input]} -> n{number[node]};\n");
        }
        return text.Append("}\n").ToString();
    }

    /// <summary>For the pictures: every node, also those that need no gradient, with its number from 1.</summary>
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
            throw new InvalidOperationException($"Backward: the step that made {output} has ended; sweep before the step is disposed");
        if (!output.RequiresGradient)
            throw new InvalidOperationException(
                $"Backward: nothing that {output} was computed from requires a gradient, or the step was opened with recording: false");
        if (order.Find(node => node.Consumed) is { } consumed)
            throw new InvalidOperationException(
                $"Backward: an earlier sweep has consumed the graph of {consumed}; add the losses and sweep once, or compute it again");
        if (gradient is null && output.Shape.Count != 1)
            throw new ArgumentException($"Backward: needs a single number to start from, got {output}; reduce it with Sum() or Mean(), or pass its gradient");
        if (gradient is not null && gradient.Shape != output.Shape)
            throw new ArgumentException($"Backward: the gradient must have the output's shape {output.Shape}, got {gradient.Shape}");
        return scope;
    }

    /// <summary>One backward sweep: the sums, and the memory that is given back on the way.</summary>
    readonly struct BackwardSweep(ComputationScope scope)
    {
        readonly int begin = scope.Mark;

        /// <summary>All users of <paramref name="node"/> have added their share: pass its gradient on.</summary>
        public void Visit(Tensor node)
        {
            var gradient = node.Gradient!;
            foreach (var edge in node.TakeEdges())
            {
                if (!edge.Input.RequiresGradient) continue;
                var mark = scope.Mark;
                var share = edge.Pullback(gradient);
                scope.ReleaseSince(mark, except: share.Buffer);
                Add(edge.Input, share);
            }
            if (node.KeepsGradient) return;
            node.Gradient = null;
            Drop(gradient);
        }

        /// <summary>dJ/dv += share.</summary>
        public void Add(Tensor v, Tensor share)
        {
            if (share.Shape != v.Shape)
                throw new InvalidOperationException($"Backward: the pullback to {v} gave a gradient of shape {share.Shape}; it must have the input's shape");
            // A gradient ends with its step, also where the numbers handed in live on; else the next step would add to it.
            if (share.OutlivesScopes) share = Tensor.Result("gradient", share.Shape, share.Backend, share.Buffer);
            if (v.Gradient is not { IsAlive: true } sum)
            {
                v.Gradient = Hold(share);
                return;
            }
            var total = scope.RentValues(v.Shape.Count);
            var all = StridedView.Of(v.Shape);
            v.Backend.MapBinary(new Addition(), v.Shape, sum.Buffer, all, share.Buffer, all, total);
            v.Gradient = Hold(Tensor.Result("add", v.Shape, v.Backend, total));
            Drop(sum);
            Drop(Hold(share));
        }

        // One buffer may be the gradient of several nodes (an addition hands the same one to both operands),
        // so holders are counted, and the last one to let go gives the memory back.
        static Tensor Hold(Tensor gradient)
        {
            gradient.Buffer.ReferenceCount++;
            return gradient;
        }

        void Drop(Tensor gradient)
        {
            var buffer = gradient.Buffer;
            if (--buffer.ReferenceCount == 0 && buffer.ScopeIndex >= begin) scope.Release(buffer);
        }
    }
}
