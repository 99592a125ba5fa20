namespace Tiny.Nn.Lab;

/// <summary>An invalid command line. The program prints the message as one line and exits with code 2.</summary>
public sealed class UsageException(string message) : Exception(message);
