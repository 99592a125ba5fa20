using Tiny.Nn.Backends;
using Tiny.Nn.Ops;

namespace Tiny.Nn.Tests.Mutants;

/// <summary>Computes dJ/dx from J and x.</summary>
public delegate Tensor BackwardPass(Tensor output, Tensor x);

/// <summary>
/// Backward passes with a bug. Each is a variant of the algorithm in the source, written so that each of its decisions
/// can be replaced. The library's own backward pass must satisfy the same properties.
/// </summary>
static class BackwardPassMutants
{
    static readonly BackwardPass Library = (output, x) =>
    {
        Graph.Backward(output);
        return x.Gradient!;
    };

    public static IEnumerable<Mutant> All =>
    [
        Backward("gradients are overwritten instead of added", Variant(add: (_, term) => term),
            Gradients_of_branches_are_summed),
        Backward("only the first of several branches is counted",
            Variant(add: (sum, term) => sum ?? term), Gradients_of_branches_are_summed),
        Backward("nodes are visited in forward order",
            Variant(order: output => [.. Graph.TopologicalOrder(output)]),
            A_node_is_visited_after_all_its_users),
        Backward("nodes are visited breadth first", Variant(order: BreadthFirst),
            A_node_is_visited_after_all_its_users),
        Backward("a second edge to the same tensor is skipped",
            Variant(edges: node => node.Edges.DistinctBy(edge => edge.Input)),
            Both_operands_can_be_the_same_tensor),
        Backward("the last edge of a node is skipped",
            Variant(edges: node => node.Edges.Take(Math.Max(1, node.Edges.Count - 1))),
            Gradients_of_branches_are_summed),
        Backward("the gradient of the output starts at 0", Variant(start: 0), Gradients_of_branches_are_summed),
        Backward("a node is visited once for each path to it", AlongEveryPath,
            The_number_of_pullbacks_is_linear_in_the_number_of_edges),
    ];

    /// <summary>y = x² + sin x + x has three branches from x: dy/dx = 2x + cos x + 1.</summary>
    public static void Gradients_of_branches_are_summed(BackwardPass backward)
    {
        using var backend = new Reference();
        using var scope = backend.BeginScope();
        var x = Tensor.Scalar(backend, 0.7, requiresGradient: true);
        Assert.Equal(2 * 0.7 + Math.Cos(0.7) + 1, backward(x.Square() + (x.Sin() + x), x).Item(), 1e-12);
    }

    /// <summary>
    /// The last node and an early node both use u = 3x, so its gradient is complete only after both have been visited.
    /// </summary>
    public static void A_node_is_visited_after_all_its_users(BackwardPass backward)
    {
        using var backend = new Reference();
        using var scope = backend.BeginScope();
        var x = Tensor.Scalar(backend, 0.7, requiresGradient: true);
        var u = 3 * x;
        Assert.Equal(3 * (1 + 2 * 5 * 7), backward(u + 7 * (5 * (2 * u)), x).Item(), 1e-12);
    }

    /// <summary>y = x·x has one tensor as both operands: dy/dx = 2x.</summary>
    public static void Both_operands_can_be_the_same_tensor(BackwardPass backward)
    {
        using var backend = new Reference();
        using var scope = backend.BeginScope();
        var x = Tensor.Scalar(backend, 3, requiresGradient: true);
        Assert.Equal(6, backward(x * x, x).Item());
    }

    /// <summary>Twelve nested sums y + y have 4096 paths and 24 edges; 24 pullbacks are called.</summary>
    public static void The_number_of_pullbacks_is_linear_in_the_number_of_edges(BackwardPass backward)
    {
        const int sums = 12;
        using var backend = new Reference();
        using var scope = backend.BeginScope();
        var x = Tensor.Scalar(backend, 1, requiresGradient: true);
        var (y, calls) = (x, 0);
        for (var depth = 0; depth < sums; depth++)
        {
            Func<Tensor, Tensor> counted = dy =>
            {
                calls++;
                return dy;
            };
            y = Tensor.Result("sum", y.Shape, backend, (y + y).Buffer, new Edge(y, counted), new Edge(y, counted));
        }
        Assert.Equal(1 << sums, backward(y, x).Item());
        Assert.Equal(2 * sums, calls);
    }

    static Mutant Backward(string bug, BackwardPass mutant, Action<BackwardPass> property) =>
        new(bug, property.Method.Name, () => property(mutant), () =>
        {
            property(Variant());
            property(Library);
        });

    /// <summary>
    /// Returns a backward pass that visits the nodes in reverse topological order. For each edge of a node, it
    /// adds the edge's pullback of the node's gradient to the gradient of the edge's input. The arguments replace
    /// single steps of it.
    /// </summary>
    static BackwardPass Variant(
        Func<Tensor, IEnumerable<Tensor>>? order = null, Func<Tensor?, Tensor, Tensor>? add = null,
        Func<Tensor, IEnumerable<Edge>>? edges = null, double start = 1) => (output, x) =>
    {
        order ??= node => Graph.TopologicalOrder(node).AsEnumerable().Reverse();
        add ??= (sum, term) => sum is null ? term : sum + term;
        edges ??= node => node.Edges;
        var gradients = new Dictionary<Tensor, Tensor> { [output] = Tensor.Full(output.Backend, output.Shape, start) };
        foreach (var node in order(output))
            foreach (var edge in edges(node))
                if (edge.Input.RequiresGradient && gradients.TryGetValue(node, out var gradient))
                    gradients[edge.Input] = add(gradients.GetValueOrDefault(edge.Input), edge.Pullback(gradient));
        return gradients.GetValueOrDefault(x) ?? Tensor.Full(x.Backend, x.Shape, 0);
    };

    static IEnumerable<Tensor> BreadthFirst(Tensor output)
    {
        var (seen, waiting) = (new HashSet<Tensor> { output }, new Queue<Tensor>([output]));
        while (waiting.TryDequeue(out var node))
        {
            yield return node;
            foreach (var edge in node.Edges)
                if (seen.Add(edge.Input)) waiting.Enqueue(edge.Input);
        }
    }

    static Tensor AlongEveryPath(Tensor output, Tensor x)
    {
        var sum = Tensor.Full(x.Backend, x.Shape, 0);
        Walk(output, Tensor.Full(output.Backend, output.Shape, 1));
        return sum;

        void Walk(Tensor node, Tensor gradient)
        {
            if (node == x) sum += gradient;
            foreach (var edge in node.Edges) Walk(edge.Input, edge.Pullback(gradient));
        }
    }
}
