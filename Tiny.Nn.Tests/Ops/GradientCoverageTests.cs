using System.Reflection;
using System.Runtime.CompilerServices;
using Tiny.Nn.Backends;
using Tiny.Nn.Backends.Functions;
using Tiny.Nn.Ops;
using Tiny.Nn.Tests.Transposition;

namespace Tiny.Nn.Tests;

/// <summary>
/// Tests that every operation has a gradient case. Coverage is measured at run time: by the pullbacks that the backward
/// passes of all cases call, and by the methods that the compiled cases call.
/// </summary>
public sealed class GradientCoverageTests
{
    /// <summary>
    /// The operations that cases call indirectly: through the operators + − · / and through every unary function.
    /// </summary>
    static readonly string[] Indirect = ["Add", "Subtract", "Multiply", "Divide", "Affine", "Map"];

    /// <summary>
    /// The pullbacks that the backward passes of all cases call. Edges to inputs without a gradient are not counted.
    /// </summary>
    static readonly IReadOnlyList<MethodInfo> ExecutedPullbacks =
        [.. GradientCases.All.SelectMany(entry => RunCase(entry.Key, entry.Value))];

    [Fact]
    public void Every_pullback_of_an_operation_runs_in_a_gradient_case()
    {
        var executed = ExecutedPullbacks.Select(pullback => pullback.MetadataToken).ToHashSet();
        var all = typeof(Arithmetic).Assembly.GetTypes()
            .Where(type => type.Namespace == "Tiny.Nn.Ops" && type.IsDefined(typeof(CompilerGeneratedAttribute)))
            .SelectMany(type => type.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(method => method.ReturnType == typeof(Tensor))
            .Where(method => method.GetParameters() is [var gradient] && gradient.ParameterType == typeof(Tensor))
            .ToList();
        Assert.True(all.Count > 25, $"{all.Count} pullbacks found");
        Assert.Empty(all.Where(pullback => !executed.Contains(pullback.MetadataToken))
            .Select(pullback => $"{pullback.DeclaringType}.{pullback.Name}"));
    }

    [Fact]
    public void Every_unary_function_is_differentiated_in_a_gradient_case()
    {
        var differentiated = ExecutedPullbacks.SelectMany(pullback => pullback.DeclaringType!.GenericTypeArguments)
            .ToHashSet();
        var functions = typeof(IUnaryFunction).Assembly.GetTypes()
            .Where(type => type.IsValueType && type.IsAssignableTo(typeof(IUnaryFunction))).ToList();
        Assert.True(functions.Count > 15, $"{functions.Count} functions found");
        Assert.Empty(functions.Except(differentiated).Select(type => type.Name));
    }

    /// <summary>
    /// The test includes public functions without a pullback of their own, such as losses composed of other operations.
    /// </summary>
    [Fact]
    public void Every_operation_is_called_by_a_gradient_case()
    {
        var called = GradientCases.All.Values.SelectMany(entry => Calls(entry.Operation)).ToHashSet();
        var operations = typeof(Arithmetic).Assembly.GetTypes()
            .Where(type => type.Namespace == "Tiny.Nn.Ops" && type.IsPublic)
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(method => !method.Name.StartsWith("op_") && method.ReturnType.ToString().Contains("Tiny.Nn.Tensor"))
            .Select(method => $"{method.DeclaringType!.Name}.{method.Name}").Distinct()
            .Where(name => !Indirect.Contains(name.Split('.')[1])).ToList();
        Assert.True(operations.Count > 50, $"{operations.Count} operations found");
        Assert.Empty(operations.Except(called));
    }

    static List<MethodInfo> RunCase(string name, GradientCase gradientCase)
    {
        using var backend = new Reference();
        Tensor[] leaves =
            [.. gradientCase.Leaves.Select((shape, index) => RandomTensors.Normal(backend, shape, $"{name}.{index}"))];
        using var scope = backend.BeginScope();
        var output = gradientCase.Operation(leaves);
        var pullbacks = Graph.TopologicalOrder(output).SelectMany(node => node.Edges)
            .Where(edge => edge.Input.RequiresGradient).Select(edge => edge.Pullback.Method).ToList();
        if (output.RequiresGradient) Graph.Backward(output, Tensor.Full(backend, output.Shape, 1));
        return pullbacks;
    }

    /// <summary>
    /// Returns the operations that a delegate and the delegates it captures call. In the bytecode, a call
    /// instruction is one byte followed by the method's token; other bytes with the same pattern resolve to no
    /// method of Tiny.Nn.Ops.
    /// </summary>
    static IEnumerable<string> Calls(Delegate operation)
    {
        var il = operation.Method.GetMethodBody()!.GetILAsByteArray()!;
        for (var index = 0; index + 5 <= il.Length; index++)
            if (il[index] is 0x28 or 0x6F
                && Method(operation.Method, BitConverter.ToInt32(il, index + 1)) is { } method)
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
