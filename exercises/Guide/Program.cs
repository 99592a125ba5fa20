using System.CommandLine;
using System.Text;
using Exercises.Guide;

// The guide: command line in, exit code out. 0: all that was asked for passes; 1: not yet; 2: the command was not understood.

if (args is [Referee.Word])
{
    Referee.Serve();
    return 0;
}
Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
var console = Screen.OfProcess();
try
{
    var course = Course.Open();
    using var judge = new Judge(course);
    var notebook = new Notebook(course.Root);
    var screen = new Screen(console, course, notebook);
    var commands = new Commands(course, judge, notebook, screen);
    var parsed = CommandLine.Create(course, judge, commands, screen).Parse(args);
    if (parsed.Errors.Count == 0) return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
    Console.Error.WriteLine($"{parsed.Errors[0].Message.TrimEnd('.')}; see --help");
    return 2;
}
catch (Exception error) when (error is IOException or InvalidDataException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(error.Message);
    return 1;
}
