using System.Runtime.InteropServices;

namespace Tiny.Nn.Backends;

/// <summary>
/// A reference to an object of the driver, given back exactly once: when it is disposed, or when nobody can reach it any more.
/// One small class for each kind, so that the compiler tells them apart.
/// </summary>
abstract class OpenClHandle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;
}

sealed class ContextHandle : OpenClHandle
{
    protected override bool ReleaseHandle() => OpenClNative.clReleaseContext(handle) == 0;
}

sealed class QueueHandle : OpenClHandle
{
    protected override bool ReleaseHandle() => OpenClNative.clReleaseCommandQueue(handle) == 0;
}

sealed class ProgramHandle : OpenClHandle
{
    protected override bool ReleaseHandle() => OpenClNative.clReleaseProgram(handle) == 0;
}

sealed class KernelHandle : OpenClHandle
{
    protected override bool ReleaseHandle() => OpenClNative.clReleaseKernel(handle) == 0;
}

/// <summary>A command's end. It comes out of a call as a plain number and is wrapped here.</summary>
sealed class EventHandle : OpenClHandle
{
    public EventHandle(nint command) => SetHandle(command);

    protected override bool ReleaseHandle() => OpenClNative.clReleaseEvent(handle) == 0;
}

/// <summary>Device memory. The driver keeps it until the commands that use it have ended, so it can be let go at any time.</summary>
sealed class MemoryHandle : OpenClHandle
{
    MemoryMeter? meter;
    long bytes;

    /// <summary>Counts these bytes until they are given back.</summary>
    public void Count(MemoryMeter meter, long bytes)
    {
        (this.meter, this.bytes) = (meter, bytes);
        meter.Add(bytes);
    }

    protected override bool ReleaseHandle()
    {
        meter?.Add(-bytes);
        return OpenClNative.clReleaseMemObject(handle) == 0;
    }
}

/// <summary>How many bytes of a device this backend holds; handles may be released by the finalizer's thread.</summary>
sealed class MemoryMeter
{
    long used;

    public long Used => Interlocked.Read(ref used);

    public void Add(long bytes) => Interlocked.Add(ref used, bytes);
}
