using System.Reflection;
using System.Runtime.CompilerServices;
using Tiny.Nn.Backends;
using Tiny.Nn.Backends.Functions;
using Tiny.Nn.Ops;
using Tiny.Nn.Tests.Transposition;

namespace Tiny.Nn.Tests;

/// <summary>
/// No operation is without a gradient case. Judged by what runs: the pullbacks that the sweeps over all cases call,
/// and the methods that the compiled cases call.
/// </summary>
public sealed class GradientCoverage
{
    /// <summary>Called through the operators + − · / and through every function of one number.</summary>
    static readonly string[] Behind = ["Add", "Subtract", "Multiply", "Divide", "Affine", "Map"];

    /// <summary>The pullbacks that the sweeps over all cases call: of each edge to an input with a gradient.</summary>
    static readonly IReadOnlyList<MethodInfo> Ran =
        [.. GradientCases.All.SelectMany(entry => Run(entry.Key, entry.Value))];

    [Fact]
    public void Every_pullback_of_the_operations_runs_in_a_case()
    {
        var ran = Ran.Select(pullback => pullback.MetadataToken).ToHashSet();
        var all = typeof(Arithmetic).Assembly.GetTypes()
            .Where(type => type.Namespace == "Tiny.Nn.Ops" && type.IsDefined(typeof(CompilerGeneratedAttribute)))
            .SelectMany(type => type.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(method => method.ReturnType == typeof(Tensor))
            .Where(method => method.GetParameters() is [var gradient] && gradient.ParameterType == typeof(Tensor))
            .ToList();
        Assert.True(all.Count > 25, $"{all.Count} pullbacks found");
        Assert.Empty(all.Where(pullback => !ran.Contains(pullback.MetadataToken))
            .Select(pullback => $"{pullback.DeclaringType}.{pullback.Name}"));
    }

    [Fact]
    public void Every_function_of_one_number_is_differentiated_in_a_case()
    {
        var differentiated = Ran.SelectMany(pullback => pullback.DeclaringType!.GenericTypeArguments).ToHashSet();
        var functions = typeof(IUnaryFunction).Assembly.GetTypes()
            .Where(type => type.IsValueType && type.IsAssignableTo(typeof(IUnaryFunction))).ToList();
        Assert.True(functions.Count > 15, $"{functions.Count} functions found");
        Assert.Empty(functions.Except(differentiated).Select(type => type.Name));
    }

    /// <summary>
    /// Public functions that have no pullback of their own, such as losses made of other operations, are included.
    /// </summary>
    [Fact]
    public void Every_operation_is_called_by_a_case()
    {
        var called = GradientCases.All.Values.SelectMany(entry => Calls(entry.Operation)).ToHashSet();
        var operations = typeof(Arithmetic).Assembly.GetTypes()
            .Where(type => type.Namespace == "Tiny.Nn.Ops" && type.IsPublic)
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(method => !method.Name.StartsWith("op_") && method.ReturnType.ToString().Contains("Tiny.Nn.Tensor"))
            .Select(method => $"{method.DeclaringType!.Name}.{method.Name}").Distinct()
            .Where(name => !Behind.Contains(name.Split('.')[1])).ToList();
        Assert.True(operations.Count > 50, $"{operations.Count} operations found");
        Assert.Empty(operations.Except(called));
    }

    static List<MethodInfo> Run(string name, GradientCase given)
    {
        using var machine = new Reference();
        Tensor[] leaves = [.. given.Leaves.Select((shape, place) => RandomTensors.Normal(machine, shape, $"{name}.{place}"))];
        using var scope = machine.BeginScope();
        var output = given.Operation(leaves);
        var pullbacks = Graph.TopologicalOrder(output).SelectMany(node => node.Edges)
            .Where(edge => edge.Input.RequiresGradient).Select(edge => edge.Pullback.Method).ToList();
        if (output.RequiresGradient) Graph.Backward(output, Tensor.Full(machine, output.Shape, 1));
        return pullbacks;
    }

    /// <summary>
    /// The operations that a delegate calls, and those of the delegates it holds. An instruction that calls is one
    /// byte and the method's token; other bytes that look like it name no method of Tiny.Nn.Ops.
    /// </summary>
    static IEnumerable<string> Calls(Delegate operation)
    {
        var code = operation.Method.GetMethodBody()!.GetILAsByteArray()!;
        for (var place = 0; place + 5 <= code.Length; place++)
            if (code[place] is 0x28 or 0x6F
                && Method(operation.Method, BitConverter.ToInt32(code, place + 1)) is { } method)
                yield return $"{method.DeclaringType!.Name}.{method.Name}";
        if (operation.Target is not { } target) yield break;
        var captured = target.GetType().GetFields(BindingFlags.Public | BindingFlags.Instance);
        foreach (var inner in captured.Select(field => field.GetValue(target)).OfType<Delegate>())
            foreach (var name in Calls(inner)) yield return name;
    }

    static MethodBase? Method(MethodInfo caller, int token)
    {
        try
        {
            var method = caller.Module.ResolveMethod(token);
            return method is { DeclaringType.Namespace: "Tiny.Nn.Ops" } ? method : null;
        }
        catch (Exception error) when (error is ArgumentException or BadImageFormatException)
        {
            return null;
        }
    }
}
