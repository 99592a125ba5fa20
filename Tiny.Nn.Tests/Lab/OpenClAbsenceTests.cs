using System.Diagnostics;
using Tiny.Nn.Backends;

namespace Tiny.Nn.Tests.Lab;

/// <summary>
/// Tests the program in a separate process without OpenCL: it prints what it searched for and how to install it, and
/// exits with 1. The tests run on Linux, where an environment variable hides the loader or its drivers.
/// </summary>
[Collection(Tests.Backends.OpenClCollection.Name)]
public sealed class OpenClAbsenceTests : IDisposable
{
    const string Advice =
        "install the driver of a graphics card, or on Debian and Ubuntu `sudo apt install pocl-opencl-icd`, " +
        "which computes on the processor; or choose another backend";

    readonly LabTestRun run = new();

    public void Dispose() => run.Dispose();

    public static TheoryData<string[]> Commands => [["devices"], ["train", "--net", "mlp16", "--backend", "opencl"]];

    [SkippableTheory, MemberData(nameof(Commands))]
    public async Task A_missing_loader_is_reported_with_the_file_names_searched(string[] command)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "hides the loader with LD_LIBRARY_PATH");
        foreach (var name in new[] { "libOpenCL.so.1", "libOpenCL.so" }) File.WriteAllText(run.At(name), "no library");
        var (code, error) = await RunWith("LD_LIBRARY_PATH", run.Folder, command);
        Assert.Equal((1,
            $"error: OpenCL: no loader found, tried libOpenCL.so.1 and libOpenCL.so; {Advice}\n"), (code, error));
    }

    [SkippableTheory, MemberData(nameof(Commands))]
    public async Task A_missing_driver_is_reported_with_the_folder_that_lists_drivers(string[] command)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "hides the drivers with OCL_ICD_VENDORS");
        Tests.Backends.OpenClTestBackend.CreateOrSkip().Dispose();
        var (code, error) = await RunWith(
            "OCL_ICD_VENDORS", Directory.CreateDirectory(run.At("vendors")).FullName, command);
        Assert.Equal((1,
            $"error: OpenCL: no platform has a device; on Linux /etc/OpenCL/vendors lists the drivers; {Advice}\n"),
            (code, error));
    }

    [Fact]
    public void A_driver_without_a_compiler_is_rejected()
    {
        var bare = new OpenClDevice(
            0, "a platform", "a device", OpenClDeviceType.Gpu, 1, 1 << 20, 1 << 20, 1, "OpenCL 1.2", "1");
        var error = Assert.Throws<OpenClUnavailableException>(() => new OpenCl(bare));
        Assert.Equal((-3,
            $"OpenCL: the driver of a device has no kernel compiler, which this backend needs; {Advice}"),
            (error.Code, error.Message));
    }

    /// <summary>
    /// Runs the program with one environment variable set, and returns its exit code and error output.
    /// </summary>
    async Task<(int Code, string Error)> RunWith(string variable, string value, string[] command)
    {
        string[] data = command[0] == "train" ? ["--data", run.Digits(), "--out", run.Folder] : [];
        var start = new ProcessStartInfo("dotnet",
            [typeof(Tiny.Nn.Lab.LabCommandLine).Assembly.Location, .. command, .. data])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, Environment = { [variable] = value },
        };
        using var program = Process.Start(start)!;
        var output = program.StandardOutput.ReadToEndAsync();
        var error = await program.StandardError.ReadToEndAsync();
        await output;
        await program.WaitForExitAsync();
        return (program.ExitCode, error);
    }
}
