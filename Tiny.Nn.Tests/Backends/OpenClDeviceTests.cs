using Tiny.Nn.Backends;
using Tiny.Nn.Backends.Functions;

namespace Tiny.Nn.Tests.Backends;

/// <summary>
/// Tests of the OpenCL backend beyond the conformance tests: device selection, error messages, memory, launch limits.
/// </summary>
[Collection(OpenClCollection.Name)]
public class OpenClDeviceTests
{
    [SkippableFact]
    public void Name_precision_and_device_are_reported()
    {
        using var backend = OpenClTestBackend.CreateOrSkip();
        Assert.Equal(("opencl", Math.Pow(2, -24)), (backend.Name, backend.Precision));
        Assert.Contains(backend.Device, OpenCl.Devices());
        Assert.Equal(Enumerable.Range(0, OpenCl.Devices().Count), OpenCl.Devices().Select(device => device.Number));
        Assert.Equal(OpenCl.Devices().OrderBy(device => device.Type), OpenCl.Devices());
    }

    [SkippableFact]
    public void An_unknown_device_number_throws_and_lists_the_available_devices()
    {
        using var backend = OpenClTestBackend.CreateOrSkip();
        var error = Assert.Throws<ArgumentException>(() => new OpenCl(99));
        Assert.StartsWith("OpenCL: device 99 does not exist; choose one of ", error.Message);
        Assert.Contains($"0 = {OpenCl.Devices()[0].Name}", error.Message);
    }

    [SkippableFact]
    public void A_buffer_of_another_backend_throws()
    {
        using var backend = OpenClTestBackend.CreateOrSkip();
        using var other = new Reference();
        var error = Assert.Throws<ArgumentException>(() => backend.Fill(0, other.AllocateValues(1)));
        Assert.Equal("Backend opencl: expects a buffer of its own, got a HostBuffer`1 of another backend; "
                     + "create all tensors of a computation on one backend", error.Message);
        using var second = OpenClTestBackend.CreateOrSkip();
        Assert.Throws<ArgumentException>(() => backend.Fill(0, second.AllocateValues(1)));
    }

    [SkippableFact]
    public void Exceeding_the_device_memory_throws_with_the_sizes()
    {
        using var backend = OpenClTestBackend.CreateOrSkip();
        var buffers = new List<ValueBuffer>();
        var length = (int)Math.Min(backend.Device.LargestBuffer / 4, Shape.MaximumCount);
        var error = Assert.Throws<OpenClOutOfMemoryException>(() =>
        {
            for (var held = 0L; held <= backend.Device.Memory; held += 4L * length)
                buffers.Add(backend.AllocateValues(length));
        });
        Assert.Matches(@"^OpenCL: .+ has no memory for [\d.]+ MiB more; [\d.]+ (MiB|bytes) of [\d.]+ MiB are in use "
                       + @"and one buffer is at most [\d.]+ MiB; "
                       + "use a smaller batch, a smaller network or another device$", error.Message);
        foreach (var buffer in buffers) buffer.Dispose();
        Assert.Equal(0, backend.BytesInUse);
    }

    [SkippableFact]
    public void Empty_work_launches_no_kernel()
    {
        using var backend = OpenClTestBackend.CreateOrSkip();
        ValueBuffer empty = backend.AllocateValues(0), result = backend.AllocateValues(0);
        backend.Fill(1, empty);
        backend.AddScaled(1, empty, 1, empty);
        backend.Product(new ProductShape(1, 0, 3, 2), empty, backend.AllocateValues(6), null, result);
        backend.Sum(0, 4, 1, 1, empty, result);
        Assert.Equal(0, backend.Launches);
    }

    [SkippableFact]
    public void A_long_upload_is_split_and_keeps_its_order()
    {
        using var backend = OpenClTestBackend.CreateOrSkip();
        var values = Enumerable.Range(0, 3_000_001).Select(j => (float)j).ToArray();
        var buffer = backend.AllocateValues(values.Length);
        for (var repeat = 0; repeat < 5; repeat++) backend.Write(values, buffer);
        var back = new float[values.Length];
        backend.Read(buffer, back);
        Assert.Equal(values, back);
    }

    [SkippableFact]
    public void Work_beyond_the_limit_of_one_launch_is_computed_completely()
    {
        using var backend = OpenClTestBackend.CreateOrSkip();
        const int planes = 70_000, rows = 1_100_000;
        ValueBuffer x = backend.AllocateValues(planes * 4), y = backend.AllocateValues(planes);
        var values = Enumerable.Range(0, planes * 4).Select(j => (float)j).ToArray();
        backend.Write(values, x);
        backend.SumPool(new PoolingShape(planes,
            SpatialWindow.Of(Window.ForConvolution(2, 2), Window.ForConvolution(2, 2))), x, y);
        var sums = new float[planes];
        backend.Read(y, sums);
        Assert.Equal(Enumerable.Range(0, planes).Select(p => 16f * p + 6), sums);

        ValueBuffer column = backend.AllocateValues(rows), row = backend.AllocateValues(2),
            table = backend.AllocateValues(2 * rows);
        backend.Write(Enumerable.Range(0, rows).Select(j => (float)j).ToArray(), column);
        backend.Write([0f, 0.5f], row);
        backend.MapBinary(new Addition(), [rows, 2], column, new StridedView(0, [1, 0]), row,
            new StridedView(0, [0, 1]), table);
        var elements = new float[2 * rows];
        backend.Read(table, elements);
        Assert.Equal(Enumerable.Range(0, 2 * rows).Select(j => j / 2 + j % 2 * 0.5f), elements);
    }
}
