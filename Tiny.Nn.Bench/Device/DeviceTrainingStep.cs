using System.Diagnostics;
using Tiny.Nn.Backends;
using Tiny.Nn.Data;
using Tiny.Nn.Lab;

namespace Tiny.Nn.Bench.Device;

/// <summary>A training step on an OpenCL device, where the host only enqueues: so there are two times to be told apart.</summary>
sealed class DeviceTrainingStep(NetworkDefinition network, int batch, OpenCl machine, Dataset digits) : IDisposable
{
    const int Repetitions = 25;

    readonly TrainingStep step = new(network, batch, machine, digits);

    /// <summary>The default device; null without one, and then why.</summary>
    public static (OpenClDevice? Device, string? Missing) FindDevice()
    {
        try
        {
            return (OpenClDevice.Choose(), null);
        }
        catch (OpenClUnavailableException missing)
        {
            return (null, missing.Message);
        }
    }

    public long ParameterCount => step.ParameterCount;

    public void WarmUp() => Timing.WarmUp(RunAndFinish);

    /// <summary>Of steps one after another; the device may still work on one while the host enqueues the next.</summary>
    public double SamplesPerSecond(double seconds) => batch / Timing.SecondsPerCall(step.Run, machine.Finish, seconds);

    /// <summary>How long the host takes to enqueue one step for a device that has nothing else to do; the median.</summary>
    public double HostSeconds() => Timing.Median(Enumerable.Range(0, Repetitions).Select(_ =>
    {
        machine.Finish();
        var start = Stopwatch.GetTimestamp();
        step.Run();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }));

    /// <summary>Kernels, fills and copies of one step.</summary>
    public long Launches()
    {
        machine.Finish();
        var before = machine.Launches;
        RunAndFinish();
        return machine.Launches - before;
    }

    public void Dispose() => step.Dispose();

    void RunAndFinish()
    {
        step.Run();
        machine.Finish();
    }
}
