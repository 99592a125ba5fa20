namespace Exercise38;

/// <summary>On the first OpenCL device; without one, skipped.</summary>
public static class Tests
{
    [About("NN-11", nameof(TiledProduct.Source))]
    public static void The_worked_number()
    {
        var source = TiledProduct.Source();
        using var device = new Device();
        Check.Equal([19, 22, 43, 50], Run(device, source, 2, [1, 2, 3, 4], [5, 6, 7, 8]), "(1 2 / 3 4)·(5 6 / 7 8)", 1e-6);
    }

    [About("NN-11", nameof(TiledProduct.Source))]
    public static void Sizes_that_are_tiles_and_sizes_that_are_not()
    {
        using var device = new Device();
        foreach (var n in new[] { 1, 3, 7, 8, 9, 16, 17, 30 })
        {
            var (A, B) = (Check.Numbers(n * n, 1), Check.Numbers(n * n, 2));
            var expected = Enumerable.Range(0, n * n).Select(cell => Enumerable.Range(0, n)
                .Sum(k => A[cell / n * n + k] * B[k * n + cell % n])).ToArray();
            Check.Equal(expected, Run(device, TiledProduct.Source(), n, A, B), $"two random matrices of {n}×{n}", 1e-5);
        }
    }

    [About("NN-11", nameof(TiledProduct.Source))]
    public static void The_tiles_are_in_local_memory_behind_barriers()
    {
        var source = TiledProduct.Source();
        Check.That(source.Contains("__local"), "the kernel's text", "tiles in __local memory", "no __local in it");
        Check.That(source.Split("barrier(").Length - 1 >= 2, "the kernel's text",
            "two barriers: before the tiles are used, and before they are overwritten", $"{source.Split("barrier(").Length - 1}");
    }

    [About("NN-11", nameof(TiledProduct.Source))]
    public static void How_it_compares_with_a_plain_loop_here(Stage stage)
    {
        using var device = new Device();
        const int n = 256;
        double[] A = Check.Numbers(n * n, 1), B = Check.Numbers(n * n, 2), C = new double[n * n];
        var source = TiledProduct.Source();
        var times = Speed.Up(() => PlainLoop(n, A, B, C), () => Run(device, source, n, A, B), enough: 0);
        stage.Say($"256×256, with copying there and back: {times:0.00} times as fast as a plain loop on the processor");
    }

    static void PlainLoop(int n, double[] A, double[] B, double[] C)
    {
        for (var i = 0; i < n; i++)
            for (var j = 0; j < n; j++)
            {
                var sum = 0.0;
                for (var k = 0; k < n; k++) sum += A[i * n + k] * B[k * n + j];
                C[i * n + j] = sum;
            }
    }

    static double[] Run(Device device, string source, int n, double[] A, double[] B)
    {
        const float untouched = 99;
        var room = (n + 7) / 8 * 8;
        var C = Enumerable.Repeat(untouched, room * room).ToArray();
        device.Run(source, "product", [room, room], [8, 8], n, A.Select(value => (float)value).ToArray(), B.Select(value => (float)value)
            .ToArray(), C);
        Check.That(C.Skip(n * n).All(value => value == untouched), $"two matrices of {n}×{n}, {room}×{room} work-items",
            "nothing written beyond the matrix", "something written beyond it");
        return [.. C.Take(n * n).Select(value => (double)value)];
    }
}
