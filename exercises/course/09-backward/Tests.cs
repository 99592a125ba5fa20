namespace Exercise09;

/// <summary>Shared nodes, repeated calls, and the worked examples of the sources.</summary>
public static class Tests
{
    [ExerciseTest("AD-05", nameof(Backpropagation.Backward))]
    public static void A_chain_multiplies_the_derivatives()
    {
        var x = new Node(1);
        var a = new Node(2, (x, 2));
        var b = new Node(6, (a, 3));
        Backpropagation.Backward([x, a, b]);
        Expect.Equal([6, 3, 1], [x.Gradient, a.Gradient, b.Gradient], "a = 2x, b = 3a: the gradients of x, a, b");
    }

    [ExerciseTest("AD-05", nameof(Backpropagation.Backward))]
    public static void The_example_x_plus_y_times_z()
    {
        Node x = new(-2), y = new(5), z = new(-4);
        var q = new Node(3, (x, 1), (y, 1));
        var f = new Node(-12, (q, -4), (z, 3));
        Backpropagation.Backward([x, y, q, z, f]);
        Expect.Equal([-4, -4, 3, -4], [x.Gradient, y.Gradient, z.Gradient, q.Gradient],
            "f = (x + y)·z at (-2, 5, -4): the gradients of x, y, z and q = x + y");
    }

    [ExerciseTest("AD-12", nameof(Backpropagation.Backward))]
    public static void A_node_used_twice_adds_both_contributions()
    {
        var x = new Node(3);
        var square = new Node(9, (x, 3), (x, 3));
        var y = new Node(12, (square, 1), (x, 1));
        Backpropagation.Backward([x, square, y]);
        Expect.Equal(7, x.Gradient, "y = x·x + x at x = 3: dy/dx");
    }

    [ExerciseTest("AD-12", nameof(Backpropagation.Backward))]
    public static void A_second_call_gives_the_same_gradients()
    {
        var x = new Node(3);
        var y = new Node(9, (x, 3), (x, 3));
        Backpropagation.Backward([x, y]);
        Backpropagation.Backward([x, y]);
        Expect.Equal(6, x.Gradient, "y = x·x at x = 3, two calls: dy/dx");
    }

    [ExerciseTest("AD-05", nameof(Backpropagation.Backward))]
    public static void The_gradients_of_the_running_example()
    {
        foreach (var (at, derivative) in new[] { (0.5, -3.334146414144972), (1, 4.5607917906787785),
            (2, 9.099148544832385) })
        {
            var x = new Node(at);
            var t = new Node(at * at, (x, at), (x, at));
            Node u1 = new(Math.Sin(at * at), (t, Math.Cos(at * at))), u2 = new(3 * at * at, (t, 3));
            var u = new Node(u1.Value + u2.Value, (u1, 1), (u2, 1));
            Backpropagation.Backward([x, t, u1, u2, u, new Node(Math.Cos(u.Value), (u, -Math.Sin(u.Value)))]);
            Expect.Equal(-Math.Sin(u.Value) * (Math.Cos(at * at) + 3), t.Gradient,
                $"J = cos(sin x² + 3x²) at x = {at}: dJ/dt, from two branches");
            Expect.Equal(derivative, x.Gradient, $"J = cos(sin x² + 3x²) at x = {at}: dJ/dx");
        }
    }

    [ExerciseTest("AD-05", nameof(Backpropagation.Backward))]
    public static void A_chain_of_a_hundred_thousand_nodes()
    {
        var order = new List<Node> { new(1) };
        for (var i = 0; i < 100_000; i++) order.Add(new Node(1, (order[^1], 1)));
        Backpropagation.Backward(order);
        Expect.Equal(1, order[0].Gradient,
            "a chain of 100,000 nodes with derivative 1: the gradient of the first node");
    }
}
