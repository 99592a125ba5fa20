namespace Exercise07;

/// <summary>Values, edges and local derivatives; then the graph of the running example.</summary>
public static class Tests
{
    [ExerciseTest("AD-05", nameof(Operations.Multiply))]
    public static void The_worked_example()
    {
        Node a = new(2), b = new(5);
        ExpectNode(Operations.Multiply(a, b), 10, "2·5", (a, 5), (b, 2));
    }

    [ExerciseTest("AD-05", nameof(Operations.Add))]
    public static void A_sum()
    {
        Node a = new(2), b = new(5);
        ExpectNode(Operations.Add(a, b), 7, "2 + 5", (a, 1), (b, 1));
    }

    [ExerciseTest("AD-06", nameof(Operations.Sin))]
    public static void The_sine() => ExpectFunction(Operations.Sin, "sin", Math.Sin, Math.Cos);

    [ExerciseTest("AD-06", nameof(Operations.Cos))]
    public static void The_cosine() => ExpectFunction(Operations.Cos, "cos", Math.Cos, value => -Math.Sin(value));

    [ExerciseTest("AD-06", nameof(Operations.Tanh))]
    public static void The_hyperbolic_tangent() =>
        ExpectFunction(Operations.Tanh, "tanh", Math.Tanh, value => 1 - Math.Pow(Math.Tanh(value), 2));

    [ExerciseTest("AD-06", nameof(Operations.J))]
    public static void The_value_of_the_running_example()
    {
        foreach (var (x, value) in new[] { (0.5, 0.5424849757140324), (1, -0.7649205628044862),
            (2, 0.24510036817001535) })
            Expect.Equal(value, Operations.J(new Node(x)).Value, $"J = cos(sin x² + 3x²) at x = {x}");
    }

    [ExerciseTest("AD-06", nameof(Operations.J))]
    public static void The_running_example_computes_the_square_once()
    {
        var squares = new HashSet<Node>();
        var x = new Node(1);
        var stack = new Stack<Node>([Operations.J(x)]);
        while (stack.TryPop(out var node))
        {
            if (node.Edges.Any(edge => edge.Input == x)) squares.Add(node);
            foreach (var (input, _) in node.Edges) stack.Push(input);
        }
        Expect.Equal(1, squares.Count, "J = cos(sin x² + 3x²): nodes computed directly from x");
    }

    [ExerciseTest("AD-06", nameof(Operations.J))]
    public static void The_sum_over_all_paths_gives_the_derivative()
    {
        var x = new Node(0.5);
        Expect.Equal(-3.334146414144972, Derivative(Operations.J(x), x),
            "J = cos(sin x² + 3x²) at x = 0.5: the sum over all paths of the products of local derivatives");
    }

    /// <summary>
    /// Returns the derivative by its definition as a sum over all paths; exponential in the depth of the graph.
    /// </summary>
    static double Derivative(Node result, Node x) => result == x ? 1
        : result.Edges.Sum(edge => edge.Derivative * Derivative(edge.Input, x));

    static void ExpectFunction(Func<Node, Node> operation, string name, Func<double, double> f,
        Func<double, double> derivative)
    {
        foreach (var value in new[] { 0.0, 0.5, -1.2 })
        {
            var x = new Node(value);
            ExpectNode(operation(x), f(value), $"{name} {Format.Text(value)}", (x, derivative(value)));
        }
    }

    static void ExpectNode(Node result, double value, string name, params (Node Input, double Derivative)[] edges)
    {
        Expect.Equal(value, result.Value, $"{name}: the value");
        Expect.Equal(edges.Length, result.Edges.Count, $"{name}: the number of edges");
        foreach (var (input, derivative) in edges)
        {
            var found = result.Edges.Where(edge => edge.Input == input).ToArray();
            Expect.Equal(1, found.Length, $"{name}: the number of edges to the input {input.Value}");
            Expect.Equal(derivative, found[0].Derivative,
                $"{name}: the derivative with respect to the input {input.Value}");
        }
    }
}
