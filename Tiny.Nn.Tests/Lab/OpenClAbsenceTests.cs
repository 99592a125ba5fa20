using System.Diagnostics;
using Tiny.Nn.Backends;

namespace Tiny.Nn.Tests.Lab;

/// <summary>
/// A computer without OpenCL, played to a real process: it says in one line what was looked for and how to get it, and fails. On Linux,
/// where an environment variable is enough to hide the loader or its drivers.
/// </summary>
[Collection(Tests.Backends.OpenClCollection.Name)]
public sealed class OpenClAbsenceTests : IDisposable
{
    const string Mend = "install the driver of a graphics card, or on Debian and Ubuntu `sudo apt install pocl-opencl-icd`, " +
        "which computes on the processor; or choose another backend";

    readonly LabRun run = new();

    public void Dispose() => run.Dispose();

    public static TheoryData<string[]> Commands => [["devices"], ["train", "--net", "mlp16", "--backend", "opencl"]];

    [SkippableTheory, MemberData(nameof(Commands))]
    public async Task Without_a_loader_the_program_says_what_it_looked_for(string[] command)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "hides the loader with LD_LIBRARY_PATH");
        foreach (var name in new[] { "libOpenCL.so.1", "libOpenCL.so" }) File.WriteAllText(run.At(name), "no library");
        var (code, error) = await Ends("LD_LIBRARY_PATH", run.Folder, command);
        Assert.Equal((1, $"error: OpenCL: no loader found, tried libOpenCL.so.1 and libOpenCL.so; {Mend}\n"), (code, error));
    }

    [SkippableTheory, MemberData(nameof(Commands))]
    public async Task Without_a_driver_it_says_where_drivers_are_listed(string[] command)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "hides the drivers with OCL_ICD_VENDORS");
        Tests.Backends.OpenClMachine.OrSkip().Dispose();
        var (code, error) = await Ends("OCL_ICD_VENDORS", Directory.CreateDirectory(run.At("vendors")).FullName, command);
        Assert.Equal((1, "error: OpenCL: no platform has a device; on Linux /etc/OpenCL/vendors " +
            $"lists the drivers; {Mend}\n"), (code, error));
    }

    [Fact]
    public void A_driver_without_a_compiler_is_refused_before_anything_is_computed()
    {
        var bare = new OpenClDevice(0, "a platform", "a device", OpenClDeviceType.Gpu, 1, 1 << 20, 1 << 20, 1, "OpenCL 1.2", "1");
        var error = Assert.Throws<OpenClUnavailableException>(() => new OpenCl(bare));
        Assert.Equal((-3, $"OpenCL: the driver of a device has no kernel compiler, which this backend needs; {Mend}"),
            (error.Code, error.Message));
    }

    /// <summary>The exit code and the error output of the program in an environment with one variable changed.</summary>
    async Task<(int Code, string Error)> Ends(string variable, string value, string[] command)
    {
        string[] data = command[0] == "train" ? ["--data", run.Digits(), "--out", run.Folder] : [];
        var start = new ProcessStartInfo("dotnet", [typeof(Tiny.Nn.Lab.CommandLine).Assembly.Location, .. command, .. data])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, Environment = { [variable] = value },
        };
        using var program = Process.Start(start)!;
        var said = program.StandardOutput.ReadToEndAsync();
        var error = await program.StandardError.ReadToEndAsync();
        await said;
        await program.WaitForExitAsync();
        return (program.ExitCode, error);
    }
}
