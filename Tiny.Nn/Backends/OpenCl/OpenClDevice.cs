using static Tiny.Nn.Backends.OpenClNative;

namespace Tiny.Nn.Backends;

/// <summary>The kind of a device; it selects the matrix product's kernel and the work per work item.</summary>
public enum OpenClDeviceType { Gpu, Accelerator, Cpu }

/// <summary>A description of one OpenCL device of the system.</summary>
/// <param name="Number">Its index in <see cref="All"/>, the value of <c>--device</c> and <c>TINYNN_DEVICE</c>.</param>
/// <param name="Memory">Global memory in bytes.</param>
/// <param name="LargestBuffer">The largest size of one buffer in bytes.</param>
/// <param name="VectorWidth">The number of floats in a vector register; 1 on most GPUs.</param>
public sealed record OpenClDevice(int Number, string Platform, string Name, OpenClDeviceType Type, int ComputeUnits,
    long Memory,
    long LargestBuffer, int VectorWidth, string Version, string Driver)
{
    /// <summary>The environment variable that selects the default device.</summary>
    public const string Variable = "TINYNN_DEVICE";

    internal nint Handle { get; private init; }

    internal nint PlatformHandle { get; private init; }

    internal bool HasCompiler { get; private init; }

    /// <summary>
    /// The devices of all platforms, GPUs first, then accelerators, then CPUs; numbered in this order.
    /// </summary>
    /// <exception cref="OpenClUnavailableException">There is no OpenCL loader, or no device.</exception>
    public static IReadOnlyList<OpenClDevice> All()
    {
        var found = Platforms().SelectMany(platform => DevicesOf(platform).Select(device => Describe(platform, device)))
            .OrderBy(device => device.Type).Select((device, number) => device with { Number = number }).ToArray();
        return found.Length > 0 ? found : throw OpenClUnavailableException.NoDevice();
    }

    /// <summary>
    /// The device with this number; if null, the one that <c>TINYNN_DEVICE</c> names, else the first.
    /// </summary>
    /// <exception cref="ArgumentException">There is no device of that number.</exception>
    /// <exception cref="OpenClUnavailableException">There is no device at all.</exception>
    public static OpenClDevice Choose(int? number = null)
    {
        var devices = All();
        var (text, source) = number is { } given
            ? ($"{given}", "device")
            : (Environment.GetEnvironmentVariable(Variable), Variable);
        if (string.IsNullOrEmpty(text)) return devices[0];
        return int.TryParse(text, out var chosen) && chosen >= 0 && chosen < devices.Count
            ? devices[chosen]
            : throw new ArgumentException(
                $"OpenCL: {source} {text} does not exist; choose one of " +
                string.Join(", ", devices.Select(device => $"{device.Number} = {device.Name}")));
    }

    /// <summary>The device as in messages: <c>0 NVIDIA H100 (GPU, 132 units, 80 GiB, OpenCL 3.0)</c>.</summary>
    public override string ToString() =>
        $"{Number} {Name} " +
        $"({(Type == OpenClDeviceType.Gpu ? "GPU" : Type == OpenClDeviceType.Cpu ? "CPU" : "accelerator")}, " +
        $"{ComputeUnits} units, {Memory / (double)(1L << 30):0.#} GiB, {Version})";

    static unsafe nint[] Platforms()
    {
        try
        {
            var status = clGetPlatformIDs(0, null, out var count);
            if (status == -1001) return [];
            Check(status, nameof(clGetPlatformIDs));
            var platforms = new nint[count];
            fixed (nint* to = platforms) Check(clGetPlatformIDs(count, to, out _), nameof(clGetPlatformIDs));
            return platforms;
        }
        catch (Exception error) when (error is DllNotFoundException or EntryPointNotFoundException)
        {
            throw OpenClUnavailableException.NoLoader();
        }
    }

    static unsafe nint[] DevicesOf(nint platform)
    {
        const ulong everyType = 0xFFFFFFFF;
        var status = clGetDeviceIDs(platform, everyType, 0, null, out var count);
        if (status == -1) return [];                                     // this platform has no device; another may
        Check(status, nameof(clGetDeviceIDs));
        var devices = new nint[count];
        fixed (nint* to = devices) Check(clGetDeviceIDs(platform, everyType, count, to, out _), nameof(clGetDeviceIDs));
        return devices;
    }

    static unsafe OpenClDevice Describe(nint platform, nint device)
    {
        var type = Number(0x1000);                               // CL_DEVICE_TYPE: bit 1 CPU, bit 2 GPU
        var platformName = ReadText((capacity, value, out size) => clGetPlatformInfo(platform, 0x0902, capacity, value,
            out size),
            nameof(clGetPlatformInfo));
        return new OpenClDevice(0, platformName, Text(0x102B),
            (type & 4) != 0
                ? OpenClDeviceType.Gpu : (type & 2) != 0 ? OpenClDeviceType.Cpu : OpenClDeviceType.Accelerator,
            ComputeUnits: (int)Number(0x1002), Memory: Number(0x101F), LargestBuffer: Number(0x1010),
            VectorWidth: (int)Number(0x103A), Version: Text(0x102F), Driver: Text(0x102D))
        {
            Handle = device, PlatformHandle = platform, HasCompiler = Number(0x1028) != 0,
        };

        long Number(uint property)
        {
            var value = 0L;
            Check(clGetDeviceInfo(device, property, sizeof(long), (byte*)&value, out _), nameof(clGetDeviceInfo));
            return value;
        }

        string Text(uint property) =>
            ReadText((capacity, value, out size) => clGetDeviceInfo(device, property, capacity, value, out size),
            nameof(clGetDeviceInfo));
    }
}
