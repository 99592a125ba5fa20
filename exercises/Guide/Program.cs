using System.CommandLine;
using System.Text;
using Exercises.Guide;

// The course program. Exit codes: 0 if all requested exercises pass, 1 if not, 2 if the command line is invalid.

if (args is [TestHost.Argument])
{
    TestHost.Serve();
    return 0;
}
Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
var console = ConsoleOutput.ProcessConsole();
try
{
    var course = Course.Open();
    using var runner = new TestRunner(course);
    var history = new HelpHistory(course.Root);
    var output = new ConsoleOutput(console, course, history);
    var commands = new Commands(course, runner, history, output);
    var parsed = CommandLine.Create(course, runner, commands, output).Parse(args);
    if (parsed.Errors.Count == 0)
        return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
    Console.Error.WriteLine(CommandLine.ErrorMessage(parsed));
    return 2;
}
catch (Exception error) when (error is IOException or InvalidDataException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(error.Message);
    return 1;
}
