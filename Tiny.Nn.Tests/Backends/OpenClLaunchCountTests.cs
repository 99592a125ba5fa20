using Tiny.Nn.Backends;
using Tiny.Nn.Lab;
using Tiny.Nn.Layers;
using Tiny.Nn.Ops;
using Tiny.Nn.Training;

namespace Tiny.Nn.Tests.Backends;

/// <summary>
/// Tests of the number of kernel launches. For small networks on a fast device, launches cost more than arithmetic, so
/// a training step must have few of them, and independent updates of an optimizer must share one.
/// </summary>
[Collection(OpenClCollection.Name)]
public class OpenClLaunchCountTests
{
    [SkippableTheory, InlineData(OpenClDeviceType.Cpu), InlineData(OpenClDeviceType.Gpu)]
    public void A_training_step_of_two_convolutions_and_two_dense_layers_takes_at_most_40_launches(
        OpenClDeviceType kernelForm)
    {
        using var device = OpenClTestBackend.CreateOrSkip(kernelForm);
        var network = NetworkRegistry.Find("v3").Build();
        network.Initialize(device, seed: 1);
        var optimizer = new Sgd(0.03);
        device.Finish();
        var before = device.Launches;
        using (device.BeginScope())
        {
            var x = Tensor.From(device, [10, 1, 28, 28], new float[7840]);
            Graph.Backward(network.Forward(x, new ForwardContext(isTraining: true))
                .CrossEntropy([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]));
            optimizer.Step(network.Parameters.Select(entry => entry.Parameter));
            device.Finish();
        }
        Assert.InRange(device.Launches - before, 30, 40);
    }

    [SkippableFact]
    public void Independent_updates_share_one_launch()
    {
        using var device = OpenClTestBackend.CreateOrSkip();
        var (x, w) = (Buffers(device, 20), Buffers(device, 20));
        device.Finish();
        var before = device.Launches;
        for (var p = 0; p < 16; p++) device.AddScaled(p, x[p], 1, w[p]);
        Assert.Equal(before, device.Launches);
        device.Finish();
        Assert.Equal(before + 1, device.Launches);
        for (var p = 0; p < 20; p++) device.AddScaled(p, x[p], 1, w[p]);
        device.Finish();
        Assert.Equal(before + 3, device.Launches);
        for (var p = 0; p < 20; p++) Assert.Equal(p + (p < 16 ? 2 : 1) * p * p, Read(device, w[p]));
    }

    [SkippableFact]
    public void Dependent_updates_keep_their_order()
    {
        using var device = OpenClTestBackend.CreateOrSkip();
        var b = Buffers(device, 3);                      // 0, 1, 2
        var before = device.Launches;
        device.AddScaled(1, b[1], 1, b[0]);                // b0 = 1
        device.AddScaled(10, b[0], 1, b[2]);               // b2 = 12 reads the element just written
        device.AddScaled(2, b[0], 1, b[2]);                // b2 = 14 writes it again
        device.AddScaled(5, b[1], 0, b[0]);                // b0 = 5 overwrites the element just read
        Assert.Equal([5, 1, 14], b.Select(buffer => Read(device, buffer)));
        Assert.Equal(before + 4, device.Launches);       // one launch for all might pass by chance
    }

    [SkippableFact]
    public void Pending_updates_run_before_the_next_command()
    {
        using var device = OpenClTestBackend.CreateOrSkip();
        var b = Buffers(device, 4);
        device.AddScaled(1, b[3], 1, b[1]);
        device.Fill(7, b[3]);
        Assert.Equal(4, Read(device, b[1]));
        device.AddScaled(1, b[3], 1, b[1]);
        device.Write([9f], b[3]);
        Assert.Equal(11, Read(device, b[1]));
        device.AddScaled(1, b[3], 1, b[1]);
        b[3].Dispose();
        Assert.Equal(20, Read(device, b[1]));
        device.AddScaled(1, b[1], 1, b[2]);
        b[2].Dispose();
    }

    /// <summary>Returns buffers of one element each, with the values 0, 1, 2, …</summary>
    static ValueBuffer[] Buffers(OpenCl device, int count) => [.. Enumerable.Range(0, count).Select(number =>
    {
        var buffer = device.AllocateValues(1);
        device.Write([(float)number], buffer);
        return buffer;
    })];

    static double Read(OpenCl device, ValueBuffer buffer)
    {
        var value = new double[1];
        device.Read(buffer, value);
        return value[0];
    }
}
