using Tiny.Nn.Backends;
using Tiny.Nn.Layers;
using Tiny.Nn.Ops;
using Tiny.Nn.Training;

namespace Tiny.Nn.Tests.Backends;

/// <summary>Whole networks on the device: the same losses as elsewhere, and the same bits every time.</summary>
[Collection(OpenClCollection.Name)]
public class OpenClTrainingTests
{
    static Sequential Convolutional() => new(
        new Conv2d(1, 20, kernel: 5), new MaxPool2d(2), new Relu(),
        new Conv2d(20, 40, kernel: 5), new MaxPool2d(2), new Relu(),
        new Flatten(), new Dense(640, 100), new Relu(), new Dropout(0.25), new Dense(100, 10));

    internal static Sequential Small() => new(new Dense(12, 16), new Tanh(), new Dropout(0.1), new Dense(16, 3));

    [SkippableTheory, InlineData(OpenClDeviceType.Cpu), InlineData(OpenClDeviceType.Gpu)]
    public void From_one_seed_the_losses_are_those_of_the_processor_in_double(OpenClDeviceType form)
    {
        using var device = OpenClMachine.OrSkip(form);
        using var processor = new Cpu<double>(2);
        var expected = Losses(processor, Convolutional(), [1, 28, 28], batch: 32, steps: 8);
        var got = Losses(device, Convolutional(), [1, 28, 28], batch: 32, steps: 8);
        for (var step = 0; step < expected.Length; step++)
            Assert.True(Math.Abs(expected[step] - got[step]) <= 1e-3 * expected[step],
                $"step {step}: expected {expected[step]}, got {got[step]}");
        Assert.True(got[^1] < got[0]);
    }

    [SkippableTheory, InlineData(OpenClDeviceType.Cpu), InlineData(OpenClDeviceType.Gpu)]
    public void The_same_training_gives_the_same_bits(OpenClDeviceType form)
    {
        using OpenCl one = OpenClMachine.OrSkip(form), other = OpenClMachine.OrSkip(form);
        var first = Losses(one, Convolutional(), [1, 28, 28], batch: 20, steps: 4);
        Assert.Equal(first, Losses(other, Convolutional(), [1, 28, 28], batch: 20, steps: 4));
    }

    [SkippableFact]
    public void A_disposed_machine_has_given_everything_back()
    {
        var device = OpenClMachine.OrSkip();
        Losses(device, Small(), [12], batch: 10, steps: 3);
        device.Dispose();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.InRange(device.BytesInUse, 0, 16 * 1024);                 // the parameters, while the network can still be reached
    }

    static double[] Losses(Backend machine, Sequential net, Shape example, int batch, int steps)
    {
        var train = Trained(machine, net, example, batch);
        return [.. Enumerable.Range(0, steps).Select(train)];
    }

    /// <summary>A network that takes one step, with momentum and dropout, each time it is called with the step's number.</summary>
    internal static Func<int, double> Trained(Backend machine, Sequential net, Shape example, int batch)
    {
        net.Initialize(machine, seed: 5);
        var optimizer = new Sgd(0.02, momentum: 0.9);
        var random = new RandomStream(9, "data");
        Shape shape = Shape.Of(batch).Then(example.Lengths);
        var inputs = new float[shape.Count];
        foreach (ref var value in inputs.AsSpan()) value = (float)random.NextDouble();
        var labels = Enumerable.Range(0, batch).Select(n => n % 3).ToArray();
        return number =>
        {
            using var scope = machine.BeginScope();
            var x = Tensor.From(machine, shape, inputs);
            var loss = net.Forward(x, new ForwardContext(isTraining: true, seed: 5, iteration: number)).CrossEntropy(labels);
            Graph.Backward(loss);
            optimizer.Step(net.Parameters.Select(entry => entry.Parameter));
            return loss.Item();
        };
    }
}

/// <summary>Alone in the process while it counts, because managed memory is everybody's.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public class MemoryCountingCollection
{
    public const string Name = "Memory is counted";
}

/// <summary>Steady training allocates nothing that stays, neither on the device nor in managed memory.</summary>
[Collection(MemoryCountingCollection.Name)]
public class OpenClMemoryTests
{
    [SkippableFact]
    public void A_thousand_steps_leave_device_and_managed_memory_as_they_were()
    {
        using var device = OpenClMachine.OrSkip();
        var train = OpenClTrainingTests.Trained(device, OpenClTrainingTests.Small(), [12], batch: 10);
        for (var step = 0; step < 100; step++) train(step);
        var (bytes, managed) = (device.BytesInUse, GC.GetTotalMemory(forceFullCollection: true));
        for (var step = 100; step < 1100; step++) train(step);
        Assert.Equal(bytes, device.BytesInUse);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - managed, long.MinValue, 200_000);
    }
}
