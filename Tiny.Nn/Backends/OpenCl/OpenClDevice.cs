using System.Text;
using static Tiny.Nn.Backends.OpenClException;
using static Tiny.Nn.Backends.OpenClNative;

namespace Tiny.Nn.Backends;

/// <summary>What kind of device: it decides the form of the matrix product and how much one work-item does.</summary>
public enum OpenClDeviceType { Gpu, Accelerator, Cpu }

/// <summary>One device that the system's OpenCL offers: what it is, not yet in use.</summary>
/// <param name="Number">Its place in <see cref="All"/>: what <c>--device</c> and <c>TINYNN_DEVICE</c> mean.</param>
/// <param name="Memory">Global memory in bytes.</param>
/// <param name="LargestBuffer">The most bytes that one buffer may have.</param>
/// <param name="VectorWidth">How many floats one vector register holds; 1 on most GPUs.</param>
public sealed record OpenClDevice(int Number, string Platform, string Name, OpenClDeviceType Type, int ComputeUnits, long Memory,
    long LargestBuffer, int VectorWidth, string Version, string Driver)
{
    /// <summary>The environment variable that chooses a device where the program does not.</summary>
    public const string Variable = "TINYNN_DEVICE";

    internal nint Handle { get; private init; }

    internal nint PlatformHandle { get; private init; }

    internal bool HasCompiler { get; private init; }

    /// <summary>All devices of all platforms, GPUs first, then accelerators, then CPUs; numbered in this order.</summary>
    /// <exception cref="OpenClUnavailableException">There is no loader, or it knows no device.</exception>
    public static IReadOnlyList<OpenClDevice> All()
    {
        var found = new List<OpenClDevice>();
        foreach (var platform in Platforms())
            foreach (var device in DevicesOf(platform)) found.Add(Describe(platform, device));
        if (found.Count == 0) throw OpenClUnavailableException.NoDevice();
        return [.. found.OrderBy(device => device.Type).Select((device, number) => device with { Number = number })];
    }

    /// <summary>The device of this number; without one, that of <c>TINYNN_DEVICE</c>; without that, the first.</summary>
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
                $"OpenCL: {source} {text} is not there; there {(devices.Count == 1 ? "is 1 device" : $"are {devices.Count} devices")}: " +
                string.Join(", ", devices.Select(device => $"{device.Number} = {device.Name}")));
    }

    /// <summary>As in messages: <c>0 NVIDIA H100 (GPU, 132 units, 80 GiB, OpenCL 3.0)</c>.</summary>
    public override string ToString() =>
        $"{Number} {Name} ({(Type == OpenClDeviceType.Gpu ? "GPU" : Type == OpenClDeviceType.Cpu ? "CPU" : "accelerator")}, " +
        $"{ComputeUnits} units, {Memory / (double)(1L << 30):0.#} GiB, {Version})";

    static unsafe nint[] Platforms()
    {
        try
        {
            var status = clGetPlatformIDs(0, null, out var count);
            if (status == -1001 || (status == 0 && count == 0)) throw OpenClUnavailableException.NoDevice();
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

    static OpenClDevice Describe(nint platform, nint device)
    {
        var type = Quantity(device, 0x1000);                               // CL_DEVICE_TYPE: bit 1 CPU, bit 2 GPU
        return new OpenClDevice(0, PlatformName(platform), Text(device, 0x102B),
            (type & 4) != 0 ? OpenClDeviceType.Gpu : (type & 2) != 0 ? OpenClDeviceType.Cpu : OpenClDeviceType.Accelerator,
            ComputeUnits: (int)Quantity(device, 0x1002), Memory: Quantity(device, 0x101F), LargestBuffer: Quantity(device, 0x1010),
            VectorWidth: (int)Quantity(device, 0x103A), Version: Text(device, 0x102F), Driver: Text(device, 0x102D))
        {
            Handle = device, PlatformHandle = platform, HasCompiler = Quantity(device, 0x1028) != 0,
        };
    }

    /// <summary>A property that is a number of 4 or 8 bytes.</summary>
    static unsafe long Quantity(nint device, uint property)
    {
        var value = 0L;
        Check(clGetDeviceInfo(device, property, sizeof(long), (byte*)&value, out _), nameof(clGetDeviceInfo));
        return value;
    }

    static unsafe string Text(nint device, uint property)
    {
        Check(clGetDeviceInfo(device, property, 0, null, out var size), nameof(clGetDeviceInfo));
        var octets = new byte[size];
        fixed (byte* to = octets) Check(clGetDeviceInfo(device, property, size, to, out _), nameof(clGetDeviceInfo));
        return Encoding.UTF8.GetString(octets).Trim('\0', ' ');
    }

    static unsafe string PlatformName(nint platform)
    {
        const uint name = 0x0902;
        Check(clGetPlatformInfo(platform, name, 0, null, out var size), nameof(clGetPlatformInfo));
        var octets = new byte[size];
        fixed (byte* to = octets) Check(clGetPlatformInfo(platform, name, size, to, out _), nameof(clGetPlatformInfo));
        return Encoding.UTF8.GetString(octets).Trim('\0', ' ');
    }
}
