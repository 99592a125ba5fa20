using System.Buffers;
using static Tiny.Nn.Backends.OpenClNative;

namespace Tiny.Nn.Backends;

/// <summary>
/// The backend for OpenCL 1.2 devices: a GPU, or a processor through PoCL. Values are float and stay on the device.
/// </summary>
/// <remarks>
/// Commands go to one in-order queue; the host waits for them only when it reads. Sums have a fixed order, so the same
/// calls give the same bits on the same device, and agree with <see cref="Reference"/> up to rounding. The kernels are
/// the .cl files in this folder.
/// </remarks>
public sealed unsafe partial class OpenCl : Backend
{
    readonly OpenClHandle context, queue;
    readonly OpenClUploadQueue uploads;
    readonly Dictionary<(string File, string Definitions), OpenClHandle> programs = [];
    readonly Dictionary<(string File, string Definitions, string Kernel), OpenClKernel> kernels = [];
    readonly string options;
    readonly bool isCpu;
    long bytesInUse;

    /// <summary>All devices, GPUs first.</summary>
    /// <exception cref="OpenClUnavailableException">There is no OpenCL loader, or no device.</exception>
    public static IReadOnlyList<OpenClDevice> Devices() => OpenClDevice.All();

    /// <param name="number">An index in <see cref="Devices"/>; if null, the one in the variable <c>TINYNN_DEVICE</c>,
    /// else the first.</param>
    /// <inheritdoc cref="OpenCl(OpenClDevice, OpenClDeviceType?)"/>
    public OpenCl(int? number = null) : this(OpenClDevice.Choose(number))
    {
    }

    /// <param name="device">One of <see cref="Devices"/>.</param>
    /// <param name="form">The kind of device to optimise the kernels for; by default the device's own. Tests run the
    /// GPU's form on a CPU.</param>
    /// <exception cref="OpenClUnavailableException">There is no such device, or it has no compiler.</exception>
    public OpenCl(OpenClDevice device, OpenClDeviceType? form = null)
    {
        if (!NotNull(device).HasCompiler) throw OpenClUnavailableException.NoCompiler(device);
        Device = device;
        isCpu = (form ?? device.Type) == OpenClDeviceType.Cpu;
        Width = !isCpu ? 1 : device.VectorWidth >= 16 ? 16 : 8;
        RunLength = isCpu ? 1024 : 1;
        options = $"-cl-std=CL1.2 -DWIDTH={Width} -DRUN={RunLength}";
        nint handle = device.Handle;
        var properties = stackalloc nint[] { 0x1084, device.PlatformHandle, 0 };       // CL_CONTEXT_PLATFORM
        context = new(clCreateContext(properties, 1, &handle, 0, 0, out var status), &clReleaseContext);
        Check(status, nameof(clCreateContext), device.Name);
        queue = new(clCreateCommandQueue(context, handle, 0, out status), &clReleaseCommandQueue);
        Check(status, nameof(clCreateCommandQueue), device.Name);
        uploads = new OpenClUploadQueue(this);
    }

    /// <summary>The device that computes.</summary>
    public OpenClDevice Device { get; }

    public override string Name => "opencl";

    public override double Precision => 1.0 / (1 << 24);

    /// <summary>The number of kernels and fills enqueued so far.</summary>
    public long Launches { get; internal set; }

    /// <summary>Device memory in use, in bytes: tensors, the pool, and the backend's own buffers.</summary>
    public long BytesInUse => Interlocked.Read(ref bytesInUse);

    /// <summary>Adds to <see cref="BytesInUse"/>; the finalizer thread may call it.</summary>
    internal void CountBytes(long bytes) => Interlocked.Add(ref bytesInUse, bytes);

    /// <summary>The queue for one more command, after the pending updates.</summary>
    internal OpenClHandle NextInQueue()
    {
        LaunchPendingUpdates();
        return queue;
    }

    /// <summary>The number of floats in a vector of the kernels.</summary>
    int Width { get; }

    /// <summary>The number of neighbouring elements that one work item computes.</summary>
    int RunLength { get; }

    // ── Memory ──────────────────────────────────────────────────────────────────────────────────────────────────────

    /// <inheritdoc/>
    /// <exception cref="OpenClOutOfMemoryException">The device has not enough free memory.</exception>
    protected override ValueBuffer AllocateValuesCore(int length) => new OpenClValues(length, Allocate(length));

    /// <inheritdoc cref="AllocateValuesCore"/>
    protected override IndexBuffer AllocateIndicesCore(int length) => new OpenClIndices(length, Allocate(length));

    protected override void WriteCore(ReadOnlySpan<double> values, ValueBuffer y)
    {
        var single = ArrayPool<float>.Shared.Rent(values.Length);
        for (var j = 0; j < values.Length; j++) single[j] = (float)values[j];
        WriteCore(single.AsSpan(0, values.Length), y);
        ArrayPool<float>.Shared.Return(single);
    }

    protected override void WriteCore(ReadOnlySpan<float> values, ValueBuffer y) => uploads.Write(values, Memory(y));

    protected override void WriteCore(ReadOnlySpan<int> values, IndexBuffer y) => uploads.Write(values, Memory(y));

    protected override void ReadCore(ValueBuffer x, Span<double> values)
    {
        var single = ArrayPool<float>.Shared.Rent(x.Length);
        ReadCore(x, single);
        for (var j = 0; j < x.Length; j++) values[j] = single[j];
        ArrayPool<float>.Shared.Return(single);
    }

    protected override void ReadCore(ValueBuffer x, Span<float> values) => Download(x, values);

    protected override void ReadCore(IndexBuffer x, Span<int> values) => Download(x, values);

    /// <summary>Waits until all enqueued commands are complete; for measurements.</summary>
    public void Finish() => Check(clFinish(NextInQueue()), nameof(clFinish));

    public override void Dispose()
    {
        if (queue.IsClosed) return;
        base.Dispose();
        uploads.Dispose();
        foreach (var kernel in kernels.Values) kernel.Dispose();
        foreach (var program in programs.Values) program.Dispose();
        DisposeTables();
        foreach (var workspace in new[] { padded, unfolded, partial }) workspace?.Dispose();
        queue.Dispose();
        context.Dispose();
    }

    /// <summary>The device memory of a buffer of this backend.</summary>
    internal static OpenClHandle Memory(BackendBuffer buffer) =>
        ((IOpenClBuffer)buffer).Memory;

    /// <summary>Allocates 4-byte elements; at least one, because OpenCL has no empty buffers.</summary>
    OpenClHandle Allocate(int length)
    {
        var bytes = Math.Max(length, 1) * 4L;
        if (bytes > Device.LargestBuffer) throw OpenClOutOfMemoryException.For(Device, bytes, BytesInUse);
        if (TryAllocate(bytes, out var status) is { } memory) return memory;
        // Unreachable buffers may still hold memory: run their finalizers, then try once more.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Finish();
        return TryAllocate(bytes, out status)
            ?? throw OpenClOutOfMemoryException.For(Device, bytes, BytesInUse, status);
    }

    OpenClHandle? TryAllocate(long bytes, out int status)
    {
        status = 0;
        if (BytesInUse + bytes > Device.Memory) return null;
        const ulong readWrite = 1;
        var memory = clCreateBuffer(context, readWrite, (nuint)bytes, 0, out status);
        if (IsOutOfMemory(status)) return null;
        Check(status, nameof(clCreateBuffer));
        CountBytes(bytes);
        return new(memory, &clReleaseMemObject, this, bytes);
    }

    /// <summary>Checks a command's status; drivers that allocate lazily report exhausted memory here.</summary>
    internal void CheckMemory(int status, string call, string? detail = null)
    {
        if (IsOutOfMemory(status)) throw OpenClOutOfMemoryException.For(Device, 0, BytesInUse, status);
        Check(status, call, detail);
    }

    void Download<T>(BackendBuffer x, Span<T> values) where T : unmanaged
    {
        if (x.Length == 0) return;
        fixed (T* to = values[..x.Length])
            CheckMemory(clEnqueueReadBuffer(NextInQueue(), Memory(x), 1, 0, (nuint)x.Length * 4, to, 0, null, null),
                nameof(clEnqueueReadBuffer));
    }

    // ── Kernels ─────────────────────────────────────────────────────────────────────────────────────────────────────

    /// <summary>A kernel, ready for its arguments; its file is compiled on first use.</summary>
    OpenClKernel Kernel(string file, string kernel, string definitions = "")
    {
        if (kernels.TryGetValue((file, definitions, kernel), out var known)) return known.Begin();
        if (!programs.TryGetValue((file, definitions), out var program))
            programs[(file, definitions)] = program = OpenClCompiler.Build(context, Device, file, definitions, options);
        OpenClHandle handle = new(clCreateKernel(program, kernel, out var status), &clReleaseKernel);
        Check(status, nameof(clCreateKernel), $"{kernel} in {file}");
        return kernels[(file, definitions, kernel)] = new OpenClKernel(this, handle, kernel).Begin();
    }
}
