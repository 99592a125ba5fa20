namespace Tiny.Nn.Backends;

/// <summary>A failed call of the OpenCL driver; the message has the call, the code and the code's name.</summary>
public class OpenClException(string message, int code = 0) : Exception(message)
{
    // The names of the codes 0, −1, −2, … without CL_; "-" where the standard defines none.
    static readonly string[] Names = """
        SUCCESS DEVICE_NOT_FOUND DEVICE_NOT_AVAILABLE COMPILER_NOT_AVAILABLE MEM_OBJECT_ALLOCATION_FAILURE OUT_OF_RESOURCES
        OUT_OF_HOST_MEMORY PROFILING_INFO_NOT_AVAILABLE MEM_COPY_OVERLAP IMAGE_FORMAT_MISMATCH
        IMAGE_FORMAT_NOT_SUPPORTED BUILD_PROGRAM_FAILURE MAP_FAILURE MISALIGNED_SUB_BUFFER_OFFSET
        EXEC_STATUS_ERROR_FOR_EVENTS_IN_WAIT_LIST COMPILE_PROGRAM_FAILURE LINKER_NOT_AVAILABLE LINK_PROGRAM_FAILURE
        DEVICE_PARTITION_FAILED KERNEL_ARG_INFO_NOT_AVAILABLE - - - - - - - - - -
        INVALID_VALUE INVALID_DEVICE_TYPE INVALID_PLATFORM INVALID_DEVICE INVALID_CONTEXT INVALID_QUEUE_PROPERTIES
        INVALID_COMMAND_QUEUE INVALID_HOST_PTR INVALID_MEM_OBJECT INVALID_IMAGE_FORMAT_DESCRIPTOR
        INVALID_IMAGE_SIZE INVALID_SAMPLER INVALID_BINARY INVALID_BUILD_OPTIONS INVALID_PROGRAM
        INVALID_PROGRAM_EXECUTABLE INVALID_KERNEL_NAME INVALID_KERNEL_DEFINITION INVALID_KERNEL INVALID_ARG_INDEX
        INVALID_ARG_VALUE INVALID_ARG_SIZE INVALID_KERNEL_ARGS INVALID_WORK_DIMENSION INVALID_WORK_GROUP_SIZE
        INVALID_WORK_ITEM_SIZE INVALID_GLOBAL_OFFSET INVALID_EVENT_WAIT_LIST INVALID_EVENT INVALID_OPERATION
        INVALID_GL_OBJECT INVALID_BUFFER_SIZE INVALID_MIP_LEVEL INVALID_GLOBAL_WORK_SIZE
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The status that the driver returned; 0 if the failure is not that of one call.</summary>
    public int Code => code;

    /// <summary>Throws unless <paramref name="status"/> is CL_SUCCESS.</summary>
    internal static void Check(int status, string call, string? detail = null)
    {
        if (status == 0) return;
        var name = status == -1001
            ? "PLATFORM_NOT_FOUND_KHR" : -status > 0 && -status < Names.Length ? Names[-status] : "-";
        name = name == "-" ? "a code that only the driver defines" : $"CL_{name}";
        throw new OpenClException($"OpenCL: {call} failed with {status} ({name}){(detail is null ? "" : $"; {detail}")}", status);
    }

    /// <summary>Whether the code says that device or host memory is exhausted, or that a buffer is too large.</summary>
    internal static bool IsOutOfMemory(int status) => status is -4 or -5 or -6 or -61;
}

/// <summary>
/// OpenCL is not usable: no loader, no device, or no compiler. The message says what is missing and how to install it.
/// </summary>
public sealed class OpenClUnavailableException(string message, int code = 0) : OpenClException(message, code)
{
    const string Advice = "install the driver of a graphics card, or on Debian and Ubuntu `sudo apt install pocl-opencl-icd`, " +
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
