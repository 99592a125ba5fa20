using Spectre.Console;

namespace Tiny.Nn.Lab.Terminal;

/// <summary>
/// Where the program speaks: a console for people and pipes, and a line for errors. Everything printed goes through here, so that a
/// command can be run and read in a test.
/// </summary>
/// <param name="Console">Plain where it is no terminal.</param>
/// <param name="Error">For what went wrong.</param>
/// <param name="IsLive">Whether the console is a terminal that can show what moves.</param>
public sealed record Screen(IAnsiConsole Console, TextWriter Error, bool IsLive)
{
    const int PipeWidth = 132;

    /// <summary>The process's own console.</summary>
    public static Screen OfProcess()
    {
        if (System.Console.IsOutputRedirected) return Plain(System.Console.Out, System.Console.Error);
        return new Screen(AnsiConsole.Console, System.Console.Error, AnsiConsole.Profile.Capabilities.Ansi);
    }

    /// <summary>Text alone: no colours, nothing that moves.</summary>
    public static Screen Plain(TextWriter output, TextWriter error)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(output), Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        });
        (console.Profile.Width, console.Profile.Capabilities.Unicode) = (PipeWidth, true);
        return new Screen(console, error, IsLive: false);
    }

    /// <summary>Whether grey levels can be shown.</summary>
    public bool HasColours => Console.Profile.Capabilities.ColorSystem >= ColorSystem.EightBit;

    /// <summary>One line; a terminal breaks it between words, a pipe gets it whole.</summary>
    public void Say(string line)
    {
        if (IsLive) Console.WriteLine(line);
        else Console.Profile.Out.Writer.WriteLine(line);
    }

    /// <summary>One line on the error output, about something that does not stop the program.</summary>
    public void Warn(string line) => Error.WriteLine("warning: " + line.ReplaceLineEndings(" "));

    /// <summary>One error line.</summary>
    public void Complain(string line) => Error.WriteLine("error: " + line.ReplaceLineEndings(" "));
}
