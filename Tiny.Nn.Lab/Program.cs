using System.Runtime.InteropServices;
using System.Text;
using Tiny.Nn.Lab;
using Tiny.Nn.Lab.Terminal;

// UTF-8 output and signal handling. During training the first Ctrl-C (or SIGTERM) ends the run after the current batch
// and saves the weights; a second one terminates the process, as the first does for every other command.

Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

var trains = args is [] or ["train" or "experiment", ..];
using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

return LabCommandLine.Run(args, ConsoleOutput.ForProcess(), stop.Token);

void Stop(PosixSignalContext signal)
{
    signal.Cancel = trains && !stop.IsCancellationRequested;
    stop.Cancel();
}
