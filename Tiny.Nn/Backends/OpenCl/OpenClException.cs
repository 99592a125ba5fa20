namespace Tiny.Nn.Backends;

/// <summary>A call of the OpenCL driver failed: the message names the call, the code and its symbolic name.</summary>
public class OpenClException(string message, int code = 0) : Exception(message)
{
    /// <summary>The status that the driver returned; 0 where the failure is not one call's.</summary>
    public int Code => code;

    /// <summary>Throws unless <paramref name="status"/> is CL_SUCCESS.</summary>
    internal static void Check(int status, string call, string? about = null)
    {
        if (status == 0) return;
        throw new OpenClException($"OpenCL: {call} failed with {status} ({NameOf(status)}){(about is null ? "" : $"; {about}")}", status);
    }

    /// <summary>Whether the code says that memory ran out, of the device or of the host, or that a buffer is too large for it.</summary>
    internal static bool IsOutOfMemory(int status) => status is -4 or -5 or -6 or -61;

    internal static string NameOf(int status) => status switch
    {
        -1 => "CL_DEVICE_NOT_FOUND",
        -2 => "CL_DEVICE_NOT_AVAILABLE",
        -3 => "CL_COMPILER_NOT_AVAILABLE",
        -4 => "CL_MEM_OBJECT_ALLOCATION_FAILURE",
        -5 => "CL_OUT_OF_RESOURCES",
        -6 => "CL_OUT_OF_HOST_MEMORY",
        -11 => "CL_BUILD_PROGRAM_FAILURE",
        -14 => "CL_EXEC_STATUS_ERROR_FOR_EVENTS_IN_WAIT_LIST",
        -30 => "CL_INVALID_VALUE",
        -33 => "CL_INVALID_DEVICE",
        -34 => "CL_INVALID_CONTEXT",
        -36 => "CL_INVALID_COMMAND_QUEUE",
        -38 => "CL_INVALID_MEM_OBJECT",
        -42 => "CL_INVALID_BINARY",
        -43 => "CL_INVALID_BUILD_OPTIONS",
        -44 => "CL_INVALID_PROGRAM",
        -45 => "CL_INVALID_PROGRAM_EXECUTABLE",
        -46 => "CL_INVALID_KERNEL_NAME",
        -48 => "CL_INVALID_KERNEL",
        -49 => "CL_INVALID_ARG_INDEX",
        -50 => "CL_INVALID_ARG_VALUE",
        -51 => "CL_INVALID_ARG_SIZE",
        -52 => "CL_INVALID_KERNEL_ARGS",
        -53 => "CL_INVALID_WORK_DIMENSION",
        -54 => "CL_INVALID_WORK_GROUP_SIZE",
        -55 => "CL_INVALID_WORK_ITEM_SIZE",
        -58 => "CL_INVALID_EVENT",
        -59 => "CL_INVALID_OPERATION",
        -61 => "CL_INVALID_BUFFER_SIZE",
        -63 => "CL_INVALID_GLOBAL_WORK_SIZE",
        -1001 => "CL_PLATFORM_NOT_FOUND_KHR",
        _ => "a code of the driver's own",
    };
}

/// <summary>There is no OpenCL here: no loader, no device, or no compiler. The message says what was missed and how to get it.</summary>
public sealed class OpenClUnavailableException(string message, int code = 0) : OpenClException(message, code)
{
    const string Mend = "install the driver of a graphics card, or on Debian and Ubuntu `sudo apt install pocl-opencl-icd`, " +
        "which computes on the processor; or choose another backend";

    internal static OpenClUnavailableException NoLoader() =>
        new($"OpenCL: found no loader, looked for {string.Join(" and ", OpenClNative.LibraryNames)}; {Mend}");

    internal static OpenClUnavailableException NoDevice() =>
        new("OpenCL: the loader knows no driver with a device, looked on every platform; " +
            $"on Linux /etc/OpenCL/vendors lists the drivers; {Mend}", -1);

    internal static OpenClUnavailableException NoCompiler(OpenClDevice device) =>
        new($"OpenCL: the driver of {device.Name} brings no compiler for kernels, and this backend compiles its own; {Mend}", -3);
}

/// <summary>The device's memory does not hold one more buffer.</summary>
public sealed class OpenClOutOfMemoryException(string message, int code = 0) : OpenClException(message, code)
{
    /// <param name="bytes">How much was asked for; 0 where the driver ran out while it worked.</param>
    internal static OpenClOutOfMemoryException For(OpenClDevice device, long bytes, long used, int code = 0) => new(
        $"OpenCL: {device.Name} has no room for {(bytes == 0 ? "its own work" : $"{MiB(bytes)} more")}, " +
        $"it holds {MiB(used)} of {MiB(device.Memory)} and one buffer is at most {MiB(device.LargestBuffer)}; use a smaller batch, a smaller network or another device", code);

    static string MiB(long bytes) => bytes < 1 << 20 ? $"{bytes} bytes" : $"{bytes / (double)(1 << 20):0.#} MiB";
}
