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

    /// <summary>Returns the text of each public method and operator, by its name.</summary>
    public IReadOnlyDictionary<string, string> PublicMethods() => Names()
        .Where(name => ((MemberDeclarationSyntax)name.Parent!).Modifiers.Any(SyntaxKind.PublicKeyword))
        .ToDictionary(Label, name => name.Parent!.ToString());

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

/// <summary>
/// Compiles source files in memory, with references to .NET, Tiny.Nn and the support classes of the course.
/// </summary>
public sealed class Compiler
{
    const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Exercises;
        global using Tiny.Nn;
        """;

    static readonly CSharpParseOptions Language = new(LanguageVersion.Latest);

    readonly SyntaxTree usings = CSharpSyntaxTree.ParseText(Usings, Language);
    readonly List<MetadataReference> references;

    /// <summary>Creates a compiler and loads the references to .NET, Tiny.Nn and the support classes.</summary>
    public Compiler()
    {
        var trusted = ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "").Split(Path.PathSeparator);
        var framework = trusted.Where(path => Path.GetFileName(path) is var name
            && (name.StartsWith("System.") || name is "mscorlib.dll" or "netstandard.dll"));
        references = [.. framework.Append(typeof(Expect).Assembly.Location)
            .Append(typeof(Tiny.Nn.Shape).Assembly.Location)
            .Where(File.Exists).Select(path => MetadataReference.CreateFromFile(path))];
    }

    /// <summary>Compiles the files into one assembly.</summary>
    /// <param name="optimized">If false, the code is slower and exceptions have exact line numbers.</param>
    public CompilationResult Compile(IReadOnlyList<SourceFile> files, bool optimized = true)
    {
        var trees = files.Select(file =>
            CSharpSyntaxTree.ParseText(SourceText.From(file.Text, Encoding.UTF8), Language, file.Path));
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
