using System.CommandLine;
using Tiny.Nn.Backends;
using Tiny.Nn.Lab.Terminal;

namespace Tiny.Nn.Lab.Commands;

/// <summary><c>devices</c>: what <c>--backend opencl</c> could compute on.</summary>
static class DevicesCommand
{
    public static Command Create(ConsoleOutput screen)
    {
        var command = new Command("devices", "The OpenCL devices for --backend opencl --device N.");
        command.SetAction(_ => Run(screen));
        return command;
    }

    static int Run(ConsoleOutput screen)
    {
        foreach (var device in OpenCl.Devices())
        {
            screen.WriteLine($"--device {device.Number}: {device.Name}");
            screen.WriteLine($"    {device.Type}, {device.ComputeUnits} compute units, {device.Memory / (double)(1L << 30):0.#} GiB");
            screen.WriteLine($"    {device.Version}, {device.Platform}");
        }
        return ExitCode.Success;
    }
}
