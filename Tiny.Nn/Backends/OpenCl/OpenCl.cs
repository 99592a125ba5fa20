using System.Buffers;
using static Tiny.Nn.Backends.OpenClException;
using static Tiny.Nn.Backends.OpenClNative;

namespace Tiny.Nn.Backends;

/// <summary>
/// Any device that speaks OpenCL 1.2: a GPU, or a processor through PoCL. Numbers are float and stay on the device; per step only the
/// mini-batch goes up, and what is read comes down. It computes what <see cref="Reference"/> says, up to rounding.
/// </summary>
/// <remarks>
/// Commands go to one queue, which works them off in order; nothing waits for them until something is read. Sums have a fixed order, so
/// the same calls give the same bits on the same device. The kernels are the .cl files beside this one.
/// </remarks>
public sealed unsafe partial class OpenCl : Backend
{
    readonly ContextHandle context;
    readonly QueueHandle queue;
    readonly OpenClUploads uploads;
    readonly MemoryMeter meter = new();
    readonly Dictionary<(string File, string Definitions), ProgramHandle> programs = [];
    readonly Dictionary<(string File, string Definitions, string Kernel), OpenClKernel> kernels = [];
    readonly string options;
    readonly bool wide;

    /// <summary>All devices: GPUs first.</summary>
    /// <exception cref="OpenClUnavailableException">There is no loader, or it knows no device.</exception>
    public static IReadOnlyList<OpenClDevice> Devices() => OpenClDevice.All();

    /// <param name="number">Which of <see cref="Devices"/>; if null that of the variable <c>TINYNN_DEVICE</c>, else the first.</param>
    /// <inheritdoc cref="OpenCl(OpenClDevice, OpenClDeviceType?)"/>
    public OpenCl(int? number = null) : this(OpenClDevice.Choose(number))
    {
    }

    /// <param name="device">One of <see cref="Devices"/>.</param>
    /// <param name="form">The kind of device that the kernels are shaped for, if not this one's own: to try the GPU's form on a CPU.</param>
    /// <exception cref="OpenClUnavailableException">There is no such device, or it has no compiler.</exception>
    public OpenCl(OpenClDevice device, OpenClDeviceType? form = null)
    {
        if (!device.HasCompiler) throw OpenClUnavailableException.NoCompiler(device);
        Device = device;
        wide = (form ?? device.Type) == OpenClDeviceType.Cpu;
        Width = !wide ? 1 : device.VectorWidth >= 16 ? 16 : 8;
        Run = wide ? 1024 : 1;
        options = $"-cl-std=CL1.2 -DWIDTH={Width} -DRUN={Run}";
        nint handle = device.Handle;
        var properties = stackalloc nint[] { 0x1084, device.PlatformHandle, 0 };       // CL_CONTEXT_PLATFORM
        context = clCreateContext(properties, 1, &handle, 0, 0, out var status);
        Check(status, nameof(clCreateContext), device.Name);
        queue = clCreateCommandQueue(context, handle, 0, out status);
        Check(status, nameof(clCreateCommandQueue), device.Name);
        uploads = new OpenClUploads(this);
    }

    /// <summary>The device it computes on.</summary>
    public OpenClDevice Device { get; }

    public override string Name => "opencl";

    public override double Precision => 1.0 / (1 << 24);

    /// <summary>How many kernels, fills and copies were enqueued so far.</summary>
    public long Launches { get; internal set; }

    /// <summary>Device memory that is held now, in bytes: tensors, the pool, and the backend's own.</summary>
    public long BytesInUse => meter.Used;

    /// <summary>The queue, ready for one more command: what was gathered goes first.</summary>
    internal QueueHandle NextInQueue()
    {
        LaunchGathered();
        return queue;
    }

    /// <summary>Numbers that a work-item computes at once, and neighbours that it computes in all.</summary>
    int Width { get; }

    /// <inheritdoc cref="Width"/>
    int Run { get; }

    // ── Memory ──────────────────────────────────────────────────────────────────────────────────────────────────────

    /// <inheritdoc/>
    /// <exception cref="OpenClOutOfMemoryException">The device has no room for it.</exception>
    public override ValueBuffer AllocateValues(int length) => new OpenClNumbers(this, length, Allocate(length));

    /// <inheritdoc cref="AllocateValues"/>
    public override IndexBuffer AllocateIndices(int length) => new OpenClIndices(this, length, Allocate(length));

    public override void Write(ReadOnlySpan<double> values, ValueBuffer y)
    {
        for (var start = 0; start < values.Length; start += OpenClUploads.Room)
        {
            var part = values.Slice(start, Math.Min(OpenClUploads.Room, values.Length - start));
            var block = uploads.Block<float>(part.Length);
            for (var j = 0; j < part.Length; j++) block[j] = (float)part[j];
            uploads.Send(Memory(y), start, part.Length);
        }
    }

    public override void Write(ReadOnlySpan<float> values, ValueBuffer y) => Send(values, Memory(y));

    public override void Write(ReadOnlySpan<int> values, IndexBuffer y) => Send(values, Memory(y));

    public override void Read(ValueBuffer x, Span<double> values)
    {
        var single = ArrayPool<float>.Shared.Rent(x.Length);
        Read(x, single);
        for (var j = 0; j < x.Length; j++) values[j] = single[j];
        ArrayPool<float>.Shared.Return(single);
    }

    public override void Read(ValueBuffer x, Span<float> values) => Receive(Memory(x), values[..x.Length]);

    public override void Read(IndexBuffer x, Span<int> values) => Receive(Memory(x), values[..x.Length]);

    /// <summary>Waits until everything enqueued is done; for measuring.</summary>
    public void Finish() => Check(clFinish(NextInQueue()), nameof(clFinish));

    public override void Dispose()
    {
        if (queue.IsClosed) return;
        base.Dispose();
        uploads.Dispose();
        foreach (var kernel in kernels.Values) kernel.Dispose();
        foreach (var program in programs.Values) program.Dispose();
        DisposeScratch();
        queue.Dispose();
        context.Dispose();
    }

    /// <summary>The device memory behind a buffer of this machine.</summary>
    internal MemoryHandle Memory(ValueBuffer buffer) =>
        buffer is OpenClNumbers own && own.Machine == this ? own.Memory : throw Foreign(buffer);

    /// <inheritdoc cref="Memory(ValueBuffer)"/>
    internal MemoryHandle Memory(IndexBuffer buffer) =>
        buffer is OpenClIndices own && own.Machine == this ? own.Memory : throw Foreign(buffer);

    ArgumentException Foreign(DeviceBuffer buffer) => new(
        $"Backend {Name}: expects numbers of its own, got a {buffer.GetType().Name} of another machine; " +
        "make all tensors of a computation on one backend");

    /// <summary>A buffer of 4-byte cells; one of no cells gets one, because the driver knows none of size 0.</summary>
    MemoryHandle Allocate(int length)
    {
        var bytes = Math.Max(length, 1) * 4L;
        if (bytes > Device.LargestBuffer) throw OpenClOutOfMemoryException.For(Device, bytes, meter.Used);
        if (TryAllocate(bytes, out var status) is { } memory) return memory;
        // What nobody can reach any more may still hold memory: let the finalizers give it back, and try once again.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Finish();
        return TryAllocate(bytes, out status) ?? throw OpenClOutOfMemoryException.For(Device, bytes, meter.Used, status);
    }

    MemoryHandle? TryAllocate(long bytes, out int status)
    {
        status = 0;
        if (meter.Used + bytes > Device.Memory) return null;
        const ulong readWrite = 1;
        var memory = clCreateBuffer(context, readWrite, (nuint)bytes, 0, out status);
        if (status == 0)
        {
            memory.Count(meter, bytes);
            return memory;
        }
        memory.Dispose();
        if (!IsOutOfMemory(status)) Check(status, nameof(clCreateBuffer));
        return null;
    }

    /// <summary>Checks a command's status; drivers that reserve memory late say so here.</summary>
    internal void CheckMemory(int status, string call, string? about = null)
    {
        if (IsOutOfMemory(status)) throw OpenClOutOfMemoryException.For(Device, 0, meter.Used, status);
        Check(status, call, about);
    }

    void Send<T>(ReadOnlySpan<T> values, MemoryHandle memory) where T : unmanaged
    {
        for (var start = 0; start < values.Length; start += OpenClUploads.Room)
        {
            var part = values.Slice(start, Math.Min(OpenClUploads.Room, values.Length - start));
            part.CopyTo(uploads.Block<T>(part.Length));
            uploads.Send(memory, start, part.Length);
        }
    }

    void Receive<T>(MemoryHandle memory, Span<T> values) where T : unmanaged
    {
        if (values.IsEmpty) return;
        fixed (T* to = values)
            CheckMemory(clEnqueueReadBuffer(NextInQueue(), memory, 1, 0, (nuint)values.Length * 4, to, 0, null, null),
                nameof(clEnqueueReadBuffer));
    }

    // ── Kernels ─────────────────────────────────────────────────────────────────────────────────────────────────────

    /// <summary>A kernel, ready for its arguments; its file is compiled when it is first wanted.</summary>
    OpenClKernel Kernel(string file, string kernel, string definitions = "")
    {
        if (kernels.TryGetValue((file, definitions, kernel), out var known)) return known.Begin();
        if (!programs.TryGetValue((file, definitions), out var program))
            programs[(file, definitions)] = program = OpenClProgram.Build(context, Device, file, definitions, options);
        var handle = clCreateKernel(program, kernel, out var status);
        Check(status, nameof(clCreateKernel), $"{kernel} in {file}");
        return kernels[(file, definitions, kernel)] = new OpenClKernel(this, handle, kernel).Begin();
    }
}
