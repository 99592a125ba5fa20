using Tiny.Nn.Backends;
using Tiny.Nn.Bench.Peers;
using Tiny.Nn.Data;
using Tiny.Nn.Lab;

namespace Tiny.Nn.Bench.Device;

/// <summary>
/// Measures peak arithmetic rate, copy bandwidth, matrix products and training steps of an OpenCL device.
/// </summary>
static class OpenClMeasurements
{
    /// <summary>The limit on the time of one product; products that take longer per call are omitted.</summary>
    public const double MaximumCallSeconds = 2;

    const int Repetitions = 3;

    static readonly int[] sizes = [256, 512, 1024, 2048, 4096];

    static readonly (string Net, int Batch)[] steps = [("v3", 128), ("v3", 1024), ("v6", 128), ("v6", 1024)];

    /// <summary>
    /// Returns the peak arithmetic rate: operations per second of <see cref="MultiplyAddChains"/>, the best of 5 runs.
    /// </summary>
    public static double Peak(OpenCl backend)
    {
        const int count = 1 << 22, runs = 5;
        using ValueBuffer x = backend.AllocateValues(count), y = backend.AllocateValues(count);
        backend.Fill(0.5, x);
        Action launch = () => backend.Map(new MultiplyAddChains(), x, y);
        var best = Enumerable.Range(0, runs).Min(_ => Timing.SecondsPerCall(launch, backend.Finish, seconds: 0.02));
        return count * MultiplyAddChains.Operations / best;
    }

    /// <summary>
    /// Measures products of square matrices of increasing size. Ends when the next one would take too long at the
    /// last rate.
    /// </summary>
    public static IEnumerable<DeviceProductResult> Products(OpenCl backend, double seconds)
    {
        var speed = double.PositiveInfinity;
        foreach (var size in sizes)
        {
            var shape = new ProductShape(1, size, size, size);
            if (OperationCount.Of(shape) / speed > MaximumCallSeconds) yield break;
            yield return new(size, speed = Product(backend, shape, seconds));
        }
    }

    /// <summary>Returns the operations per second of a product of random matrices.</summary>
    public static double Product(OpenCl backend, ProductShape shape, double seconds)
    {
        var random = new RandomStream(1, "product");
        using var a = Random(shape.Rows * shape.Depth);
        using var b = Random(shape.Depth * shape.Columns);
        using var c = backend.AllocateValues(shape.Rows * shape.Columns);
        return OperationCount.Of(shape) / Median(backend, () => backend.Product(shape, a, b, null, c), seconds);

        ValueBuffer Random(int count)
        {
            var buffer = backend.AllocateValues(count);
            backend.Write(Enumerable.Range(0, count).Select(_ => (float)random.NextUniform(-1, 1)).ToArray(), buffer);
            return buffer;
        }
    }

    /// <summary>Returns the bytes per second, read and written, of a copy that exceeds the caches.</summary>
    public static double Copy(OpenCl backend, double seconds)
    {
        var largest = Math.Min(backend.Device.LargestBuffer, backend.Device.Memory / 8);
        var count = (int)Math.Min(1 << 26, largest / sizeof(float));
        using ValueBuffer x = backend.AllocateValues(count), y = backend.AllocateValues(count);
        backend.Fill(1, x);
        var all = StridedView.Of([count]);
        return 2.0 * sizeof(float) * count / Median(backend, () => backend.Copy([count], x, all, y, all), seconds);
    }

    /// <summary>Measures the throughputs of training steps, and those of PyTorch on CUDA if it is installed.</summary>
    public static IEnumerable<DeviceTrainingResult> Steps(
        OpenClDevice device, Dataset digits, PeerProcesses peers, double seconds)
    {
        foreach (var (net, batch) in steps)
        {
            var backend = new OpenCl(device);
            using var step = new DeviceTrainingStep(NetworkRegistry.Find(net), batch, backend, digits);
            step.WarmUp();
            var (ours, cuda) = (new List<double>(), new List<double>());
            for (var repetition = 0; repetition < Repetitions; repetition++)
            {
                ours.Add(step.SamplesPerSecond(seconds));
                if (peers.Has("cuda"))
                    cuda.Add(peers.Measure(
                        "cuda", net, batch, new PeerSetting("", Threads: 2), seconds, step.ParameterCount));
            }
            var speed = Timing.Median(ours);
            yield return new(net, batch, speed, cuda.Count > 0 ? Timing.Median(cuda) : null, step.Launches(),
                step.HostSeconds() * speed / batch);
        }
    }

    static double Median(OpenCl backend, Action action, double seconds)
    {
        action();                                        // the first call compiles the kernel
        return Timing.Median(Enumerable.Range(0, Repetitions)
            .Select(_ => Timing.SecondsPerCall(action, backend.Finish, seconds)));
    }
}
