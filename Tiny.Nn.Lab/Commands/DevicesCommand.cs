using System.CommandLine;
using Tiny.Nn.Backends;
using Tiny.Nn.Lab.Terminal;

namespace Tiny.Nn.Lab.Commands;

/// <summary>The command <c>devices</c>: lists the OpenCL devices.</summary>
static class DevicesCommand
{
    public static Command Create(ConsoleOutput output)
    {
        var command = new Command("devices", "Lists the OpenCL devices for --backend opencl --device N.");
        command.SetAction(_ => Run(output));
        return command;
    }

    static int Run(ConsoleOutput output)
    {
        foreach (var device in OpenCl.Devices())
        {
            output.WriteLine($"--device {device.Number}: {device.Name}");
            output.WriteLine($"    {device.Type}, {device.ComputeUnits} compute units, "
                + $"{device.Memory / (double)(1L << 30):0.#} GiB");
            output.WriteLine($"    {device.Version}, {device.Platform}");
        }
        return ExitCode.Success;
    }
}
