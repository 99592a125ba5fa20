namespace Exercise37;

/// <summary>Runs on the first OpenCL device; skipped without one.</summary>
public static class Tests
{
    [ExerciseTest("OP-01", nameof(Axpy.Source))]
    public static void The_worked_example()
    {
        var source = Axpy.Source();
        using var runner = new KernelRunner();
        ExpectResult(runner, source, n: 3, capacity: 3, started: 3);
    }

    [ExerciseTest("OP-01", nameof(Axpy.Source))]
    public static void Surplus_work_items_do_not_write()
    {
        using var runner = new KernelRunner();
        ExpectResult(runner, Axpy.Source(), n: 3, capacity: 64, started: 64);
        ExpectResult(runner, Axpy.Source(), n: 65, capacity: 128, started: 128);
    }

    [ExerciseTest("OP-01", nameof(Axpy.Source))]
    public static void Many_work_groups()
    {
        using var runner = new KernelRunner();
        ExpectResult(runner, Axpy.Source(), n: 10_000, capacity: 10_240, started: 10_240);
    }

    /// <summary>Expects y ← 2x + y for the first n elements, and the other elements to be unchanged.</summary>
    static void ExpectResult(KernelRunner runner, string source, int n, int capacity, int started)
    {
        var x = Enumerable.Range(0, capacity).Select(i => (float)(i + 1)).ToArray();
        var y = Enumerable.Range(0, capacity).Select(i => 10f * (i + 1)).ToArray();
        var expected = y.Select((value, i) => i < n ? (double)(2 * x[i] + value) : value).ToArray();
        runner.Run(source, "axpy", [started], started % 64 == 0 ? [64] : null, n, 2f, x, y);
        Expect.Equal(expected, y.Select(value => (double)value).ToArray(),
            $"α = 2, x = 1, 2, 3, …, y = 10, 20, 30, …, n = {n}, arrays of {capacity}, {started} work items", 1e-6);
    }
}
