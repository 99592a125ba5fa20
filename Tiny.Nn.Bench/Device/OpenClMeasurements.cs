using Tiny.Nn.Backends;
using Tiny.Nn.Bench.Peers;
using Tiny.Nn.Data;
using Tiny.Nn.Lab;

namespace Tiny.Nn.Bench.Device;

/// <summary>Measures one device; each method gives one kind of number.</summary>
static class OpenClMeasurements
{
    /// <summary>What would take longer in one call is left out.</summary>
    public const double LongestCall = 2;

    const int Repetitions = 3;

    static readonly int[] sizes = [256, 512, 1024, 2048, 4096];

    static readonly (string Net, int Batch)[] steps = [("v3", 128), ("v3", 1024), ("v6", 128), ("v6", 1024)];

    /// <summary>The most that the device can do: operations per second of <see cref="MultiplyAddChains"/>, the best of some tries.</summary>
    public static double Peak(OpenCl machine)
    {
        const int count = 1 << 22, tries = 5;
        using ValueBuffer x = machine.AllocateValues(count), y = machine.AllocateValues(count);
        machine.Fill(0.5, x);
        Action launch = () => machine.Map(new MultiplyAddChains(), x, y);
        return count * MultiplyAddChains.Operations / Enumerable.Range(0, tries).Min(_ => Timing.SecondsPerCall(launch, machine.Finish, seconds: 0.02));
    }

    /// <summary>Square products, the small ones first, as long as the next would not take too long at the speed of the last.</summary>
    public static IEnumerable<DeviceProductResult> Products(OpenCl machine, double seconds)
    {
        var speed = double.PositiveInfinity;
        foreach (var size in sizes)
        {
            var shape = new ProductShape(1, size, size, size);
            if (OperationCount.Of(shape) / speed > LongestCall) yield break;
            yield return new(size, speed = Product(machine, shape, seconds));
        }
    }

    /// <summary>Operations per second of a product of random matrices.</summary>
    public static double Product(OpenCl machine, ProductShape shape, double seconds)
    {
        var random = new RandomStream(1, "product");
        using var a = Random(shape.Rows * shape.Depth);
        using var b = Random(shape.Depth * shape.Columns);
        using var c = machine.AllocateValues(shape.Rows * shape.Columns);
        return OperationCount.Of(shape) / Median(machine, () => machine.Product(shape, a, b, null, c), seconds);

        ValueBuffer Random(int count)
        {
            var buffer = machine.AllocateValues(count);
            machine.Write(Enumerable.Range(0, count).Select(_ => (float)random.NextUniform(-1, 1)).ToArray(), buffer);
            return buffer;
        }
    }

    /// <summary>Bytes per second, read and written, of a copy that fits no cache.</summary>
    public static double Copy(OpenCl machine, double seconds)
    {
        var count = (int)Math.Min(1 << 26, Math.Min(machine.Device.LargestBuffer, machine.Device.Memory / 8) / sizeof(float));
        using ValueBuffer x = machine.AllocateValues(count), y = machine.AllocateValues(count);
        machine.Fill(1, x);
        var all = StridedView.Of([count]);
        return 2.0 * sizeof(float) * count / Median(machine, () => machine.Copy([count], x, all, y, all), seconds);
    }

    /// <summary>Training steps, beside PyTorch's on CUDA where that is.</summary>
    public static IEnumerable<DeviceTrainingResult> Steps(OpenClDevice device, Dataset digits, PeerProcesses theirs, double seconds)
    {
        foreach (var (net, batch) in steps)
        {
            var machine = new OpenCl(device);
            using var step = new DeviceTrainingStep(NetworkRegistry.Find(net), batch, machine, digits);
            step.WarmUp();
            var (ours, cuda) = (new List<double>(), new List<double>());
            for (var repetition = 0; repetition < Repetitions; repetition++)
            {
                ours.Add(step.SamplesPerSecond(seconds));
                if (theirs.Has("cuda")) cuda.Add(theirs.Measure("cuda", net, batch, threads: 2, seconds, step.ParameterCount));
            }
            var speed = Timing.Median(ours);
            yield return new(net, batch, speed, cuda.Count > 0 ? Timing.Median(cuda) : null, step.Launches(), step.HostSeconds() * speed / batch);
        }
    }

    static double Median(OpenCl machine, Action action, double seconds)
    {
        action();                                        // compiles the kernel
        return Timing.Median(Enumerable.Range(0, Repetitions).Select(_ => Timing.SecondsPerCall(action, machine.Finish, seconds)));
    }
}
