namespace Exercise08;

/// <summary>Small graphs, random graphs, and a very deep one.</summary>
public static class Tests
{
    [ExerciseTest("AD-05", nameof(TopologicalOrder.Of))]
    public static void A_single_leaf()
    {
        var x = new Node(1);
        ExpectOrder("one leaf x", ("x", x));
    }

    [ExerciseTest("AD-05", nameof(TopologicalOrder.Of))]
    public static void The_worked_example()
    {
        var x = new Node(2);
        var t = new Node(4, (x, 2), (x, 2));
        var y = new Node(6, (t, 1), (x, 1));
        ExpectOrder("t = x·x, y = t + x", ("x", x), ("t", t), ("y", y));
    }

    [ExerciseTest("AD-05", nameof(TopologicalOrder.Of))]
    public static void A_short_and_a_long_path_to_the_same_node()
    {
        var x = new Node(1);
        var a = new Node(1, (x, 1));
        var b = new Node(1, (a, 1));
        var y = new Node(2, (x, 1), (b, 1), (a, 1));
        ExpectOrder("a from x, b from a, y from x, b and a", ("x", x), ("a", a), ("b", b), ("y", y));
        var z = new Node(2, (b, 1), (a, 1), (x, 1));
        ExpectOrder("a from x, b from a, z from b, a and x", ("x", x), ("a", a), ("b", b), ("z", z));
    }

    [ExerciseTest("AD-05", nameof(TopologicalOrder.Of))]
    public static void Random_graphs()
    {
        for (var size = 2; size <= 40; size++)
        {
            var random = new RandomStream((ulong)size, "graph");
            var nodes = new List<Node> { new(0) };
            while (nodes.Count < size)
                nodes.Add(new Node(nodes.Count, (nodes[^1], 1), (nodes[random.NextInt(nodes.Count)], 1),
                    (nodes[random.NextInt(nodes.Count)], 1)));
            ExpectOrder($"a random graph of {size} nodes, each with three inputs among the earlier ones",
                [.. nodes.Select((node, i) => ($"{i}", node))]);
        }
    }

    [ExerciseTest("AD-05", nameof(TopologicalOrder.Of))]
    public static void A_chain_with_a_billion_paths_is_fast()
    {
        var chain = new List<(string, Node Node)> { ("0", new Node(0)) };
        for (var i = 1; i <= 30; i++)
        {
            chain.Add(($"{i}", new Node(0, (chain[^1].Node, 1), (chain[^1].Node, 1))));
            var graph = $"a chain of {i} nodes after a leaf, each using its predecessor twice";
            Timing.ExpectSeconds(0.3, () => ExpectOrder(graph, [.. chain]), graph,
                "each more node doubles the number of paths; visit nodes, not paths");
        }
    }

    [ExerciseTest("AD-05", nameof(TopologicalOrder.Of))]
    public static void A_long_chain_does_not_overflow_the_stack()
    {
        foreach (var (length, limit) in new[] { (40_000, 0.5), (300_000, 4) })
        {
            var node = new Node(0);
            for (var i = 1; i < length; i++) node = new Node(0, (node, 1));
            var (graph, count) = ($"a chain of {length:N0} nodes", 0);
            Timing.ExpectSeconds(limit, () => count = TopologicalOrder.Of(node).Count, graph,
                "the time grows faster than the number of nodes; look nodes up in a HashSet, not in a list");
            Expect.Equal(length, count, $"{graph}: the length of the order");
        }
    }

    /// <summary>Expects an order of these nodes, given with their names; the last is the result.</summary>
    static void ExpectOrder(string graph, params (string Name, Node Node)[] nodes)
    {
        var (order, result) = (TopologicalOrder.Of(nodes[^1].Node), nodes[^1].Name);
        var names = nodes.ToDictionary(pair => pair.Node, pair => pair.Name);
        var got = $"({string.Join(", ", order.Take(45).Select(node => names.GetValueOrDefault(node, "?")))})";
        Expect.That(order.Count == nodes.Length && order.Distinct().Count() == nodes.Length, graph,
            $"each of the {nodes.Length} nodes once", got);
        var index = order.Select((node, i) => (node, i)).ToDictionary(pair => pair.node, pair => pair.i);
        foreach (var node in order)
            foreach (var (input, _) in node.Edges)
                Expect.That(index.TryGetValue(input, out var at) && at < index[node], graph,
                    $"every input before its users, here {names[input]} before {names[node]}", got);
        Expect.That(names[order[^1]] == result, graph, $"the result {result} last", got);
    }
}
