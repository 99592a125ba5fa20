using Spectre.Console;

namespace Tiny.Nn.Lab.Terminal;

/// <summary>
/// Where the program speaks: a console for people and pipes, and a line for errors. Everything printed goes through here, so that a
/// command can be run and read in a test.
/// </summary>
/// <param name="Console">Plain where it is no terminal.</param>
/// <param name="Error">For what went wrong.</param>
/// <param name="IsInteractive">Whether the console is a terminal that can show what moves.</param>
public sealed record ConsoleOutput(IAnsiConsole Console, TextWriter Error, bool IsInteractive)
{
    const int RedirectedWidth = 132;

    /// <summary>The process's own console.</summary>
    public static ConsoleOutput ForProcess()
    {
        if (System.Console.IsOutputRedirected) return PlainText(System.Console.Out, System.Console.Error);
        return new ConsoleOutput(AnsiConsole.Console, System.Console.Error, AnsiConsole.Profile.Capabilities.Ansi);
    }

    /// <summary>Text alone: no colours, nothing that moves.</summary>
    public static ConsoleOutput PlainText(TextWriter output, TextWriter error)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(output), Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        });
        (console.Profile.Width, console.Profile.Capabilities.Unicode) = (RedirectedWidth, true);
        return new ConsoleOutput(console, error, IsInteractive: false);
    }

    /// <summary>Whether grey levels can be shown.</summary>
    public bool SupportsColor => Console.Profile.Capabilities.ColorSystem >= ColorSystem.EightBit;

    /// <summary>One line; a terminal breaks it between words, a pipe gets it whole.</summary>
    public void WriteLine(string line)
    {
        if (IsInteractive) Console.WriteLine(line);
        else Console.Profile.Out.Writer.WriteLine(line);
    }

    /// <summary>One line on the error output, about something that does not stop the program.</summary>
    public void WriteWarning(string line) => Error.WriteLine("warning: " + line.ReplaceLineEndings(" "));

    /// <summary>One error line.</summary>
    public void WriteError(string line) => Error.WriteLine("error: " + line.ReplaceLineEndings(" "));
}
