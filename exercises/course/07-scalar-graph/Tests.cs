namespace Exercise07;

/// <summary>Values, edges and slopes; then the graph of the running example.</summary>
public static class Tests
{
    [About("AD-05", nameof(Operations.Multiply))]
    public static void The_worked_number()
    {
        Node a = new(2), b = new(5);
        Expect(Operations.Multiply(a, b), 10, "2·5", (a, 5), (b, 2));
        Expect(Operations.Add(a, b), 7, "2 + 5", (a, 1), (b, 1));
    }

    [About("AD-06", nameof(Operations.Cos))]
    public static void Functions_of_one_number()
    {
        foreach (var value in new[] { 0.0, 0.5, -1.2 })
        {
            var x = new Node(value);
            Expect(Operations.Sin(x), Math.Sin(value), $"sin {value}", (x, Math.Cos(value)));
            Expect(Operations.Cos(x), Math.Cos(value), $"cos {value}", (x, -Math.Sin(value)));
            Expect(Operations.Tanh(x), Math.Tanh(value), $"tanh {value}", (x, 1 - Math.Pow(Math.Tanh(value), 2)));
        }
    }

    [About("AD-06", nameof(Operations.J))]
    public static void The_value_of_the_running_example()
    {
        foreach (var (x, value) in new[] { (0.5, 0.5424849757140324), (1, -0.7649205628044862), (2, 0.24510036817001535) })
            Check.Equal(value, Operations.J(new Node(x)).Value, $"J = cos(sin x² + 3x²) at x = {x}");
    }

    [About("AD-06", nameof(Operations.J))]
    public static void Its_graph_computes_the_square_once()
    {
        var squares = new HashSet<Node>();
        var x = new Node(1);
        var open = new Stack<Node>([Operations.J(x)]);
        while (open.TryPop(out var node))
        {
            if (node.Edges.Any(edge => edge.Input == x)) squares.Add(node);
            foreach (var (input, _) in node.Edges) open.Push(input);
        }
        Check.Equal(1, squares.Count, "J = cos(sin x² + 3x²): nodes computed directly from x");
    }

    [About("AD-06", nameof(Operations.J))]
    public static void Slopes_multiplied_along_all_paths_give_the_derivative()
    {
        var x = new Node(0.5);
        Check.Equal(-3.334146414144972, Slope(Operations.J(x), x),
            "J = cos(sin x² + 3x²) at x = 0.5: the sum over all paths of the products of slopes");
    }

    /// <summary>The definition, and very slow on larger graphs: it walks every path.</summary>
    static double Slope(Node result, Node x) => result == x ? 1 : result.Edges.Sum(edge => edge.Slope * Slope(edge.Input, x));

    static void Expect(Node result, double value, string what, params (Node Input, double Slope)[] edges)
    {
        Check.Equal(value, result.Value, $"{what}: the value");
        Check.Equal(edges.Length, result.Edges.Count, $"{what}: how many edges");
        foreach (var (input, slope) in edges)
        {
            var found = result.Edges.Where(edge => edge.Input == input).ToArray();
            Check.Equal(1, found.Length, $"{what}: edges to the input {input.Value}");
            Check.Equal(slope, found[0].Slope, $"{what}: the slope to the input {input.Value}");
        }
    }
}
