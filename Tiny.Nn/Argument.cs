namespace Tiny.Nn;

/// <summary>The check of arguments that must not be null.</summary>
static class Argument
{
    /// <summary>Returns the argument.</summary>
    /// <exception cref="ArgumentNullException">The argument is null.</exception>
    public static T NotNull<T>(T? value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        value ?? throw new ArgumentNullException(name);
}
