namespace Exercises;

/// <summary>
/// Says what a test is about, so that its failure can name the formula and the place to look at. Tests are the public static methods
/// that carry it, run in the order in which they are written, from the plainest to the deepest.
/// </summary>
/// <param name="formula">The id of one formula in the exercise's header, such as NN-03.</param>
/// <param name="method">The learner's method to look at.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AboutAttribute(string formula, string method) : Attribute
{
    public string Formula => formula;

    public string Method => method;
}
