namespace Exercises;

/// <summary>
/// Marks a public static method as a test and names the formula and the method under test; a failure shows both. Tests
/// run in the order of the source file.
/// </summary>
/// <param name="formula">The id of a formula in the exercise's header, such as NN-03.</param>
/// <param name="method">The name of the learner's method under test.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ExerciseTestAttribute(string formula, string method) : Attribute
{
    /// <summary>The source id of the formula that the test checks.</summary>
    public string Formula => formula;

    /// <summary>The name of the method under test.</summary>
    public string Method => method;
}
