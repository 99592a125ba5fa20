using System.Reflection;
using System.Runtime.CompilerServices;

namespace Tiny.Nn.Tests.Architecture;

/// <summary>
/// Tests that the public members of the library are those of <c>PublicMembers.txt</c>, so that none appears, changes or
/// disappears by accident.
/// </summary>
public class PublicSurfaceTests
{
    const string Variable = "TINYNN_RENEW_PUBLIC_MEMBERS";

    const string Command = $"{Variable}=1 dotnet test Tiny.Nn.Tests --filter PublicSurface";

    const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance
        | BindingFlags.Static | BindingFlags.DeclaredOnly;

    [Fact]
    public void The_public_members_of_the_library_are_the_committed_ones()
    {
        var path = Path.Combine(Repository.Root, "Tiny.Nn.Tests", "Architecture", "PublicMembers.txt");
        string[] actual = [.. typeof(Tensor).Assembly.GetExportedTypes()
            .OrderBy(type => type.FullName, StringComparer.Ordinal).SelectMany(Lines)];
        if (Environment.GetEnvironmentVariable(Variable) == "1") File.WriteAllLines(path, actual);
        var committed = File.ReadAllLines(path);
        string[] differences =
        [
            .. actual.Except(committed).Select(line => $"+ {line.Trim()}"),
            .. committed.Except(actual).Select(line => $"- {line.Trim()}"),
        ];
        Assert.True(actual.SequenceEqual(committed),
            "the public members differ from Tiny.Nn.Tests/Architecture/PublicMembers.txt; if this is intended, tell " +
            $"it in CHANGELOG.md and renew the file: {Command}\n{string.Join("\n", differences)}");
    }

    [Fact]
    public void The_text_of_a_member_has_all_that_a_caller_depends_on()
    {
        string[] lines = [.. Lines(typeof(Example<>))];
        Assert.Equal(["class Tiny.Nn.Tests.Architecture.PublicSurfaceTests+Example<T> : List<T>",
            "    Int32 this[String key] { get; }", "    Nullable<Int32> Length { get; protected set; }",
            "    new(ref Int32 count, params T[] items)", "    protected static Void Close(Boolean now = True)",
            "    static Example<T> op_Addition(Example<T> a, Example<T> b)"], lines);
    }

    /// <summary>Returns a line for the type, and an indented one for each member that another assembly sees.</summary>
    static IEnumerable<string> Lines(Type type)
    {
        var kind = type.IsInterface ? "interface" : type.IsEnum ? "enum" : type.IsValueType ? "struct"
            : type is { IsAbstract: true, IsSealed: true } ? "static class" : type.IsAbstract ? "abstract class"
            : type.IsSealed ? "sealed class" : "class";
        Type[] parents =
        [
            .. new[] { type.BaseType }.OfType<Type>().Where(parent => parent != typeof(object) && !type.IsValueType),
            .. type.GetInterfaces().Except(type.BaseType?.GetInterfaces() ?? []).Where(_ => !type.IsEnum).OrderBy(Name),
        ];
        var name = type.IsGenericType ? $"{type.FullName!.Split('`')[0]}<{Arguments(type)}>" : type.FullName;
        return type.GetMembers(Declared).Where(member => !member.IsDefined(typeof(CompilerGeneratedAttribute)))
            .Select(Text).OfType<string>().Order(StringComparer.Ordinal).Select(text => $"    {text}")
            .Prepend($"{kind} {name}{(parents.Length == 0 ? "" : $" : {string.Join(", ", parents.Select(Name))}")}");
    }

    /// <summary>Returns the text of a member, or null if other assemblies do not see it by itself.</summary>
    static string? Text(MemberInfo member) => member switch
    {
        FieldInfo { IsSpecialName: false } field when field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly =>
            $"{(field.IsLiteral ? "const " : field.IsStatic ? "static " : "")}{Name(field.FieldType)} {field.Name}" +
            (field.IsLiteral ? $" = {field.GetRawConstantValue()}" : ""),
        ConstructorInfo { IsStatic: false } constructor when Access(constructor) is { } access =>
            $"{access}new({Parameters(constructor)})",
        MethodInfo method when (!method.IsSpecialName || method.Name.StartsWith("op_"))
            && Access(method) is { } access =>
            $"{access}{Name(method.ReturnType)} {method.Name}" +
            (method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(Name))}>" : "") +
            $"({Parameters(method)})",
        PropertyInfo property when property.GetAccessors(true).Any(accessor => Access(accessor) is not null) =>
            Property(property),
        _ => null,
    };

    static string Property(PropertyInfo property)
    {
        var strongest = property.GetAccessors(true).Select(Access).OfType<string>().MinBy(access => access.Length)!;
        string Accessor(MethodInfo? accessor, string name) =>
            accessor is null || Access(accessor) is not { } access ? ""
            : $"{(access == strongest ? "" : "protected ")}{name}; ";
        var setter = property.SetMethod is { } set && set.ReturnParameter.GetRequiredCustomModifiers()
            .Contains(typeof(IsExternalInit)) ? "init" : "set";
        var indices = property.GetIndexParameters();
        var name = indices.Length == 0 ? property.Name : $"this[{string.Join(", ", indices.Select(Parameter))}]";
        return $"{strongest}{Name(property.PropertyType)} {name} {{ {Accessor(property.GetMethod, "get")}" +
            $"{Accessor(property.SetMethod, setter)}}}";
    }

    /// <summary>Returns the modifiers of a method that other assemblies see, or null.</summary>
    static string? Access(MethodBase method)
    {
        var isProtected = method.IsFamily || method.IsFamilyOrAssembly;
        if (!method.IsPublic && !isProtected) return null;
        return (isProtected ? "protected " : "") + (method.IsStatic ? "static " : "") +
            (method.IsAbstract ? "abstract " : method is { IsVirtual: true, IsFinal: false } ? "virtual " : "");
    }

    static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Parameter));

    static string Parameter(ParameterInfo parameter) =>
        (parameter.IsDefined(typeof(ParamArrayAttribute)) || parameter.IsDefined(typeof(ParamCollectionAttribute))
            ? "params " : parameter.IsOut ? "out " : parameter.IsIn ? "in "
            : parameter.ParameterType.IsByRef ? "ref " : "") +
        $"{Name(parameter.ParameterType)} {parameter.Name}" +
        (parameter.HasDefaultValue ? $" = {parameter.DefaultValue ?? "default"}" : "");

    static string Name(Type type) =>
        type.HasElementType ? Name(type.GetElementType()!) + (type.IsArray ? "[]" : type.IsPointer ? "*" : "")
        : type.IsGenericType ? $"{type.Name.Split('`')[0]}<{Arguments(type)}>"
        : type.Name;

    static string Arguments(Type type) => string.Join(", ", type.GetGenericArguments().Select(Name));

    public class Example<T>(ref int count, params T[] items) : List<T>(items)
    {
        public int? Length { get; protected set; } = count;

        public int this[string key] => key.Length;

        internal int Hidden => 0;

        protected static void Close(bool now = true) => _ = now;

        public static Example<T> operator +(Example<T> a, Example<T> b) => b;
    }
}
