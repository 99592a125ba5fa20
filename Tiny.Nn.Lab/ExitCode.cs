namespace Tiny.Nn.Lab;

/// <summary>The exit codes of the program.</summary>
public static class ExitCode
{
    public const int Success = 0;

    /// <summary>An error in the data, in a file or during training ended the program.</summary>
    public const int Failure = 1;

    /// <summary>The command line is invalid.</summary>
    public const int Usage = 2;

    /// <summary>
    /// The program was stopped by Ctrl-C; the weights so far are saved. The value is 128 + SIGINT, as in a shell.
    /// </summary>
    public const int Interrupted = 130;
}
