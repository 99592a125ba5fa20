namespace Tiny.Nn.Backends;

/// <summary>A reference to a driver object, released exactly once: when it is disposed or finalized.</summary>
/// <remarks>The driver keeps the object until the commands that use it are complete.</remarks>
sealed unsafe class OpenClHandle : SafeHandle
{
    readonly delegate*<nint, int> release;
    readonly long bytes;

    /// <param name="reference">What a clCreate… call returned.</param>
    /// <param name="release">The matching clRelease… call.</param>
    /// <param name="backend">The backend whose device memory this is; null for other objects.</param>
    /// <param name="bytes">The size of the device memory.</param>
    public OpenClHandle(nint reference, delegate*<nint, int> release, OpenCl? backend = null, long bytes = 0)
        : base(0, ownsHandle: true)
    {
        this.release = release;
        (Backend, this.bytes) = (backend, bytes);
        SetHandle(reference);
    }

    public OpenCl? Backend { get; }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        Backend?.CountBytes(-bytes);
        return release(handle) == 0;
    }
}
