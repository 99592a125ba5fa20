using Tiny.Nn.Backends;
using Tiny.Nn.Layers;
using Tiny.Nn.Ops;
using Tiny.Nn.Training;

namespace Tiny.Nn.Tests.Backends;

/// <summary>
/// Tests that train whole networks on the device: the losses match those on the CPU, and every run gives the same bits.
/// </summary>
[Collection(OpenClCollection.Name)]
public class OpenClTrainingTests
{
    static Sequential ConvolutionalNetwork() => new(
        new Conv2d(1, 20, kernel: 5), new MaxPool2d(2), new Relu(),
        new Conv2d(20, 40, kernel: 5), new MaxPool2d(2), new Relu(),
        new Flatten(), new Dense(640, 100), new Relu(), new Dropout(0.25), new Dense(100, 10));

    internal static Sequential SmallNetwork() => new(new Dense(12, 16), new Tanh(), new Dropout(0.1), new Dense(16, 3));

    [SkippableTheory, InlineData(OpenClDeviceType.Cpu), InlineData(OpenClDeviceType.Gpu)]
    public void With_one_seed_the_losses_match_the_CPU_backend_in_double(OpenClDeviceType kernelForm)
    {
        using var device = OpenClTestBackend.CreateOrSkip(kernelForm);
        using var cpu = new Cpu<double>(2);
        var expected = Losses(cpu, ConvolutionalNetwork(), [1, 28, 28], batch: 32, steps: 8);
        var actual = Losses(device, ConvolutionalNetwork(), [1, 28, 28], batch: 32, steps: 8);
        for (var step = 0; step < expected.Length; step++)
            Assert.True(Math.Abs(expected[step] - actual[step]) <= 1e-3 * expected[step],
                $"step {step}: expected {expected[step]}, got {actual[step]}");
        Assert.True(actual[^1] < actual[0]);
    }

    [SkippableTheory, InlineData(OpenClDeviceType.Cpu), InlineData(OpenClDeviceType.Gpu)]
    public void The_same_training_run_gives_the_same_bits(OpenClDeviceType kernelForm)
    {
        using OpenCl one = OpenClTestBackend.CreateOrSkip(kernelForm),
            other = OpenClTestBackend.CreateOrSkip(kernelForm);
        var first = Losses(one, ConvolutionalNetwork(), [1, 28, 28], batch: 20, steps: 4);
        Assert.Equal(first, Losses(other, ConvolutionalNetwork(), [1, 28, 28], batch: 20, steps: 4));
    }

    [SkippableFact]
    public void Disposing_the_backend_releases_its_memory()
    {
        var device = OpenClTestBackend.CreateOrSkip();
        Losses(device, SmallNetwork(), [12], batch: 10, steps: 3);
        device.Dispose();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        // Only the parameters may remain, if the network is still reachable
        Assert.InRange(device.BytesInUse, 0, 16 * 1024);
    }

    static double[] Losses(Backend backend, Sequential net, Shape example, int batch, int steps)
    {
        var train = TrainingStep(backend, net, example, batch);
        return [.. Enumerable.Range(0, steps).Select(train)];
    }

    /// <summary>
    /// Returns a function that runs the training step with a given number, with momentum and dropout, and
    /// returns its loss.
    /// </summary>
    internal static Func<int, double> TrainingStep(Backend backend, Sequential net, Shape example, int batch)
    {
        net.Initialize(backend, seed: 5);
        var optimizer = new Sgd(0.02, momentum: 0.9);
        var random = new RandomStream(9, "data");
        Shape shape = Shape.Of(batch).Then(example.Lengths);
        var inputs = new float[shape.Count];
        foreach (ref var value in inputs.AsSpan()) value = (float)random.NextDouble();
        var labels = Enumerable.Range(0, batch).Select(n => n % 3).ToArray();
        return number =>
        {
            using var scope = backend.BeginScope();
            var x = Tensor.From(backend, shape, inputs);
            var loss = net.Forward(x, new ForwardContext(isTraining: true, seed: 5, iteration: number))
                .CrossEntropy(labels);
            Graph.Backward(loss);
            optimizer.Step(net.Parameters.Select(entry => entry.Parameter));
            return loss.Item();
        };
    }
}

/// <summary>
/// The collection of the tests that measure the managed memory of the whole process, and therefore run alone.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public class MemoryMeasurementCollection
{
    public const string Name = "Memory measurement";
}

/// <summary>
/// Tests that the memory use of a long training run is constant, both on the device and in managed memory.
/// </summary>
[Collection(MemoryMeasurementCollection.Name)]
public class OpenClMemoryTests
{
    [SkippableFact]
    public void A_thousand_steps_do_not_grow_device_or_managed_memory()
    {
        using var device = OpenClTestBackend.CreateOrSkip();
        var train = OpenClTrainingTests.TrainingStep(device, OpenClTrainingTests.SmallNetwork(), [12], batch: 10);
        for (var step = 0; step < 100; step++) train(step);
        var (bytes, managed) = (device.BytesInUse, GC.GetTotalMemory(forceFullCollection: true));
        for (var step = 100; step < 1100; step++) train(step);
        Assert.Equal(bytes, device.BytesInUse);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - managed, long.MinValue, 200_000);
    }
}
