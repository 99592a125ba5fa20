namespace Tiny.Nn.Lab.Playground.Rooms;

/// <summary>A line from a node to a node that uses it, through a point in each layer between them.</summary>
/// <param name="Points">Pairs of layer and row, both ends included.</param>
public sealed record GraphEdge(int From, int To, double[][] Points);

/// <summary>
/// Places the nodes of a formula in layers, each node after its operands and next to its first user. Lines across
/// several layers get a place of their own in each, and the order within the layers follows the mean of the neighbours,
/// so that few lines cross.
/// </summary>
public sealed record GraphLayout(double[] Layers, double[] Rows, GraphEdge[] Edges)
{
    const int Sweeps = 12;

    public static GraphLayout Of(Formula formula)
    {
        var nodes = formula.Nodes;
        var layer = LayersOf(nodes);
        var places = layer.ToList();
        var chains = new List<(int From, int To, List<int> Chain)>();
        for (var node = 0; node < nodes.Count; node++)
            foreach (var input in nodes[node].Inputs.Distinct())
            {
                List<int> chain = [input];
                for (var between = layer[input] + 1; between < layer[node]; between++)
                {
                    chain.Add(places.Count);
                    places.Add(between);
                }
                chain.Add(node);
                chains.Add((input, node, chain));
            }
        var rows = Order(places, [.. chains.SelectMany(edge => edge.Chain.Zip(edge.Chain.Skip(1)))]);
        return new([.. layer.Select(at => (double)at)], rows[..nodes.Count], [.. chains.Select(edge =>
            new GraphEdge(edge.From, edge.To, [.. edge.Chain.Select(at => new[] { places[at], rows[at] })]))]);
    }

    /// <summary>
    /// Returns the layer of each node, as late as its users allow: the longest path from the node to the result,
    /// counted back from the last layer.
    /// </summary>
    static int[] LayersOf(IReadOnlyList<FormulaNode> nodes)
    {
        var distance = new int[nodes.Count];
        for (var node = nodes.Count - 1; node >= 0; node--)
            foreach (var input in nodes[node].Inputs)
                distance[input] = Math.Max(distance[input], distance[node] + 1);
        return [.. distance.Select(steps => distance.Max() - steps)];
    }

    /// <summary>
    /// Returns the row of each place: sorted by the mean row of its neighbours, forward and backward.
    /// </summary>
    static double[] Order(List<int> places, (int From, int To)[] links)
    {
        var rows = new double[places.Count];
        var layers = Enumerable.Range(0, places.Count).GroupBy(place => places[place]).OrderBy(group => group.Key)
            .Select(group => group.ToList()).ToList();
        var (before, after) = (links.ToLookup(link => link.To, link => link.From),
            links.ToLookup(link => link.From, link => link.To));
        foreach (var group in layers) Place(group);
        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            foreach (var group in layers) Sort(group, before);
            foreach (var group in Enumerable.Reverse(layers)) Sort(group, after);
        }
        return rows;

        void Sort(List<int> group, ILookup<int, int> neighbours)
        {
            var sorted = group.OrderBy(place =>
                neighbours[place].Select(neighbour => rows[neighbour]).DefaultIfEmpty(rows[place]).Average()).ToList();
            group.Clear();
            group.AddRange(sorted);
            Place(group);
        }

        void Place(List<int> group)
        {
            for (var at = 0; at < group.Count; at++) rows[group[at]] = at - (group.Count - 1) / 2.0;
        }
    }
}
