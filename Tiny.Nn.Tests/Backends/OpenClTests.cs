using Tiny.Nn.Backends;
using Tiny.Nn.Backends.Functions;

namespace Tiny.Nn.Tests.Backends;

/// <summary>Where the tests get their OpenCL machine; without a device they are skipped, and say why.</summary>
static class OpenClMachine
{
    public static OpenCl OrSkip(OpenClDeviceType? form = null)
    {
        try
        {
            return new OpenCl(OpenClDevice.Choose(), form);
        }
        catch (OpenClUnavailableException missing)
        {
            throw new SkipException(missing.Message);
        }
    }
}

/// <summary>Tests on the device run one after another: it is one device, and its driver compiles for one thread at a time.</summary>
[CollectionDefinition(Name)]
public class OpenClCollection
{
    public const string Name = "OpenCL";
}

/// <summary>The suite for all machines, with the kernels in the form of the device at hand.</summary>
[Collection(OpenClCollection.Name)]
public class OpenClTests() : BackendSuite(OpenClMachine.OrSkip());

/// <summary>The same with the kernels shaped for a GPU, wherever they run.</summary>
[Collection(OpenClCollection.Name)]
public class OpenClGpuFormTests() : BackendSuite(OpenClMachine.OrSkip(OpenClDeviceType.Gpu));

/// <summary>What holds for the OpenCL machine beyond the suite: choosing a device, the words of its errors, its cache.</summary>
[Collection(OpenClCollection.Name)]
public class OpenClMachineTests
{
    [SkippableFact]
    public void The_machine_knows_its_name_precision_and_device()
    {
        using var machine = OpenClMachine.OrSkip();
        Assert.Equal(("opencl", Math.Pow(2, -24)), (machine.Name, machine.Precision));
        Assert.Contains(machine.Device, OpenCl.Devices());
        Assert.Equal(Enumerable.Range(0, OpenCl.Devices().Count), OpenCl.Devices().Select(device => device.Number));
        Assert.Equal(OpenCl.Devices().OrderBy(device => device.Type), OpenCl.Devices());
    }

    [SkippableFact]
    public void A_device_that_is_not_there_is_refused_with_those_that_are()
    {
        using var machine = OpenClMachine.OrSkip();
        var error = Assert.Throws<ArgumentException>(() => new OpenCl(99));
        Assert.StartsWith("OpenCL: device 99 does not exist; choose one of ", error.Message);
        Assert.Contains($"0 = {OpenCl.Devices()[0].Name}", error.Message);
    }

    [SkippableFact]
    public void A_buffer_of_another_machine_is_refused()
    {
        using var machine = OpenClMachine.OrSkip();
        using var other = new Reference();
        var error = Assert.Throws<ArgumentException>(() => machine.Fill(0, other.AllocateValues(1)));
        Assert.Equal("Backend opencl: expects a buffer of its own, got a HostBuffer`1 of another backend; "
                     + "create all tensors of a computation on one backend", error.Message);
        using var twin = OpenClMachine.OrSkip();
        Assert.Throws<ArgumentException>(() => machine.Fill(0, twin.AllocateValues(1)));
    }

    [SkippableFact]
    public void More_than_the_device_holds_is_refused_with_the_sizes()
    {
        using var machine = OpenClMachine.OrSkip();
        var buffers = new List<ValueBuffer>();
        var length = (int)Math.Min(machine.Device.LargestBuffer / 4, Shape.MaximumCount);
        var error = Assert.Throws<OpenClOutOfMemoryException>(() =>
        {
            for (var held = 0L; held <= machine.Device.Memory; held += 4L * length) buffers.Add(machine.AllocateValues(length));
        });
        Assert.Matches(@"^OpenCL: .+ has no memory for [\d.]+ MiB more; [\d.]+ (MiB|bytes) of [\d.]+ MiB are in use "
                       + @"and one buffer is at most [\d.]+ MiB; "
                       + "use a smaller batch, a smaller network or another device$", error.Message);
        foreach (var buffer in buffers) buffer.Dispose();
        Assert.Equal(0, machine.BytesInUse);
    }

    [SkippableFact]
    public void Empty_work_never_reaches_the_driver()
    {
        using var machine = OpenClMachine.OrSkip();
        var empty = machine.AllocateValues(0);
        machine.Fill(1, empty);
        machine.AddScaled(1, empty, 1, empty);
        machine.Product(new ProductShape(1, 0, 3, 2), empty, machine.AllocateValues(6), null, empty);
        machine.Sum(0, 4, 1, 1, empty, empty);
        Assert.Equal(0, machine.Launches);
    }

    [SkippableFact]
    public void A_long_upload_goes_up_in_parts_and_in_order()
    {
        using var machine = OpenClMachine.OrSkip();
        var values = Enumerable.Range(0, 3_000_001).Select(j => (float)j).ToArray();
        var buffer = machine.AllocateValues(values.Length);
        for (var turn = 0; turn < 5; turn++) machine.Write(values, buffer);
        var back = new float[values.Length];
        machine.Read(buffer, back);
        Assert.Equal(values, back);
    }

    [SkippableFact]
    public void More_planes_and_rows_than_one_launch_holds_are_all_computed()
    {
        using var machine = OpenClMachine.OrSkip();
        const int planes = 70_000, rows = 1_100_000;
        ValueBuffer x = machine.AllocateValues(planes * 4), y = machine.AllocateValues(planes);
        var values = Enumerable.Range(0, planes * 4).Select(j => (float)j).ToArray();
        machine.Write(values, x);
        machine.SumPool(new PoolingShape(planes, SpatialWindow.Of(Window.ForConvolution(2, 2), Window.ForConvolution(2, 2))), x, y);
        var sums = new float[planes];
        machine.Read(y, sums);
        Assert.Equal(Enumerable.Range(0, planes).Select(p => 16f * p + 6), sums);

        ValueBuffer column = machine.AllocateValues(rows), row = machine.AllocateValues(2), table = machine.AllocateValues(2 * rows);
        machine.Write(Enumerable.Range(0, rows).Select(j => (float)j).ToArray(), column);
        machine.Write([0f, 0.5f], row);
        machine.MapBinary(new Addition(), [rows, 2], column, new StridedView(0, [1, 0]), row, new StridedView(0, [0, 1]), table);
        var cells = new float[2 * rows];
        machine.Read(table, cells);
        Assert.Equal(Enumerable.Range(0, 2 * rows).Select(j => j / 2 + j % 2 * 0.5f), cells);
    }
}
