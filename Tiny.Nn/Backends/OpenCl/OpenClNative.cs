using System.Reflection;
using System.Runtime.InteropServices;

namespace Tiny.Nn.Backends;

/// <summary>
/// The calls of OpenCL 1.2 that the backend makes, as the standard declares them, and where the library is found. Nothing is
/// checked here: every status goes through <see cref="OpenClException.Check"/>, and handles are owned by <see cref="OpenClHandle"/>s.
/// </summary>
static unsafe partial class OpenClNative
{
    const string Library = "OpenCL";

    /// <summary>What the loader is called on this system, in the order of trying.</summary>
    public static readonly string[] LibraryNames =
        OperatingSystem.IsWindows() ? ["OpenCL.dll"]
        : OperatingSystem.IsMacOS() ? ["/System/Library/Frameworks/OpenCL.framework/OpenCL"]
        : ["libOpenCL.so.1", "libOpenCL.so"];

    static OpenClNative() => NativeLibrary.SetDllImportResolver(typeof(OpenClNative).Assembly, Resolve);

    static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name != Library) return 0;
        foreach (var candidate in LibraryNames)
            if (NativeLibrary.TryLoad(candidate, out var library)) return library;
        return 0;
    }

    // ── Platforms and devices ───────────────────────────────────────────────────────────────────────────────────────

    [LibraryImport(Library)]
    public static partial int clGetPlatformIDs(uint room, nint* platforms, out uint count);

    [LibraryImport(Library)]
    public static partial int clGetPlatformInfo(nint platform, uint name, nuint room, byte* value, out nuint size);

    [LibraryImport(Library)]
    public static partial int clGetDeviceIDs(nint platform, ulong type, uint room, nint* devices, out uint count);

    [LibraryImport(Library)]
    public static partial int clGetDeviceInfo(nint device, uint name, nuint room, byte* value, out nuint size);

    // ── Context, queue, memory ──────────────────────────────────────────────────────────────────────────────────────

    [LibraryImport(Library)]
    public static partial ContextHandle clCreateContext(nint* properties, uint count, nint* devices, nint notify, nint data,
        out int status);

    [LibraryImport(Library)]
    public static partial int clReleaseContext(nint context);

    [LibraryImport(Library)]
    public static partial QueueHandle clCreateCommandQueue(ContextHandle context, nint device, ulong properties, out int status);

    [LibraryImport(Library)]
    public static partial int clReleaseCommandQueue(nint queue);

    [LibraryImport(Library)]
    public static partial MemoryHandle clCreateBuffer(ContextHandle context, ulong flags, nuint size, nint host, out int status);

    [LibraryImport(Library)]
    public static partial int clReleaseMemObject(nint memory);

    // ── Programs and kernels ────────────────────────────────────────────────────────────────────────────────────────

    [LibraryImport(Library)]
    public static partial ProgramHandle clCreateProgramWithSource(ContextHandle context, uint count, byte** sources, nuint* lengths,
        out int status);

    [LibraryImport(Library)]
    public static partial ProgramHandle clCreateProgramWithBinary(ContextHandle context, uint count, nint* devices, nuint* lengths,
        byte** binaries, int* statuses, out int status);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int clBuildProgram(ProgramHandle program, uint count, nint* devices, string options, nint notify, nint data);

    [LibraryImport(Library)]
    public static partial int clGetProgramBuildInfo(ProgramHandle program, nint device, uint name, nuint room, byte* value, out nuint size);

    [LibraryImport(Library)]
    public static partial int clGetProgramInfo(ProgramHandle program, uint name, nuint room, byte* value, out nuint size);

    [LibraryImport(Library)]
    public static partial int clReleaseProgram(nint program);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial KernelHandle clCreateKernel(ProgramHandle program, string name, out int status);

    [LibraryImport(Library)]
    public static partial int clSetKernelArg(KernelHandle kernel, uint index, nuint size, void* value);

    [LibraryImport(Library)]
    public static partial int clReleaseKernel(nint kernel);

    // ── Commands ────────────────────────────────────────────────────────────────────────────────────────────────────

    [LibraryImport(Library)]
    public static partial int clEnqueueNDRangeKernel(QueueHandle queue, KernelHandle kernel, uint dimensions, nuint* offset,
        nuint* global, nuint* local, uint waits, nint* waitFor, nint* done);

    [LibraryImport(Library)]
    public static partial int clEnqueueWriteBuffer(QueueHandle queue, MemoryHandle memory, uint blocking, nuint offset, nuint size,
        void* source, uint waits, nint* waitFor, nint* done);

    [LibraryImport(Library)]
    public static partial int clEnqueueReadBuffer(QueueHandle queue, MemoryHandle memory, uint blocking, nuint offset, nuint size,
        void* target, uint waits, nint* waitFor, nint* done);

    [LibraryImport(Library)]
    public static partial int clEnqueueFillBuffer(QueueHandle queue, MemoryHandle memory, void* pattern, nuint patternSize,
        nuint offset, nuint size, uint waits, nint* waitFor, nint* done);

    [LibraryImport(Library)]
    public static partial int clFlush(QueueHandle queue);

    [LibraryImport(Library)]
    public static partial int clFinish(QueueHandle queue);

    [LibraryImport(Library)]
    public static partial int clGetEventInfo(EventHandle command, uint name, nuint room, byte* value, out nuint size);

    [LibraryImport(Library)]
    public static partial int clWaitForEvents(uint count, nint* events);

    [LibraryImport(Library)]
    public static partial int clReleaseEvent(nint command);
}
