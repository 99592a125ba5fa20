namespace Tiny.Nn.Backends;

/// <summary>A failed call of the OpenCL driver; the message has the call, the code and the code's name.</summary>
public class OpenClException(string message, int code = 0) : Exception(message)
{
    /// <summary>The status that the driver returned; 0 if the failure is not that of one call.</summary>
    public int Code => code;
}

/// <summary>
/// OpenCL is not usable: no loader, no device, or no compiler. The message says what is missing and how to install it.
/// </summary>
public sealed class OpenClUnavailableException(string message, int code = 0) : OpenClException(message, code)
{
    const string Advice = "install the driver of a graphics card, or on Debian and Ubuntu `sudo apt install " +
        "pocl-opencl-icd`, " +
        "which computes on the processor; or choose another backend";

    internal static OpenClUnavailableException NoLoader() =>
        new($"OpenCL: no loader found, tried {string.Join(" and ", OpenClNative.LibraryNames)}; {Advice}");

    internal static OpenClUnavailableException NoDevice() =>
        new($"OpenCL: no platform has a device; on Linux /etc/OpenCL/vendors lists the drivers; {Advice}", -1);

    internal static OpenClUnavailableException NoCompiler(OpenClDevice device) =>
        new($"OpenCL: the driver of {device.Name} has no kernel compiler, which this backend needs; {Advice}", -3);
}

/// <summary>The device has not enough free memory for a buffer.</summary>
public sealed class OpenClOutOfMemoryException(string message, int code = 0) : OpenClException(message, code)
{
    /// <param name="bytes">The bytes requested; 0 if the driver ran out of memory while it executed a command.</param>
    internal static OpenClOutOfMemoryException For(OpenClDevice device, long bytes, long used, int code = 0) => new(
        $"OpenCL: {device.Name} has no memory for {(bytes == 0 ? "the command" : $"{MiB(bytes)} more")}; "
        + $"{MiB(used)} of {MiB(device.Memory)} are in use and one buffer is at most {MiB(device.LargestBuffer)}; "
        + "use a smaller batch, a smaller network or another device", code);

    static string MiB(long bytes) => bytes < 1 << 20 ? $"{bytes} bytes" : $"{bytes / (double)(1 << 20):0.#} MiB";
}
