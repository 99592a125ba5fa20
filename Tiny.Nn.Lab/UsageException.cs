namespace Tiny.Nn.Lab;

/// <summary>An invalid command line. The program prints the message as one line and exits with code 2.</summary>
/// <param name="excerpt">Lines to print before the message, such as a part of an argument with a mark under it.</param>
public sealed class UsageException(string message, string? excerpt = null) : Exception(message)
{
    public string? Excerpt => excerpt;
}
