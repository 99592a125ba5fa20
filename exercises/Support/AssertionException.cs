namespace Exercises;

/// <summary>
/// Thrown by a failed assertion, with the inputs, the expected value and the value that the learner's code returned.
/// </summary>
public sealed class AssertionException(string inputs, string expected, string got)
    : Exception($"{inputs}: expected {expected}, got {got}")
{
    /// <summary>The inputs of the failed case.</summary>
    public string Inputs => inputs;

    /// <summary>The expected value.</summary>
    public string Expected => expected;

    /// <summary>The value that the learner's code returned.</summary>
    public string Got => got;
}
