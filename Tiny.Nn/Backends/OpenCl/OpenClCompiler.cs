using System.Security.Cryptography;
using System.Text;
using static System.Security.Cryptography.SHA256;
using static Tiny.Nn.Backends.OpenClException;
using static Tiny.Nn.Backends.OpenClNative;

namespace Tiny.Nn.Backends;

/// <summary>The compiler of kernel files, with a cache of binaries on disk.</summary>
/// <remarks>
/// A binary's file name is the digest of everything that it depends on: source, options, device and driver. A missing,
/// unreadable or damaged file is compiled again.
/// </remarks>
static unsafe class OpenClCompiler
{
    // Some drivers' compilers (PoCL 3.1's) crash when two threads of a process use them at once.
    static readonly Lock Compiler = new();

    /// <summary>
    /// Compiles a kernel file, preceded by <paramref name="definitions"/>, or loads its cached binary.
    /// </summary>
    /// <exception cref="OpenClException">The kernel does not compile; the message is the build log, with file and
    /// line.</exception>
    public static OpenClHandle Build(OpenClHandle context, OpenClDevice device, string file, string definitions,
        string options)
    {
        // #line makes the build log name the project's files.
        var source = $"{definitions}\n#line 1 \"Common.cl\"\n{Read("Common.cl")}\n#line 1 \"{file}\"\n{Read(file)}";
        var key = string.Join('\0', source, options, device.Platform, device.Name, device.Version, device.Driver);
        var path = Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData,
                Environment.SpecialFolderOption.Create),
            "tiny-nn", "kernels", Convert.ToHexStringLower(HashData(Encoding.UTF8.GetBytes(key))) + ".bin");
        lock (Compiler)
        {
            if (Load(context, device, path, options) is { } cached) return cached;
            var program = Compile(context, device, file, source, options);
            Save(program, path);
            return program;
        }
    }

    static string Read(string file)
    {
        using var stream = typeof(OpenClCompiler).Assembly.GetManifestResourceStream($"Tiny.Nn.Kernels.{file}")
            ?? throw new OpenClException($"OpenCL: kernel file {file} is not embedded in the library");
        return new StreamReader(stream).ReadToEnd();
    }

    static OpenClHandle Compile(OpenClHandle context, OpenClDevice device, string file, string source, string options)
    {
        int status;
        OpenClHandle program;
        var text = Encoding.UTF8.GetBytes(source);
        fixed (byte* start = text)
        {
            var (first, length) = ((nint)start, (nuint)text.Length);
            program = new(clCreateProgramWithSource(context, 1, (byte**)&first, &length, out status),
                &clReleaseProgram);
        }
        Check(status, nameof(clCreateProgramWithSource), file);
        var handle = device.Handle;
        status = clBuildProgram(program, 1, &handle, options, 0, 0);
        if (status == -3) throw OpenClUnavailableException.NoCompiler(device);
        Check(status, nameof(clBuildProgram), status == 0
            ? null : $"{file} does not compile on {device.Name}:\n{Log(program, handle)}");
        return program;
    }

    static string Log(OpenClHandle program, nint device) => ReadText(
        (capacity, value, out size) => clGetProgramBuildInfo(program, device, 0x1183, capacity, value, out size),
        nameof(clGetProgramBuildInfo));

    /// <summary>
    /// The cached program, or null. The file starts with the digest of its binary: a damaged one can crash a driver.
    /// </summary>
    static OpenClHandle? Load(OpenClHandle context, OpenClDevice device, string path, string options)
    {
        byte[] file;
        try
        {
            file = File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
        if (file.Length <= HashSizeInBytes) return null;
        var binary = file.AsSpan(HashSizeInBytes);
        if (!HashData(binary).AsSpan().SequenceEqual(file.AsSpan(0, HashSizeInBytes))) return null;
        fixed (byte* start = binary)
        {
            var (first, length, handle, accepted) = ((nint)start, (nuint)binary.Length, device.Handle, 0);
            OpenClHandle program = new(
                clCreateProgramWithBinary(context, 1, &handle, &length, (byte**)&first, &accepted, out var status),
                    &clReleaseProgram);
            if (status == 0 && accepted == 0 && clBuildProgram(program, 1, &handle, options, 0, 0) == 0) return program;
            program.Dispose();
            return null;
        }
    }

    /// <summary>
    /// Writes the binary under a temporary name and renames it, so that other processes never read half a file.
    /// </summary>
    static void Save(OpenClHandle program, string path)
    {
        const uint binarySizes = 0x1165, binaries = 0x1166;
        nuint size = 0;
        if (clGetProgramInfo(program, binarySizes, (nuint)sizeof(nuint), (byte*)&size, out _) != 0 || size == 0) return;
        var binary = new byte[size];
        fixed (byte* start = binary)
        {
            var to = start;
            if (clGetProgramInfo(program, binaries, (nuint)sizeof(byte*), (byte*)&to, out _) != 0) return;
        }
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var temporary = $"{path}.{Guid.NewGuid():N}";
            File.WriteAllBytes(temporary, [.. HashData(binary), .. binary]);
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The cache only saves time: without it, the next process compiles again.
        }
    }
}
