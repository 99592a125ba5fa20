using System.Reflection;
using Tiny.Nn.Backends.Functions;

namespace Tiny.Nn.Tests.Backends;

/// <summary>
/// Instances of every elementwise function of the library, found by reflection. Tests that use them cover a new
/// function without a change.
/// </summary>
static class FunctionSamples
{
    /// <summary>
    /// The functions of one operand, with all parameters set to ¼, and <see cref="Power"/> with every exponent that has
    /// a separate code path.
    /// </summary>
    public static readonly IUnaryFunction[] Unary =
    [
        .. All<IUnaryFunction>(),
        .. new[] { -2, -1.25, -1, 0, 0.5, 1, 2, 3, 4, 5 }.Select(exponent => (IUnaryFunction)new Power(exponent)),
    ];

    /// <summary>The functions of two operands.</summary>
    public static readonly IBinaryFunction[] Binary = [.. All<IBinaryFunction>()];

    /// <summary>
    /// Calls a generic method of a type. The function is the first argument, and its type is the type argument.
    /// </summary>
    public static object? Call(Type type, string method, object function, params object[] arguments)
    {
        try
        {
            return type.GetMethod(method, BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.Static)!
                .MakeGenericMethod(function.GetType()).Invoke(null, [function, .. arguments]);
        }
        catch (TargetInvocationException error)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(error.InnerException!);
            throw;
        }
    }

    static IEnumerable<F> All<F>() => typeof(F).Assembly.GetTypes()
        .Where(type => type.IsValueType && type.IsAssignableTo(typeof(F)))
        .OrderBy(type => type.Name).Select(Instance).Cast<F>();

    static object Instance(Type type)
    {
        var constructor = type.GetConstructors().MaxBy(candidate => candidate.GetParameters().Length);
        return constructor is null
            ? Activator.CreateInstance(type)!
            : constructor.Invoke([.. constructor.GetParameters().Select(_ => (object)0.25)]);
    }
}
