using System.Runtime.InteropServices;
using System.Text;
using Tiny.Nn.Lab;
using Tiny.Nn.Lab.Terminal;

// UTF-8 output and signal handling.

Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

var interruption = new Interruption();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

return LabCommandLine.Run(args, ConsoleOutput.ForProcess(), interruption);

void Stop(PosixSignalContext signal) => signal.Cancel = interruption.TryStop();
