namespace Tiny.Nn.Lab;

/// <summary>The exit codes of the program.</summary>
public static class ExitCode
{
    public const int Success = 0;

    /// <summary>Data, a file or the training run failed.</summary>
    public const int Failure = 1;

    /// <summary>The command line is invalid.</summary>
    public const int Usage = 2;

    /// <summary>Stopped by Ctrl-C; the weights so far are saved. 128 + SIGINT, as in a shell.</summary>
    public const int Interrupted = 130;
}
