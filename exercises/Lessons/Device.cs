using System.Runtime.InteropServices;
using System.Text;

namespace Exercises;

/// <summary>
/// Just enough OpenCL to run one kernel on the first device: build, copy in, run, copy out. A test that finds no device is skipped,
/// and says so. It is no machine for tensors: Tiny.Nn has one.
/// </summary>
public sealed unsafe partial class Device : IDisposable
{
    const string Library = "OpenCL";
    readonly nint handle, context, queue;
    readonly Dictionary<string, nint> programs = [];

    static Device() => NativeLibrary.SetDllImportResolver(typeof(Device).Assembly, (name, _, _) => name != Library ? 0 :
        new[] { "libOpenCL.so.1", "OpenCL.dll", "/System/Library/Frameworks/OpenCL.framework/OpenCL", "libOpenCL.so" }
            .Select(file => NativeLibrary.TryLoad(file, out var found) ? found : 0).FirstOrDefault(found => found != 0));

    /// <summary>Opens the first device of the first platform that has one.</summary>
    /// <exception cref="SkippedException">There is none, or no OpenCL at all.</exception>
    public Device()
    {
        try
        {
            var platforms = stackalloc nint[8];
            if (clGetPlatformIDs(8, platforms, out var count) != 0) count = 0;
            for (var i = 0; i < Math.Min(count, 8) && handle == 0; i++)
                if (clGetDeviceIDs(platforms[i], 0xFFFFFFFF, 1, out var found, out _) == 0) handle = found;
        }
        catch (DllNotFoundException)
        {
            throw new SkippedException("no OpenCL on this computer; on Debian `apt install pocl-opencl-icd` makes the processor a device");
        }
        if (handle == 0) throw new SkippedException("OpenCL is here, but it knows no device; on Debian `apt install pocl-opencl-icd` " +
            "makes the processor one");
        var device = handle;
        context = clCreateContext(0, 1, &device, 0, 0, out var status);
        Demand(status, "clCreateContext");
        queue = clCreateCommandQueue(context, handle, 0, out status);
        Demand(status, "clCreateCommandQueue");
    }

    /// <summary>
    /// Runs a kernel; a program is built once. Its arguments, in order: a float[] (copied in before, and out again afterwards), an int,
    /// or a float.
    /// </summary>
    /// <param name="source">The program's text.</param>
    /// <param name="kernel">The kernel's name.</param>
    /// <param name="global">How many work-items along each axis.</param>
    /// <param name="local">How many of them make a work-group; null leaves it to the device.</param>
    /// <exception cref="LessonException">The program does not build, or is not the kernel that was asked for.</exception>
    public void Run(string source, string kernel, int[] global, int[]? local, params object[] arguments)
    {
        if (!programs.TryGetValue(source, out var program)) programs[source] = program = Build(source);
        var entry = clCreateKernel(program, kernel, out var status);
        if (status != 0) throw new LessonException("the kernel's text", $"a kernel named {kernel}",
            $"none of that name (OpenCL says {status})");
        var buffers = new List<(nint Memory, float[] Values)>();
        try
        {
            for (var i = 0; i < arguments.Length; i++) Set(entry, (uint)i, arguments[i], buffers);
            fixed (nuint* sizes = global.Select(size => (nuint)size).ToArray(), groups = local?.Select(size => (nuint)size).ToArray())
                Demand(clEnqueueNDRangeKernel(queue, entry, (uint)global.Length, null, sizes, groups, 0, 0, 0), "clEnqueueNDRangeKernel");
            foreach (var (memory, values) in buffers)
                fixed (float* cells = values) Demand(clEnqueueReadBuffer(queue, memory, 1, 0, (nuint)values.Length * 4, cells, 0, 0, 0),
                    "clEnqueueReadBuffer");
        }
        finally
        {
            foreach (var (memory, _) in buffers) clReleaseMemObject(memory);
            clReleaseKernel(entry);
        }
    }

    public void Dispose()
    {
        foreach (var program in programs.Values) clReleaseProgram(program);
        clReleaseCommandQueue(queue);
        clReleaseContext(context);
    }

    nint Build(string source)
    {
        var program = clCreateProgramWithSource(context, 1, [source], null, out var status);
        Demand(status, "clCreateProgramWithSource");
        if (clBuildProgram(program, 0, 0, "-cl-std=CL1.2", 0, 0) == 0) return program;
        var log = new byte[8192];
        fixed (byte* text = log) clGetProgramBuildInfo(program, handle, 0x1183, (nuint)log.Length, text, out _);
        clReleaseProgram(program);
        throw new LessonException("the kernel's text", "a program that the device's compiler takes",
            Encoding.UTF8.GetString(log).TrimEnd('\0', '\n').Replace("\n", " | "));
    }

    void Set(nint kernel, uint place, object argument, List<(nint, float[])> buffers)
    {
        switch (argument)
        {
            case int whole: Demand(clSetKernelArg(kernel, place, 4, &whole), "clSetKernelArg"); break;
            case float number: Demand(clSetKernelArg(kernel, place, 4, &number), "clSetKernelArg"); break;
            case float[] values:
                nint memory;
                fixed (float* cells = values) memory = clCreateBuffer(context, 1 | 32, (nuint)values.Length * 4, cells, out var status);
                buffers.Add((memory, values));
                Demand(clSetKernelArg(kernel, place, (nuint)sizeof(nint), &memory), "clSetKernelArg");
                break;
            default: throw new ArgumentException($"a kernel's argument is a float[], an int or a float, got {argument.GetType().Name}");
        }
    }

    static void Demand(int status, string call)
    {
        if (status != 0) throw new LessonException("the kernel's text", "a kernel with just the arguments that the exercise names",
            $"{call} says {status}");
    }

    [LibraryImport(Library)] private static partial int clGetPlatformIDs(uint room, nint* platforms, out uint count);

    [LibraryImport(Library)] private static partial int clGetDeviceIDs(nint platform, ulong type, uint room, out nint device,
        out uint count);

    [LibraryImport(Library)] private static partial nint clCreateContext(nint properties, uint count, nint* devices, nint notify,
        nint data, out int status);

    [LibraryImport(Library)] private static partial nint clCreateCommandQueue(nint context, nint device, ulong properties, out int status);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint clCreateProgramWithSource(nint context, uint count, string[] sources, nuint* lengths, out int status);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int clBuildProgram(nint program, uint count, nint devices, string options, nint notify, nint data);

    [LibraryImport(Library)] private static partial int clGetProgramBuildInfo(nint program, nint device, uint what, nuint room, byte* text,
        out nuint length);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] private static partial nint clCreateKernel(nint program,
        string name, out int status);

    [LibraryImport(Library)] private static partial int clSetKernelArg(nint kernel, uint place, nuint size, void* value);

    [LibraryImport(Library)] private static partial nint clCreateBuffer(nint context, ulong flags, nuint size, void* host, out int status);

    [LibraryImport(Library)]
    private static partial int clEnqueueNDRangeKernel(nint queue, nint kernel, uint axes, nuint* offset, nuint* global, nuint* local,
        uint waits, nint list, nint done);

    [LibraryImport(Library)]
    private static partial int clEnqueueReadBuffer(nint queue, nint buffer, uint blocking, nuint offset, nuint size, void* host,
        uint waits, nint list, nint done);

    [LibraryImport(Library)] private static partial int clReleaseMemObject(nint memory);

    [LibraryImport(Library)] private static partial int clReleaseKernel(nint kernel);

    [LibraryImport(Library)] private static partial int clReleaseProgram(nint program);

    [LibraryImport(Library)] private static partial int clReleaseCommandQueue(nint queue);

    [LibraryImport(Library)] private static partial int clReleaseContext(nint context);
}
