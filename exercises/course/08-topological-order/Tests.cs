namespace Exercise08;

/// <summary>Small graphs, random graphs, and one that is very deep.</summary>
public static class Tests
{
    [About("AD-05", nameof(Order.Of))]
    public static void A_leaf_alone()
    {
        var x = new Node(1);
        Expect(Order.Of(x), x, 1, "one leaf");
    }

    [About("AD-05", nameof(Order.Of))]
    public static void The_worked_number()
    {
        var x = new Node(2);
        var t = new Node(4, (x, 2), (x, 2));
        var y = new Node(6, (t, 1), (x, 1));
        Expect(Order.Of(y), y, 3, "t = x·x, y = t + x");
    }

    [About("AD-05", nameof(Order.Of))]
    public static void A_short_path_and_a_long_one_to_the_same_node()
    {
        var x = new Node(1);
        var a = new Node(1, (x, 1));
        var b = new Node(1, (a, 1));
        var y = new Node(2, (x, 1), (b, 1), (a, 1));
        Expect(Order.Of(y), y, 4, "a from x, b from a, y from x, b and a");
        var z = new Node(2, (b, 1), (a, 1), (x, 1));
        Expect(Order.Of(z), z, 4, "a from x, b from a, z from b, a and x");
    }

    [About("AD-05", nameof(Order.Of))]
    public static void Random_graphs()
    {
        for (var size = 2; size <= 40; size++)
        {
            var random = new RandomStream((ulong)size, "graph");
            var nodes = new List<Node> { new(0) };
            while (nodes.Count < size)
                nodes.Add(new Node(nodes.Count, (nodes[^1], 1), (nodes[random.NextInt(nodes.Count)], 1),
                    (nodes[random.NextInt(nodes.Count)], 1)));
            Expect(Order.Of(nodes[^1]), nodes[^1], size, $"a random graph of {size} nodes, each with three inputs among the earlier ones");
        }
    }

    [About("AD-05", nameof(Order.Of))]
    public static void Thirty_diamonds_one_after_another_are_no_billion_visits()
    {
        var node = new Node(0);
        for (var i = 0; i < 30; i++) node = new Node(0, (node, 1), (node, 1));
        Expect(Order.Of(node), node, 31, "a chain of 30 nodes, each using the one before it twice");
    }

    [About("AD-05", nameof(Order.Of))]
    public static void A_chain_of_a_million_nodes_does_not_overflow_the_stack()
    {
        var node = new Node(0);
        for (var i = 0; i < 1_000_000; i++) node = new Node(0, (node, 1));
        Check.Equal(1_000_001, Order.Of(node).Count, "a chain of a million nodes: how many are in order");
    }

    static void Expect(List<Node> order, Node result, int count, string what)
    {
        Check.Equal(count, order.Count, $"{what}: how many nodes are in order");
        Check.Equal(count, order.Distinct().Count(), $"{what}: how many different ones");
        Check.That(order[^1] == result, what, "the result stands last", $"it stands at place {order.IndexOf(result)} of {count}");
        var place = order.Select((node, i) => (node, i)).ToDictionary(pair => pair.node, pair => pair.i);
        foreach (var node in order)
            foreach (var (input, _) in node.Edges)
                Check.That(place.TryGetValue(input, out var at) && at < place[node], what,
                    $"every input before its users, so before place {place[node]}",
                    place.ContainsKey(input) ? $"an input at place {place[input]}" : "an input that is missing");
    }
}
