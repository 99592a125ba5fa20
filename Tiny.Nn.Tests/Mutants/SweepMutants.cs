using Tiny.Nn.Backends;
using Tiny.Nn.Ops;

namespace Tiny.Nn.Tests.Mutants;

/// <summary>dJ/dx by some sweep from J.</summary>
public delegate Tensor Sweep(Tensor output, Tensor x);

/// <summary>
/// The backward sweep as the source writes it, with its decisions laid open; the bugs are other decisions. The library's own
/// sweep is held to the same properties.
/// </summary>
static class SweepMutants
{
    static readonly Sweep Library = (output, x) =>
    {
        Graph.Backward(output);
        return x.Gradient!;
    };

    public static IEnumerable<Mutant> All =>
    [
        Bug("a gradient is overwritten where it should be added", Variant(add: (_, share) => share), Branches_are_summed),
        Bug("only the first of two branches is counted", Variant(add: (sum, share) => sum ?? share), Branches_are_summed),
        Bug("nodes are visited in the order of their making", Variant(order: output => [.. Graph.TopologicalOrder(output)]), A_node_waits_for_all_its_users),
        Bug("nodes are visited breadth first", Variant(order: BreadthFirst), A_node_waits_for_all_its_users),
        Bug("the second edge to the same tensor is skipped", Variant(edges: node => node.Edges.DistinctBy(edge => edge.Input)), Both_operands_may_be_one_tensor),
        Bug("the last edge is skipped", Variant(edges: node => node.Edges.Take(Math.Max(1, node.Edges.Count - 1))), Branches_are_summed),
        Bug("the sweep begins with 0", Variant(start: 0), Branches_are_summed),
        Bug("a node is visited once for each path to it", AlongEveryPath, A_chain_of_diamonds_costs_linear_work),
    ];

    /// <summary>y = x² + sin x + x, three ways from one x: dy/dx = 2x + cos x + 1.</summary>
    public static void Branches_are_summed(Sweep sweep)
    {
        using var machine = new Reference();
        using var scope = machine.BeginScope();
        var x = Tensor.Scalar(machine, 0.7, requiresGradient: true);
        Assert.Equal(2 * 0.7 + Math.Cos(0.7) + 1, sweep(x.Square() + (x.Sin() + x), x).Item(), 1e-12);
    }

    /// <summary>A short and a long way to the same node: u = 3x is used at once and two nodes later, and may not be passed on in between.</summary>
    public static void A_node_waits_for_all_its_users(Sweep sweep)
    {
        using var machine = new Reference();
        using var scope = machine.BeginScope();
        var x = Tensor.Scalar(machine, 0.7, requiresGradient: true);
        var u = 3 * x;
        Assert.Equal(3 * (1 + 2 * 5 * 7), sweep(u + 7 * (5 * (2 * u)), x).Item(), 1e-12);
    }

    /// <summary>y = x·x with one tensor for both operands: dy/dx = 2x.</summary>
    public static void Both_operands_may_be_one_tensor(Sweep sweep)
    {
        using var machine = new Reference();
        using var scope = machine.BeginScope();
        var x = Tensor.Scalar(machine, 3, requiresGradient: true);
        Assert.Equal(6, sweep(x * x, x).Item());
    }

    /// <summary>Twelve diamonds in a row have 4096 paths and 24 edges: so many pullbacks, and no more, are asked.</summary>
    public static void A_chain_of_diamonds_costs_linear_work(Sweep sweep)
    {
        const int diamonds = 12;
        using var machine = new Reference();
        using var scope = machine.BeginScope();
        var x = Tensor.Scalar(machine, 1, requiresGradient: true);
        var (y, asked) = (x, 0);
        for (var depth = 0; depth < diamonds; depth++)
        {
            Func<Tensor, Tensor> counted = dy =>
            {
                asked++;
                return dy;
            };
            y = Tensor.Result("diamond", y.Shape, machine, (y + y).Buffer, new Edge(y, counted), new Edge(y, counted));
        }
        Assert.Equal(1 << diamonds, sweep(y, x).Item());
        Assert.Equal(2 * diamonds, asked);
    }

    static Mutant Bug(string bug, Sweep sick, Action<Sweep> property) => new(bug, property.Method.Name, () => property(sick), () =>
    {
        property(Variant());
        property(Library);
    });

    /// <summary>initialise; for each node in reverse topological order, for each of its edges: add the pullback of its gradient.</summary>
    static Sweep Variant(Func<Tensor, IEnumerable<Tensor>>? order = null, Func<Tensor?, Tensor, Tensor>? add = null,
        Func<Tensor, IEnumerable<Edge>>? edges = null, double start = 1) => (output, x) =>
    {
        order ??= node => Graph.TopologicalOrder(node).AsEnumerable().Reverse();
        add ??= (sum, share) => sum is null ? share : sum + share;
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
