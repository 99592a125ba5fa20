namespace Exercises;

/// <summary>Thrown by a test that cannot run on this computer, for example without an OpenCL device.</summary>
/// <param name="reason">The reason, shown as the result of the test.</param>
public sealed class SkippedException(string reason) : Exception(reason);
