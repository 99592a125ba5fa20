using System.Runtime.InteropServices;
using System.Text;

namespace Exercises;

/// <summary>
/// Compiles and runs OpenCL kernels on the first device of this computer. Without a device, the constructor throws, and
/// the test is skipped. For tensors on OpenCL devices, see the OpenCL backend of Tiny.Nn.
/// </summary>
public sealed unsafe partial class KernelRunner : IDisposable
{
    const string Library = "OpenCL";
    readonly nint handle, context, queue;
    readonly Dictionary<string, nint> programs = [];

    static readonly string[] LibraryFiles =
        ["libOpenCL.so.1", "OpenCL.dll", "/System/Library/Frameworks/OpenCL.framework/OpenCL", "libOpenCL.so"];

    static KernelRunner() =>
        NativeLibrary.SetDllImportResolver(typeof(KernelRunner).Assembly, (name, _, _) => name != Library ? 0 :
            LibraryFiles.Select(file => NativeLibrary.TryLoad(file, out var found) ? found : 0)
                .FirstOrDefault(found => found != 0));

    /// <summary>Opens the first device of the first platform that has one.</summary>
    /// <exception cref="SkippedException">OpenCL or a device is not available.</exception>
    public KernelRunner()
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
            throw new SkippedException("OpenCL is not installed; on Debian and Ubuntu `apt install pocl-opencl-icd` " +
                "installs it for the CPU");
        }
        if (handle == 0)
            throw new SkippedException("OpenCL is installed but finds no device; on Debian and Ubuntu " +
                "`apt install pocl-opencl-icd` makes the CPU an OpenCL device");
        var device = handle;
        context = clCreateContext(0, 1, &device, 0, 0, out var status);
        ThrowOnError(status, "clCreateContext");
        queue = clCreateCommandQueue(context, handle, 0, out status);
        ThrowOnError(status, "clCreateCommandQueue");
    }

    /// <summary>
    /// Runs a kernel. A source text is compiled once. Arguments are float[], int or float; arrays are copied to the
    /// device before the run and back afterwards.
    /// </summary>
    /// <param name="source">The source text of the program.</param>
    /// <param name="kernel">The name of the kernel.</param>
    /// <param name="global">The number of work items along each axis.</param>
    /// <param name="local">The size of a work group along each axis; if null, the device chooses.</param>
    /// <param name="arguments">The arguments of the kernel, in order.</param>
    /// <exception cref="AssertionException">
    /// The program does not compile, or has no kernel with this name and these arguments.
    /// </exception>
    public void Run(string source, string kernel, int[] global, int[]? local, params object[] arguments)
    {
        if (!programs.TryGetValue(source, out var program)) programs[source] = program = Build(source);
        var entry = clCreateKernel(program, kernel, out var status);
        if (status != 0)
            throw new AssertionException("the kernel's source", $"a kernel named {kernel}",
                $"no such kernel (OpenCL error {status})");
        var buffers = new List<(nint Memory, float[] Values)>();
        try
        {
            for (var i = 0; i < arguments.Length; i++) SetArgument(entry, (uint)i, arguments[i], buffers);
            fixed (nuint* sizes = global.Select(size => (nuint)size).ToArray(),
                groups = local?.Select(size => (nuint)size).ToArray())
                ThrowOnError(clEnqueueNDRangeKernel(queue, entry, (uint)global.Length, null, sizes, groups, 0, 0, 0),
                    "clEnqueueNDRangeKernel");
            foreach (var (memory, values) in buffers)
                fixed (float* elements = values)
                    ThrowOnError(clEnqueueReadBuffer(queue, memory, 1, 0, (nuint)values.Length * 4, elements, 0, 0, 0),
                        "clEnqueueReadBuffer");
        }
        finally
        {
            foreach (var (memory, _) in buffers) clReleaseMemObject(memory);
            clReleaseKernel(entry);
        }
    }

    /// <summary>Releases the OpenCL objects.</summary>
    public void Dispose()
    {
        foreach (var program in programs.Values) clReleaseProgram(program);
        clReleaseCommandQueue(queue);
        clReleaseContext(context);
    }

    nint Build(string source)
    {
        var program = clCreateProgramWithSource(context, 1, [source], null, out var status);
        ThrowOnError(status, "clCreateProgramWithSource");
        if (clBuildProgram(program, 0, 0, "-cl-std=CL1.2", 0, 0) == 0) return program;
        var log = new byte[8192];
        fixed (byte* text = log) clGetProgramBuildInfo(program, handle, 0x1183, (nuint)log.Length, text, out _);
        clReleaseProgram(program);
        throw new AssertionException("the kernel's source", "a program that compiles",
            Encoding.UTF8.GetString(log).TrimEnd('\0', '\n').Replace("\n", " | "));
    }

    void SetArgument(nint kernel, uint index, object argument, List<(nint, float[])> buffers)
    {
        switch (argument)
        {
            case int integer: ThrowOnError(clSetKernelArg(kernel, index, 4, &integer), "clSetKernelArg"); break;
            case float value: ThrowOnError(clSetKernelArg(kernel, index, 4, &value), "clSetKernelArg"); break;
            case float[] values:
                nint memory;
                fixed (float* elements = values)
                    memory = clCreateBuffer(context, 1 | 32, (nuint)values.Length * 4, elements, out _);
                buffers.Add((memory, values));
                ThrowOnError(clSetKernelArg(kernel, index, (nuint)sizeof(nint), &memory), "clSetKernelArg");
                break;
            default:
                throw new ArgumentException(
                    $"a kernel argument must be float[], int or float, got {argument.GetType().Name}");
        }
    }

    static void ThrowOnError(int status, string call)
    {
        if (status != 0)
            throw new AssertionException("the kernel's source",
                "a kernel with the arguments that the exercise specifies", $"{call} failed with error {status}");
    }

    [LibraryImport(Library)]
    private static partial int clGetPlatformIDs(uint capacity, nint* platforms, out uint count);

    [LibraryImport(Library)]
    private static partial int clGetDeviceIDs(nint platform, ulong type, uint capacity, out nint device,
        out uint count);

    [LibraryImport(Library)]
    private static partial nint clCreateContext(nint properties, uint count, nint* devices, nint notify, nint data,
        out int status);

    [LibraryImport(Library)]
    private static partial nint clCreateCommandQueue(nint context, nint device, ulong properties, out int status);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint clCreateProgramWithSource(nint context, uint count, string[] sources, nuint* lengths,
        out int status);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int clBuildProgram(nint program, uint count, nint devices, string options, nint notify,
        nint data);

    [LibraryImport(Library)]
    private static partial int clGetProgramBuildInfo(nint program, nint device, uint what, nuint capacity, byte* text,
        out nuint length);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint clCreateKernel(nint program, string name, out int status);

    [LibraryImport(Library)]
    private static partial int clSetKernelArg(nint kernel, uint index, nuint size, void* value);

    [LibraryImport(Library)]
    private static partial nint clCreateBuffer(nint context, ulong flags, nuint size, void* host, out int status);

    [LibraryImport(Library)]
    private static partial int clEnqueueNDRangeKernel(nint queue, nint kernel, uint axes, nuint* offset, nuint* global,
        nuint* local, uint waits, nint list, nint done);

    [LibraryImport(Library)]
    private static partial int clEnqueueReadBuffer(nint queue, nint buffer, uint blocking, nuint offset, nuint size,
        void* host, uint waits, nint list, nint done);

    [LibraryImport(Library)]
    private static partial int clReleaseMemObject(nint memory);

    [LibraryImport(Library)]
    private static partial int clReleaseKernel(nint kernel);

    [LibraryImport(Library)]
    private static partial int clReleaseProgram(nint program);

    [LibraryImport(Library)]
    private static partial int clReleaseCommandQueue(nint queue);

    [LibraryImport(Library)]
    private static partial int clReleaseContext(nint context);
}
