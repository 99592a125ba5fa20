using System.Reflection;
using System.Text;

namespace Tiny.Nn.Backends;

/// <summary>
/// The calls of OpenCL 1.2 that the backend uses, as the standard declares them, and the search for the library.
/// </summary>
/// <remarks>
/// Callers pass every status to <see cref="Check"/> and wrap references to driver objects in
/// <see cref="OpenClHandle"/>.
/// </remarks>
static unsafe partial class OpenClNative
{
    const string Library = "OpenCL";

    /// <summary>The file names of the loader on this system, in search order.</summary>
    public static readonly string[] LibraryNames =
        OperatingSystem.IsWindows() ? ["OpenCL.dll"]
        : OperatingSystem.IsMacOS() ? ["/System/Library/Frameworks/OpenCL.framework/OpenCL"]
        : ["libOpenCL.so.1", "libOpenCL.so"];

    static OpenClNative() => NativeLibrary.SetDllImportResolver(typeof(OpenClNative).Assembly, Resolve);

    static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        nint library = 0;
        _ = name == Library && Array.Exists(LibraryNames, candidate => NativeLibrary.TryLoad(candidate, out library));
        return library;
    }

    // The names of the codes 0, −1, −2, … without CL_; "-" where the standard defines none.
    static readonly string[] Names = """
        SUCCESS DEVICE_NOT_FOUND DEVICE_NOT_AVAILABLE COMPILER_NOT_AVAILABLE MEM_OBJECT_ALLOCATION_FAILURE
        OUT_OF_RESOURCES OUT_OF_HOST_MEMORY PROFILING_INFO_NOT_AVAILABLE MEM_COPY_OVERLAP IMAGE_FORMAT_MISMATCH
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

    /// <summary>Throws unless <paramref name="status"/> is CL_SUCCESS.</summary>
    public static void Check(int status, string call, string? detail = null)
    {
        if (status == 0) return;
        var name = status == -1001
            ? "PLATFORM_NOT_FOUND_KHR" : -status > 0 && -status < Names.Length ? Names[-status] : "-";
        name = name == "-" ? "a code that only the driver defines" : $"CL_{name}";
        throw new OpenClException($"OpenCL: {call} failed with {status} " +
            $"({name}){(detail is null ? "" : $"; {detail}")}", status);
    }

    /// <summary>Whether the code says that device or host memory is exhausted, or that a buffer is too large.</summary>
    public static bool IsOutOfMemory(int status) => status is -4 or -5 or -6 or -61;

    /// <summary>A clGet…Info call for one property of one object.</summary>
    public delegate int InfoQuery(nuint capacity, byte* value, out nuint size);

    /// <summary>The text that a query returns.</summary>
    public static string ReadText(InfoQuery query, string call)
    {
        Check(query(0, null, out var size), call);
        var text = new byte[size];
        fixed (byte* to = text) Check(query(size, to, out _), call);
        return Encoding.UTF8.GetString(text).Trim('\0', ' ', '\n');
    }

    // ── Platforms and devices ───────────────────────────────────────────────────────────────────────────────────────

    [LibraryImport(Library)]
    public static partial int clGetPlatformIDs(uint capacity, nint* platforms, out uint count);

    [LibraryImport(Library)]
    public static partial int clGetPlatformInfo(nint platform, uint name, nuint capacity, byte* value, out nuint size);

    [LibraryImport(Library)]
    public static partial int clGetDeviceIDs(nint platform, ulong type, uint capacity, nint* devices, out uint count);

    [LibraryImport(Library)]
    public static partial int clGetDeviceInfo(nint device, uint name, nuint capacity, byte* value, out nuint size);

    // ── Context, queue, memory ──────────────────────────────────────────────────────────────────────────────────────

    [LibraryImport(Library)]
    public static partial nint clCreateContext(nint* properties, uint count, nint* devices, nint notify, nint data,
        out int status);

    [LibraryImport(Library)]
    public static partial int clReleaseContext(nint context);

    [LibraryImport(Library)]
    public static partial nint clCreateCommandQueue(OpenClHandle context, nint device, ulong properties,
        out int status);

    [LibraryImport(Library)]
    public static partial int clReleaseCommandQueue(nint queue);

    [LibraryImport(Library)]
    public static partial nint clCreateBuffer(OpenClHandle context, ulong flags, nuint size, nint host, out int status);

    [LibraryImport(Library)]
    public static partial int clReleaseMemObject(nint memory);

    // ── Programs and kernels ────────────────────────────────────────────────────────────────────────────────────────

    [LibraryImport(Library)]
    public static partial nint clCreateProgramWithSource(OpenClHandle context, uint count, byte** sources,
        nuint* lengths,
        out int status);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int clBuildProgram(OpenClHandle program, uint count, nint* devices, string options,
        nint notify, nint data);

    [LibraryImport(Library)]
    public static partial int clGetProgramBuildInfo(OpenClHandle program, nint device, uint name, nuint capacity,
        byte* value, out nuint size);

    [LibraryImport(Library)]
    public static partial int clReleaseProgram(nint program);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint clCreateKernel(OpenClHandle program, string name, out int status);

    [LibraryImport(Library)]
    public static partial int clSetKernelArg(OpenClHandle kernel, uint index, nuint size, void* value);

    [LibraryImport(Library)]
    public static partial int clReleaseKernel(nint kernel);

    // ── Commands ────────────────────────────────────────────────────────────────────────────────────────────────────

    [LibraryImport(Library)]
    public static partial int clEnqueueNDRangeKernel(OpenClHandle queue, OpenClHandle kernel, uint dimensions,
        nuint* offset,
        nuint* global, nuint* local, uint waits, nint* waitFor, nint* done);

    [LibraryImport(Library)]
    public static partial int clEnqueueWriteBuffer(OpenClHandle queue, OpenClHandle memory, uint blocking, nuint offset,
        nuint size,
        void* source, uint waits, nint* waitFor, nint* done);

    [LibraryImport(Library)]
    public static partial int clEnqueueReadBuffer(OpenClHandle queue, OpenClHandle memory, uint blocking, nuint offset,
        nuint size,
        void* target, uint waits, nint* waitFor, nint* done);

    [LibraryImport(Library)]
    public static partial int clEnqueueFillBuffer(OpenClHandle queue, OpenClHandle memory, void* pattern,
        nuint patternSize,
        nuint offset, nuint size, uint waits, nint* waitFor, nint* done);

    [LibraryImport(Library)]
    public static partial int clFlush(OpenClHandle queue);

    [LibraryImport(Library)]
    public static partial int clFinish(OpenClHandle queue);

    [LibraryImport(Library)]
    public static partial int clWaitForEvents(uint count, nint* events);

    [LibraryImport(Library)]
    public static partial int clReleaseEvent(nint command);
}
