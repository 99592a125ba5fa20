using System.Text;
using static Tiny.Nn.Backends.OpenClNative;

namespace Tiny.Nn.Backends;

/// <summary>Compiles kernel files.</summary>
/// <remarks>The drivers of PoCL, NVIDIA, AMD and Intel keep the compiled kernels in disk caches of their own.</remarks>
static unsafe class OpenClCompiler
{
    // Some drivers' compilers (PoCL 3.1's) crash when two threads of a process use them at once.
    static readonly Lock Compiler = new();

    /// <summary>Compiles a kernel file, preceded by <paramref name="definitions"/>.</summary>
    /// <exception cref="OpenClException">The kernel does not compile; the message is the build log, with file and
    /// line.</exception>
    public static OpenClHandle Build(OpenClHandle context, OpenClDevice device, string file, string definitions,
        string options)
    {
        // #line makes the build log name the project's files.
        var text = Encoding.UTF8.GetBytes(
            $"{definitions}\n#line 1 \"Common.cl\"\n{Read("Common.cl")}\n#line 1 \"{file}\"\n{Read(file)}");
        int status;
        OpenClHandle program;
        fixed (byte* start = text)
        {
            var (first, length) = ((nint)start, (nuint)text.Length);
            program = new(clCreateProgramWithSource(context, 1, (byte**)&first, &length, out status),
                &clReleaseProgram);
        }
        Check(status, nameof(clCreateProgramWithSource), file);
        var handle = device.Handle;
        lock (Compiler) status = clBuildProgram(program, 1, &handle, options, 0, 0);
        if (status == -3) throw OpenClUnavailableException.NoCompiler(device);
        Check(status, nameof(clBuildProgram), status == 0
            ? null : $"{file} does not compile on {device.Name}:\n{Log(program, handle)}");
        return program;
    }

    static string Read(string file)
    {
        using var stream = typeof(OpenClCompiler).Assembly.GetManifestResourceStream($"Tiny.Nn.Kernels.{file}")!;
        return new StreamReader(stream).ReadToEnd();
    }

    static string Log(OpenClHandle program, nint device) => ReadText(
        (capacity, value, out size) => clGetProgramBuildInfo(program, device, 0x1183, capacity, value, out size),
        nameof(clGetProgramBuildInfo));
}
