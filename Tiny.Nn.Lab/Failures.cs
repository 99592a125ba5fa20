namespace Tiny.Nn.Lab;

/// <summary>The command line asks for what there is not: one line for people, exit code 2.</summary>
public sealed class UsageException(string message) : Exception(message);

/// <summary>The run cannot go on: one line that says why and how to mend it, exit code 1.</summary>
public sealed class LabException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>What the program tells the shell.</summary>
public static class ExitCode
{
    public const int Success = 0;

    /// <summary>Data, files or the training itself failed.</summary>
    public const int Failure = 1;

    /// <summary>The command line could not be understood.</summary>
    public const int Usage = 2;

    /// <summary>Stopped by Ctrl-C, with what was learned saved: 128 + SIGINT, as shells count.</summary>
    public const int Interrupted = 130;
}
