namespace Exercise09;

/// <summary>Shared nodes, repeated sweeps, and the worked examples of the sources.</summary>
public static class Tests
{
    [About("AD-05", nameof(Sweep.Backward))]
    public static void A_chain_multiplies_the_slopes()
    {
        var x = new Node(1);
        var a = new Node(2, (x, 2));
        var b = new Node(6, (a, 3));
        Sweep.Backward([x, a, b]);
        Check.Equal([6, 3, 1], [x.Gradient, a.Gradient, b.Gradient], "a = 2x, b = 3a: the gradients of x, a, b");
    }

    [About("AD-05", nameof(Sweep.Backward))]
    public static void The_example_x_plus_y_times_z()
    {
        Node x = new(-2), y = new(5), z = new(-4);
        var q = new Node(3, (x, 1), (y, 1));
        var f = new Node(-12, (q, -4), (z, 3));
        Sweep.Backward([x, y, q, z, f]);
        Check.Equal([-4, -4, 3, -4], [x.Gradient, y.Gradient, z.Gradient, q.Gradient],
            "f = (x + y)·z at (-2, 5, -4): the gradients of x, y, z and q = x + y");
    }

    [About("AD-12", nameof(Sweep.Backward))]
    public static void A_node_used_twice_hears_from_both_users()
    {
        var x = new Node(3);
        var square = new Node(9, (x, 3), (x, 3));
        var y = new Node(12, (square, 1), (x, 1));
        Sweep.Backward([x, square, y]);
        Check.Equal(7, x.Gradient, "y = x·x + x at x = 3: dy/dx");
    }

    [About("AD-12", nameof(Sweep.Backward))]
    public static void A_second_sweep_gives_the_same()
    {
        var x = new Node(3);
        var y = new Node(9, (x, 3), (x, 3));
        Sweep.Backward([x, y]);
        Sweep.Backward([x, y]);
        Check.Equal(6, x.Gradient, "y = x·x at x = 3, swept twice: dy/dx");
    }

    [About("AD-05", nameof(Sweep.Backward))]
    public static void The_running_example_and_its_inner_gradients()
    {
        foreach (var (at, slope) in new[] { (0.5, -3.334146414144972), (1, 4.5607917906787785), (2, 9.099148544832385) })
        {
            var x = new Node(at);
            var t = new Node(at * at, (x, at), (x, at));
            Node u1 = new(Math.Sin(at * at), (t, Math.Cos(at * at))), u2 = new(3 * at * at, (t, 3));
            var u = new Node(u1.Value + u2.Value, (u1, 1), (u2, 1));
            Sweep.Backward([x, t, u1, u2, u, new Node(Math.Cos(u.Value), (u, -Math.Sin(u.Value)))]);
            Check.Equal(-Math.Sin(u.Value) * (Math.Cos(at * at) + 3), t.Gradient,
                $"J = cos(sin x² + 3x²) at x = {at}: dJ/dt, from two branches");
            Check.Equal(slope, x.Gradient, $"J = cos(sin x² + 3x²) at x = {at}: dJ/dx");
        }
    }

    [About("AD-05", nameof(Sweep.Backward))]
    public static void A_chain_of_a_hundred_thousand_nodes()
    {
        var order = new List<Node> { new(1) };
        for (var i = 0; i < 100_000; i++) order.Add(new Node(1, (order[^1], 1)));
        Sweep.Backward(order);
        Check.Equal(1, order[0].Gradient, "a chain of 100,000 nodes with slope 1: the gradient at its beginning");
    }
}
