using Spectre.Console;

namespace Tiny.Nn.Lab.Terminal;

/// <summary>
/// The program's standard output and error output. Commands print only through this class and
/// <see cref="ConsoleTables"/>, which escape control characters (<see cref="TerminalText"/>).
/// </summary>
/// <param name="Console">The console for standard output; plain text if the output is redirected.</param>
/// <param name="Error">The error output.</param>
/// <param name="IsInteractive">Whether the output is a terminal that can show a progress bar.</param>
public sealed record ConsoleOutput(IAnsiConsole Console, TextWriter Error, bool IsInteractive)
{
    const int RedirectedWidth = 132;

    /// <summary>Returns the output of this process.</summary>
    public static ConsoleOutput ForProcess()
    {
        if (System.Console.IsOutputRedirected) return PlainText(System.Console.Out, System.Console.Error);
        return new ConsoleOutput(AnsiConsole.Console, System.Console.Error, AnsiConsole.Profile.Capabilities.Ansi);
    }

    /// <summary>Creates an output of plain text without colors or progress bars.</summary>
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

    /// <summary>Whether the terminal can show gray levels.</summary>
    public bool SupportsColor => Console.Profile.Capabilities.ColorSystem >= ColorSystem.EightBit;

    /// <summary>Writes one line; a terminal wraps it between words, redirected output does not.</summary>
    public void WriteLine(string line)
    {
        var safe = TerminalText.Escape(line);
        if (IsInteractive) Console.WriteLine(safe);
        else Console.Profile.Out.Writer.WriteLine(safe);
    }

    /// <summary>Writes one line with a command or a path; a break within would spoil it for copying.</summary>
    public void WriteUnbroken(string line) => Console.Profile.Out.Writer.WriteLine(TerminalText.Escape(line));

    /// <summary>Writes a warning as one line to the error output.</summary>
    public void WriteWarning(string line) => WriteToError("warning", line);

    /// <summary>Writes an error as one line to the error output.</summary>
    public void WriteError(string line) => WriteToError("error", line);

    /// <summary>Writes lines that illustrate the error after them to the error output.</summary>
    public void WriteExcerpt(string lines)
    {
        foreach (var line in lines.Split('\n')) Error.WriteLine(TerminalText.Escape(line));
    }

    void WriteToError(string kind, string line) =>
        Error.WriteLine($"{kind}: {TerminalText.Escape(line.ReplaceLineEndings(" "))}");
}
