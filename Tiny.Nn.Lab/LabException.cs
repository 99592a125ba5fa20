namespace Tiny.Nn.Lab;

/// <summary>
/// An error that ends the program: missing data, an unreadable file, a failed write. The message is one line that names
/// the cause and the fix; the exit code is 1.
/// </summary>
public sealed class LabException(string message, Exception? inner = null) : Exception(message, inner);
