using System.CommandLine;
using System.ComponentModel;
using System.Diagnostics;
using Tiny.Nn.Lab.Playground;
using Tiny.Nn.Lab.Terminal;

namespace Tiny.Nn.Lab.Commands;

/// <summary>The command <c>playground</c>: serves the rooms of the playground to a browser until Ctrl-C.</summary>
static class PlaygroundCommand
{
    const int DefaultPort = 5005;

    public static Command Create(ConsoleOutput output, Interruption interruption)
    {
        var port = OptionFactory.Number("--port",
            $"The port to listen on; 0 for any free one. Default: {DefaultPort}, or the next free port.",
            0, ushort.MaxValue);
        var noOpen = new Option<bool>("--no-open") { Description = "Prints the address and opens no browser." };
        var command = new Command("playground", "Opens the playground in the browser: networks to watch and to change "
            + "while they learn. It serves this computer only; Ctrl-C ends it.") { port, noOpen };
        command.SetAction(parsed =>
        {
            interruption.DeferredSignals = 1;
            return Run(parsed.GetValue(port) ?? DefaultPort, !parsed.GetValue(noOpen), output, interruption.Token);
        });
        return command;
    }

    static int Run(int port, bool open, ConsoleOutput output, CancellationToken stop)
    {
        using var server = PlaygroundServer.Start(port, output);
        if (port != 0 && server.Port != port) output.WriteLine($"Port {port} is taken; this is the next free one.");
        output.WriteLine($"The playground is open at {server.Address} (Ctrl-C ends it)");
        if (open && HasDesktop()) OpenBrowser(server.Address);
        stop.WaitHandle.WaitOne();
        return ExitCode.Success;
    }

    static bool HasDesktop() => OperatingSystem.IsWindows() || OperatingSystem.IsMacOS()
        || Environment.GetEnvironmentVariable("DISPLAY") is { Length: > 0 }
        || Environment.GetEnvironmentVariable("WAYLAND_DISPLAY") is { Length: > 0 };

    static void OpenBrowser(string address)
    {
        try
        {
            Process.Start(new ProcessStartInfo(address) { UseShellExecute = true })?.Dispose();
        }
        catch (Win32Exception)
        {
            // No program opens web pages here. The address is printed.
        }
    }
}
