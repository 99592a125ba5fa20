namespace Exercise37;

/// <summary>On the first OpenCL device; without one, skipped.</summary>
public static class Tests
{
    [About("OP-01", nameof(Axpy.Source))]
    public static void The_worked_number()
    {
        var source = Axpy.Source();
        using var device = new Device();
        Expect(device, source, n: 3, room: 3, started: 3);
    }

    [About("OP-01", nameof(Axpy.Source))]
    public static void Work_items_without_work_keep_their_hands_off()
    {
        using var device = new Device();
        Expect(device, Axpy.Source(), n: 3, room: 64, started: 64);
        Expect(device, Axpy.Source(), n: 65, room: 128, started: 128);
    }

    [About("OP-01", nameof(Axpy.Source))]
    public static void Many_groups()
    {
        using var device = new Device();
        Expect(device, Axpy.Source(), n: 10_000, room: 10_240, started: 10_240);
    }

    /// <summary>Cells beyond n must stay as they are.</summary>
    static void Expect(Device device, string source, int n, int room, int started)
    {
        var x = Enumerable.Range(0, room).Select(i => (float)(i + 1)).ToArray();
        var y = Enumerable.Range(0, room).Select(i => 10f * (i + 1)).ToArray();
        var expected = y.Select((value, i) => i < n ? (double)(2 * x[i] + value) : value).ToArray();
        device.Run(source, "axpy", [started], started % 64 == 0 ? [64] : null, n, 2f, x, y);
        Check.Equal(expected, y.Select(value => (double)value).ToArray(),
            $"α = 2, x = 1, 2, 3, …, y = 10, 20, 30, …, n = {n}, arrays of {room}, {started} work-items", 1e-6);
    }
}
