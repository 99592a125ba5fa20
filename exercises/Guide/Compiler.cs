using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace Exercises.Guide;

/// <summary>A source file: its path and its text.</summary>
public sealed record SourceFile(string Path, string Text)
{
    /// <summary>Reads a file.</summary>
    public static SourceFile Read(string path) => new(path, File.ReadAllText(path));

    /// <summary>
    /// Returns the line, counted from 1, that declares a method or operator; null if no line declares it.
    /// </summary>
    public int? LineOf(string method)
    {
        var name = Names().FirstOrDefault(name => Label(name) == method);
        return name.Parent is null ? null : name.GetLocation().GetLineSpan().StartLinePosition.Line + 1;
    }

    /// <summary>
    /// Returns the text of each public method and operator, by its name; methods with one name are joined.
    /// </summary>
    public IReadOnlyDictionary<string, string> PublicMethods() => Names()
        .Where(name => ((MemberDeclarationSyntax)name.Parent!).Modifiers.Any(SyntaxKind.PublicKeyword))
        .GroupBy(Label, name => name.Parent!.ToString()).ToDictionary(group => group.Key, string.Concat);

    /// <summary>Returns the number of lines of code: those that are neither blank nor comments only.</summary>
    public int CodeLines()
    {
        var tree = CSharpSyntaxTree.ParseText(Text);
        return tree.GetRoot().DescendantTokens().Where(token => token.Span.Length > 0)
            .Select(token => tree.GetLineSpan(token.Span))
            .SelectMany(span => Enumerable.Range(span.StartLinePosition.Line,
                span.EndLinePosition.Line - span.StartLinePosition.Line + 1))
            .Distinct().Count();
    }

    IEnumerable<SyntaxToken> Names() => CSharpSyntaxTree.ParseText(Text).GetRoot().DescendantNodes().Select(Name)
        .Where(name => name.Parent is not null);

    static SyntaxToken Name(SyntaxNode node) => node switch
    {
        MethodDeclarationSyntax named => named.Identifier,
        OperatorDeclarationSyntax sign => sign.OperatorToken,
        ConversionOperatorDeclarationSyntax conversion => conversion.ImplicitOrExplicitKeyword,
        _ => default,
    };

    static string Label(SyntaxToken name) => name.Parent switch
    {
        OperatorDeclarationSyntax => $"operator {name.Text}",
        ConversionOperatorDeclarationSyntax => $"{name.Text} operator",
        _ => name.Text,
    };
}

/// <summary>An error message of the compiler, with file, line and column.</summary>
public sealed record CompileError(string Path, int Line, int Column, string Message);

/// <summary>The result of a compilation: an assembly with its debugging symbols, or errors.</summary>
public sealed record CompilationResult(byte[] Assembly, byte[] Symbols, IReadOnlyList<CompileError> Errors)
{
    /// <summary>Whether the compilation has no errors.</summary>
    public bool Succeeded => Errors.Count == 0;
}

/// <summary>The assemblies that a compilation may use. Each value includes the one before it.</summary>
public enum References
{
    /// <summary>.NET only.</summary>
    DotNet,

    /// <summary>The support classes of the course.</summary>
    Support,

    /// <summary>Tiny.Nn.</summary>
    Library,
}

/// <summary>Compiles source files in memory.</summary>
public sealed class Compiler
{
    const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;

        """;

    static readonly CSharpParseOptions Language = new(LanguageVersion.Latest);

    readonly MetadataReference[] dotNet, support, library;

    /// <summary>Creates a compiler and loads the references to .NET, the support classes and Tiny.Nn.</summary>
    public Compiler()
    {
        var trusted = ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "").Split(Path.PathSeparator);
        var framework = trusted.Where(path => Path.GetFileName(path) is var name
            && (name.StartsWith("System.") || name is "mscorlib.dll" or "netstandard.dll"));
        dotNet = [.. framework.Where(File.Exists).Select(path => MetadataReference.CreateFromFile(path))];
        support = [.. dotNet, MetadataReference.CreateFromFile(typeof(Expect).Assembly.Location)];
        library = [.. support, MetadataReference.CreateFromFile(typeof(Tiny.Nn.Shape).Assembly.Location)];
    }

    /// <summary>Compiles the files into one assembly.</summary>
    /// <param name="optimized">If false, the code is slower and exceptions have exact line numbers.</param>
    /// <param name="use">The assemblies that the files may use.</param>
    public CompilationResult Compile(IReadOnlyList<SourceFile> files, bool optimized = true,
        References use = References.Library)
    {
        var (references, namespaces) = use switch
        {
            References.DotNet => (dotNet, Usings),
            References.Support => (support, Usings + "global using Exercises;"),
            _ => (library, Usings + "global using Exercises; global using Tiny.Nn;"),
        };
        var trees = files.Select(file =>
            CSharpSyntaxTree.ParseText(SourceText.From(file.Text, Encoding.UTF8), Language, file.Path));
        var usings = CSharpSyntaxTree.ParseText(namespaces, Language);
        var compilation = CSharpCompilation.Create("exercise", trees.Append(usings), references,
            new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true,
            optimizationLevel: optimized ? OptimizationLevel.Release : OptimizationLevel.Debug,
            nullableContextOptions: NullableContextOptions.Enable));
        using MemoryStream assembly = new(), symbols = new();
        var result = compilation.Emit(assembly, symbols,
            options: new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb));
        return new(assembly.ToArray(), symbols.ToArray(), result.Success ? [] : Errors(result.Diagnostics));
    }

    static CompileError[] Errors(IEnumerable<Diagnostic> diagnostics) =>
        [.. diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
            .Select(diagnostic => (Span: diagnostic.Location.GetLineSpan(), Text: diagnostic.GetMessage()))
            .Select(error => new CompileError(error.Span.Path ?? "", error.Span.StartLinePosition.Line + 1,
                error.Span.StartLinePosition.Character + 1, error.Text))
            .OrderBy(error => error.Line)];
}
