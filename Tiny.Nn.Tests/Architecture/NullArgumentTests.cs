using System.Collections;
using System.Reflection;
using Tiny.Nn.Backends;
using Tiny.Nn.Backends.Functions;
using Tiny.Nn.Data;
using Tiny.Nn.Files;
using Tiny.Nn.Layers;
using Tiny.Nn.Ops;
using Tiny.Nn.Training;

namespace Tiny.Nn.Tests.Architecture;

/// <summary>
/// Tests that null for a parameter that does not allow it never ends in a <see cref="NullReferenceException"/>: each
/// public method and constructor of the library, each of its parameters.
/// </summary>
public sealed class NullArgumentTests : IDisposable
{
    const int MinimumCalls = 380;

    static readonly string Styles =
        string.Join("\n", Enumerable.Range(0, 10).Select(digit => $"{digit} plain 1 : 3,0 3,10"));

    static readonly SpatialWindow window = SpatialWindow.Of(Window.Unit);

    readonly Reference backend = new();
    readonly NullabilityInfoContext nullability = new();
    readonly Dictionary<Type, Func<object>> samples;

    public NullArgumentTests()
    {
        var parameter = new Parameter([1], ParameterKind.Weight, Initializer.Zero, default);
        parameter.Initialize(backend, seed: 1, "name");
        backend.BeginScope();
        var numbers = Targets.FromValues([1f]);
        samples = new()
        {
            [typeof(Backend)] = () => backend, [typeof(Reference)] = () => backend,
            [typeof(ValueBuffer)] = () => backend.AllocateValues(4),
            [typeof(IndexBuffer)] = () => backend.AllocateIndices(4),
            [typeof(Shape)] = () => Shape.Of(1, 1, 4),
            [typeof(Tensor)] = () => Tensor.Full(backend, [1, 1, 4], 1, requiresGradient: true),
            [typeof(ConvolutionShape)] = () => new ConvolutionShape(1, 1, 1, 1, window),
            [typeof(SpatialWindow)] = () => window,
            [typeof(Layer)] = () => new Tiny.Nn.Layers.Relu(),
            [typeof(Parameter)] = () => parameter,
            [typeof(PerAxis)] = () => (PerAxis)2,
            [typeof(Initializer)] = () => Initializer.Zero,
            [typeof(Optimizer)] = () => new Sgd(0.1),
            [typeof(Objective)] = () => Objective.Classification(),
            [typeof(Dataset)] = () => Dataset.FromArrays([1f], [1], numbers),
            [typeof(Targets)] = () => numbers,
            [typeof(string)] = () => "name",
            [typeof(Uri)] = () => new Uri("http://localhost"),
            [typeof(TextReader)] = () => new StringReader(""),
            [typeof(StrokeTable)] = () => StrokeTable.Parse(new StringReader(Styles), "name"),
            [typeof(Func<Tensor, Tensor>)] = () => (Tensor x) => x,
            [typeof(Func<Tensor[], Tensor>)] = () => (Tensor[] x) => x[0],
            [typeof(Func<Dual, Dual>)] = () => (Dual x) => x,
            [typeof(Action<Stream>)] = () => (Stream _) => { },
            [typeof(IReadOnlyDictionary<string, string>)] = () => new Dictionary<string, string>(),
            [typeof(IReadOnlyDictionary<string, StoredTensor>)] = () => new Dictionary<string, StoredTensor>(),
        };
    }

    public void Dispose() => backend.Dispose();

    [Fact]
    public void Null_never_ends_in_a_null_reference()
    {
        var (failures, calls) = (new List<string>(), 0);
        foreach (var (method, parameter) in Parameters())
        {
            var target = method.IsStatic || method.IsConstructor ? null : Sample(method.DeclaringType!);
            object?[] arguments = [.. method.GetParameters().Select(
                other => other.Position == parameter.Position ? null : Sample(other))];
            var error = Record.Exception(() => Call(method, target, arguments));
            calls++;
            if (error is NullReferenceException or ArgumentException { Message: "" })
                failures.Add($"{method.DeclaringType!.Name}.{method.Name}: {parameter.Name}");
        }
        Assert.True(failures.Count == 0, $"null ends in a {nameof(NullReferenceException)}, but must end in an " +
            $"{nameof(ArgumentException)}:\n{string.Join("\n", failures)}");
        Assert.True(calls >= MinimumCalls, $"{calls} calls");
    }

    /// <summary>The methods with spans, which reflection cannot call.</summary>
    [Fact]
    public void Null_beside_a_span_throws()
    {
        var x = Tensor.Full(backend, [1, 4], 1);
        var buffer = x.Buffer;
        Action[] calls =
        [
            () => Tensor.From(null!, [1], [1.0]), () => Tensor.From(backend, null!, [1.0]),
            () => Tensor.From(null!, [1], [1f]), () => Tensor.From(backend, null!, [1f]),
            () => Tensor.Result("mine", null!, backend, buffer), () => Tensor.Result("mine", [4], null!, buffer),
            () => Tensor.Result("mine", [4], backend, null!),
            () => x.Compute("mine", null!, _ => { }), () => x.Compute("mine", [4], null!),
            () => backend.Write([1.0], null!), () => backend.Write([1f], null!), () => backend.Write([1], null!),
            () => backend.Read((ValueBuffer)null!, new double[1]), () => backend.Read(null!, new float[1]),
            () => backend.Read((IndexBuffer)null!, new int[1]),
            () => ((Tensor)null!).CrossEntropy([0]), () => ((Tensor)null!).Reshape(1, 4),
            () => Metrics.TopK(null!, [0], 1), () => Dual.GradientOf(null!, [1.0]),
            () => Dual.DerivativeOf(null!, [1.0], [1.0]),
        ];
        foreach (var call in calls) Assert.Throws<ArgumentNullException>(call);
    }

    /// <summary>Returns the parameters that do not allow null, of methods without spans.</summary>
    IEnumerable<(MethodBase, ParameterInfo)> Parameters() =>
        from type in typeof(Tensor).Assembly.GetExportedTypes()
        where !type.IsSubclassOf(typeof(Delegate)) && !type.IsInterface && !type.Name.StartsWith('<')
        from method in type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static
            | BindingFlags.DeclaredOnly).OfType<MethodBase>()
        where !method.IsAbstract && !(type.IsAbstract && method.IsConstructor)
            && !Array.Exists(method.GetParameters(), parameter => parameter.ParameterType.IsByRefLike)
        from parameter in method.GetParameters()
        where !parameter.ParameterType.IsValueType && !parameter.ParameterType.IsByRef
            && !parameter.ParameterType.IsGenericParameter
            && nullability.Create(parameter).WriteState == NullabilityState.NotNull
        select (method, parameter);

    static void Call(MethodBase method, object? target, object?[] arguments)
    {
        if (method is MethodInfo { IsGenericMethod: true } generic)
            method = generic.MakeGenericMethod(
                method.Name == "MapBinary" ? typeof(Addition) : typeof(Tiny.Nn.Backends.Functions.Sigmoid));
        const BindingFlags direct = BindingFlags.DoNotWrapExceptions;
        var result = method is ConstructorInfo constructor
            ? constructor.Invoke(direct, null, arguments, null)
            : method.Invoke(target, direct, null, arguments, null);
        if (result is IEnumerable sequence)
            foreach (var _ in sequence) break;           // an iterator checks its arguments when it is enumerated
    }

    object? Sample(ParameterInfo parameter) =>
        parameter.ParameterType.IsGenericParameter
            ? parameter.Member.Name == "MapBinary" ? new Addition() : new Tiny.Nn.Backends.Functions.Sigmoid()
        : parameter.HasDefaultValue && parameter.DefaultValue is not null ? parameter.DefaultValue
        : nullability.Create(parameter).WriteState == NullabilityState.Nullable ? null
        : Sample(parameter.ParameterType);

    /// <summary>Returns a value of a type: a sample, or one made from samples by the shortest constructor.</summary>
    object Sample(Type type)
    {
        if (samples.TryGetValue(type, out var sample)) return sample();
        if (type.IsPrimitive) return Convert.ChangeType(1, type);
        if (type.IsGenericType && type.IsInterface) type = type.GetGenericArguments().Single().MakeArrayType();
        if (type.IsArray)
        {
            var array = Array.CreateInstance(type.GetElementType()!, 1);
            array.SetValue(Sample(type.GetElementType()!), 0);
            return array;
        }
        if (type.IsAbstract)
            type = typeof(Tensor).Assembly.GetExportedTypes()
                .First(other => other.IsSubclassOf(type) && !other.IsAbstract);
        if (type.ContainsGenericParameters) type = type.MakeGenericType(typeof(float));
        var constructor = type.GetConstructors().OrderBy(constructor => constructor.GetParameters().Length)
            .FirstOrDefault();
        return constructor?.Invoke(BindingFlags.DoNotWrapExceptions, null,
            [.. constructor.GetParameters().Select(Sample)], null) ?? Activator.CreateInstance(type)!;
    }
}
