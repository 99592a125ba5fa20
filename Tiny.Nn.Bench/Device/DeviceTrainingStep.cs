using System.Diagnostics;
using Tiny.Nn.Backends;
using Tiny.Nn.Data;
using Tiny.Nn.Lab;

namespace Tiny.Nn.Bench.Device;

/// <summary>
/// A training step on an OpenCL device. The time of the host, which only enqueues, is measured separately from the time
/// of the device.
/// </summary>
sealed class DeviceTrainingStep(NetworkDefinition network, int batch, OpenCl backend, Dataset digits) : IDisposable
{
    const int Repetitions = 25;

    readonly TrainingStep step = new(network, batch, backend, digits);

    /// <summary>Returns the default device, or null and the reason why there is none.</summary>
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

    /// <summary>
    /// Returns the throughput of consecutive steps. The host may enqueue a step while the device still computes the
    /// previous one.
    /// </summary>
    public double SamplesPerSecond(double seconds) => batch / Timing.SecondsPerCall(step.Run, backend.Finish, seconds);

    /// <summary>Returns the median time that the host needs to enqueue one step while the device is idle.</summary>
    public double HostSeconds() => Timing.Median(Enumerable.Range(0, Repetitions).Select(_ =>
    {
        backend.Finish();
        var start = Stopwatch.GetTimestamp();
        step.Run();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }));

    /// <summary>Returns the number of kernels, fills and copies in one step.</summary>
    public long Launches()
    {
        backend.Finish();
        var before = backend.Launches;
        RunAndFinish();
        return backend.Launches - before;
    }

    public void Dispose() => step.Dispose();

    void RunAndFinish()
    {
        step.Run();
        backend.Finish();
    }
}
