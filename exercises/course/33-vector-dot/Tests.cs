namespace Exercise33;

/// <summary>Every length, then the clock.</summary>
public static class Tests
{
    [About("NN-01", nameof(Dot.Product))]
    public static void The_worked_number()
    {
        Check.Equal(15, Dot.Product([1, 2, 3, 4, 5], [1, 1, 1, 1, 1]), "a = (1, 2, 3, 4, 5), b = (1, 1, 1, 1, 1)");
        Check.Equal(0, Dot.Product([], []), "no numbers at all");
    }

    [About("NN-01", nameof(Dot.Product))]
    public static void Every_length_to_a_hundred()
    {
        for (var n = 1; n <= 100; n++)
        {
            var (a, b) = (Check.Numbers(n, 1), Check.Numbers(n, 2));
            Check.Equal(Plain(a, b), Dot.Product(a, b), $"{n} numbers", 1e-12);
        }
    }

    [About("NN-01", nameof(Dot.Product))]
    public static void Each_place_counts_once()
    {
        for (var n = 1; n <= 40; n++)
            for (var place = 0; place < n; place++)
            {
                var a = new double[n];
                a[place] = 1;
                Check.Equal(place + 1, Dot.Product(a, [.. Enumerable.Range(1, n).Select(i => (double)i)]),
                    $"{n} numbers, a is 1 at place {place} and 0 elsewhere, b = 1, 2, 3, …");
            }
    }

    [About("NN-01", nameof(Dot.Product))]
    public static void How_much_faster_it_is_than_a_loop(Stage stage)
    {
        var (a, b, sink) = (Check.Numbers(4096, 1), Check.Numbers(4096, 2), 0.0);
        void Often(Func<double> product)
        {
            for (var i = 0; i < 200; i++) sink += product();
        }
        var times = Speed.Up(() => Often(() => Plain(a, b)), () => Often(() => Dot.Product(a, b)), enough: 3);
        stage.Say($"4,096 numbers: {times:0.0} times as fast as the plain loop");
    }

    static double Plain(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }
}
