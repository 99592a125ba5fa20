namespace Exercise08;

/// <summary>Small graphs, random graphs, and a very deep one.</summary>
public static class Tests
{
    [ExerciseTest("AD-05", nameof(TopologicalOrder.Of))]
    public static void A_single_leaf()
    {
        var x = new Node(1);
        ExpectOrder(TopologicalOrder.Of(x), x, 1, "one leaf");
    }

    [ExerciseTest("AD-05", nameof(TopologicalOrder.Of))]
    public static void The_worked_example()
    {
        var x = new Node(2);
        var t = new Node(4, (x, 2), (x, 2));
        var y = new Node(6, (t, 1), (x, 1));
        ExpectOrder(TopologicalOrder.Of(y), y, 3, "t = x·x, y = t + x");
    }

    [ExerciseTest("AD-05", nameof(TopologicalOrder.Of))]
    public static void A_short_and_a_long_path_to_the_same_node()
    {
        var x = new Node(1);
        var a = new Node(1, (x, 1));
        var b = new Node(1, (a, 1));
        var y = new Node(2, (x, 1), (b, 1), (a, 1));
        ExpectOrder(TopologicalOrder.Of(y), y, 4, "a from x, b from a, y from x, b and a");
        var z = new Node(2, (b, 1), (a, 1), (x, 1));
        ExpectOrder(TopologicalOrder.Of(z), z, 4, "a from x, b from a, z from b, a and x");
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
            ExpectOrder(TopologicalOrder.Of(nodes[^1]), nodes[^1], size,
                $"a random graph of {size} nodes, each with three inputs among the earlier ones");
        }
    }

    [ExerciseTest("AD-05", nameof(TopologicalOrder.Of))]
    public static void A_chain_with_a_billion_paths_is_fast()
    {
        var node = new Node(0);
        for (var i = 0; i < 30; i++) node = new Node(0, (node, 1), (node, 1));
        ExpectOrder(TopologicalOrder.Of(node), node, 31, "a chain of 30 nodes, each using its predecessor twice");
    }

    [ExerciseTest("AD-05", nameof(TopologicalOrder.Of))]
    public static void A_chain_of_a_million_nodes_does_not_overflow_the_stack()
    {
        var node = new Node(0);
        for (var i = 0; i < 1_000_000; i++) node = new Node(0, (node, 1));
        Expect.Equal(1_000_001, TopologicalOrder.Of(node).Count, "a chain of a million nodes: the length of the order");
    }

    static void ExpectOrder(List<Node> order, Node result, int count, string graph)
    {
        Expect.Equal(count, order.Count, $"{graph}: the length of the order");
        Expect.Equal(count, order.Distinct().Count(), $"{graph}: the number of distinct nodes");
        Expect.That(order[^1] == result, graph, "the result is last",
            $"its index is {order.IndexOf(result)} of {count}");
        var index = order.Select((node, i) => (node, i)).ToDictionary(pair => pair.node, pair => pair.i);
        foreach (var node in order)
            foreach (var (input, _) in node.Edges)
                Expect.That(index.TryGetValue(input, out var at) && at < index[node], graph,
                    $"every input before its users, here before index {index[node]}",
                    index.ContainsKey(input) ? $"an input at index {index[input]}" : "an input that is missing");
    }
}
