using System.Runtime.InteropServices;
using System.Text;
using Tiny.Nn.Lab;
using Tiny.Nn.Lab.Terminal;

// The process around the program: UTF-8 out, and Ctrl-C as a wish to stop. While a network is trained the first one lets the current
// batch end and what was learned be saved; a second one kills, as the first does everywhere else.

Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

var trains = args is [] or ["train", ..];
using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

return CommandLine.Run(args, Screen.OfProcess(), stop.Token);

void Stop(PosixSignalContext signal)
{
    signal.Cancel = trains && !stop.IsCancellationRequested;
    stop.Cancel();
}
