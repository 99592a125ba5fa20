using System.Security.Cryptography;
using System.Text;
using static Tiny.Nn.Backends.OpenClException;
using static Tiny.Nn.Backends.OpenClNative;

namespace Tiny.Nn.Backends;

/// <summary>
/// From a kernel file to a program on a device: compiled once, then taken from a folder of binaries, whose names are digests of
/// everything that a binary depends on: source, options, device and driver.
/// </summary>
/// <remarks>The folder only saves time: what cannot be read, or was damaged, is compiled again.</remarks>
static unsafe class OpenClProgram
{
    // Some drivers' compilers (PoCL 3.1's) crash when two threads of a process use them at once.
    static readonly Lock Compiler = new();

    /// <summary>Where binaries are kept: <c>tiny-nn/kernels</c> in the user's folder for caches.</summary>
    static string CacheFolder => Path.Combine(
        OperatingSystem.IsWindows() ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
        : Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } folder ? folder
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
        "tiny-nn", "kernels");

    /// <summary>The program of one kernel file, after the definitions that shape it.</summary>
    /// <exception cref="OpenClException">The kernel does not compile; the message is the compiler's, with file and line.</exception>
    public static ProgramHandle Build(ContextHandle context, OpenClDevice device, string file, string definitions, string options)
    {
        // #line makes the compiler speak of the files as they lie in the project.
        var source = $"{definitions}\n#line 1 \"Common.cl\"\n{Read("Common.cl")}\n#line 1 \"{file}\"\n{Read(file)}";
        var path = Path.Combine(CacheFolder, Digest(source, options, device) + ".bin");
        lock (Compiler)
        {
            if (FromCache(context, device, path, options) is { } known) return known;
            var program = FromSource(context, device, file, source, options);
            Keep(program, path);
            return program;
        }
    }

    static string Read(string file)
    {
        using var stream = typeof(OpenClProgram).Assembly.GetManifestResourceStream($"Tiny.Nn.Kernels.{file}")
            ?? throw new OpenClException($"OpenCL: kernel file {file} is not in the library");
        return new StreamReader(stream).ReadToEnd();
    }

    static string Digest(string source, string options, OpenClDevice device)
    {
        var text = string.Join('\0', source, options, device.Platform, device.Name, device.Version, device.Driver);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    static ProgramHandle FromSource(ContextHandle context, OpenClDevice device, string file, string source, string options)
    {
        if (!device.HasCompiler) throw OpenClUnavailableException.NoCompiler(device);
        var octets = Encoding.UTF8.GetBytes(source);
        ProgramHandle program;
        int status;
        fixed (byte* text = octets)
        {
            var length = (nuint)octets.Length;
            var start = text;
            program = clCreateProgramWithSource(context, 1, &start, &length, out status);
        }
        Check(status, nameof(clCreateProgramWithSource), file);
        var handle = device.Handle;
        status = clBuildProgram(program, 1, &handle, options, 0, 0);
        if (status == -3) throw OpenClUnavailableException.NoCompiler(device);
        Check(status, nameof(clBuildProgram), status == 0 ? null : $"{file} does not compile on {device.Name}:\n{Log(program, handle)}");
        return program;
    }

    static string Log(ProgramHandle program, nint device)
    {
        const uint buildLog = 0x1183;
        Check(clGetProgramBuildInfo(program, device, buildLog, 0, null, out var size), nameof(clGetProgramBuildInfo));
        var octets = new byte[size];
        fixed (byte* to = octets) Check(clGetProgramBuildInfo(program, device, buildLog, size, to, out _), nameof(clGetProgramBuildInfo));
        return Encoding.UTF8.GetString(octets).TrimEnd('\0', '\n');
    }

    /// <summary>
    /// The kept binary, if there is one that is whole and that the driver takes. It begins with its own digest: a driver may not
    /// survive a damaged one.
    /// </summary>
    static ProgramHandle? FromCache(ContextHandle context, OpenClDevice device, string path, string options)
    {
        byte[] file;
        try
        {
            if (!File.Exists(path)) return null;
            file = File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
        if (file.Length <= SHA256.HashSizeInBytes) return null;
        var binary = file.AsSpan(SHA256.HashSizeInBytes);
        if (!SHA256.HashData(binary).AsSpan().SequenceEqual(file.AsSpan(0, SHA256.HashSizeInBytes))) return null;
        fixed (byte* start = binary)
        {
            var (first, length, handle, accepted) = ((nint)start, (nuint)binary.Length, device.Handle, 0);
            var program = clCreateProgramWithBinary(context, 1, &handle, &length, (byte**)&first, &accepted, out var status);
            if (status == 0 && accepted == 0 && clBuildProgram(program, 1, &handle, options, 0, 0) == 0) return program;
            program.Dispose();
            return null;
        }
    }

    /// <summary>Writes the binary under a temporary name and renames it, so that two processes never see half a file.</summary>
    static void Keep(ProgramHandle program, string path)
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
            File.WriteAllBytes(temporary, [.. SHA256.HashData(binary), .. binary]);
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Without a folder to write to, the next process compiles again.
        }
    }
}
