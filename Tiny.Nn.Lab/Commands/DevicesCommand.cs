using System.CommandLine;
using Tiny.Nn.Backends;
using Tiny.Nn.Lab.Terminal;

namespace Tiny.Nn.Lab.Commands;

/// <summary><c>devices</c>: what <c>--backend opencl</c> could compute on.</summary>
static class DevicesCommand
{
    public static Command Create(Screen screen)
    {
        var command = new Command("devices", "The OpenCL devices for --backend opencl --device N.");
        command.SetAction(_ => Run(screen));
        return command;
    }

    static int Run(Screen screen)
    {
        foreach (var device in OpenCl.Devices())
        {
            screen.Say($"--device {device.Number}: {device.Name}");
            screen.Say($"    {device.Type}, {device.ComputeUnits} compute units, {device.Memory / (double)(1L << 30):0.#} GiB");
            screen.Say($"    {device.Version}, {device.Platform}");
        }
        return ExitCode.Success;
    }
}
