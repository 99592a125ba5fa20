using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace Exercises.Guide;

/// <summary>A file to compile: where it is, and its text.</summary>
public sealed record SourceFile(string Path, string Text)
{
    public static SourceFile Read(string path) => new(path, File.ReadAllText(path));

    /// <summary>The line, from 1 on, on which a method's name stands; null where there is no such method.</summary>
    public int? LineOf(string method)
    {
        var root = CSharpSyntaxTree.ParseText(Text).GetRoot();
        var name = root.DescendantNodes().Select(Name).FirstOrDefault(name => name.Parent is not null && Label(name) == method);
        return name.Parent is null ? null : name.GetLocation().GetLineSpan().StartLinePosition.Line + 1;
    }

    static SyntaxToken Name(SyntaxNode node) => node switch
    {
        MethodDeclarationSyntax named => named.Identifier,
        OperatorDeclarationSyntax sign => sign.OperatorToken,
        _ => default,
    };

    static string Label(SyntaxToken name) => name.Parent is OperatorDeclarationSyntax ? $"operator {name.Text}" : name.Text;
}

/// <summary>One error of the compiler.</summary>
public sealed record CompileError(string Path, int Line, int Column, string Message);

/// <summary>What came out: an assembly with its debugging symbols, or errors.</summary>
public sealed record Compiled(byte[] Assembly, byte[] Symbols, IReadOnlyList<CompileError> Errors)
{
    public bool Succeeded => Errors.Count == 0;
}

/// <summary>Compiles a few files in memory, against the framework, Tiny.Nn and the lessons.</summary>
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

    public Compiler()
    {
        var trusted = ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "").Split(Path.PathSeparator);
        var framework = trusted.Where(path => Path.GetFileName(path) is var name
            && (name.StartsWith("System.") || name is "mscorlib.dll" or "netstandard.dll"));
        references = [.. framework.Append(typeof(Check).Assembly.Location).Append(typeof(Tiny.Nn.Shape).Assembly.Location)
            .Where(File.Exists).Select(path => MetadataReference.CreateFromFile(path))];
    }

    /// <summary>Compiles the files into one library.</summary>
    /// <param name="optimized">Fast; or slow, and exact about the line on which something is thrown.</param>
    public Compiled Compile(IReadOnlyList<SourceFile> files, bool optimized = true)
    {
        var trees = files.Select(file => CSharpSyntaxTree.ParseText(SourceText.From(file.Text, Encoding.UTF8), Language, file.Path));
        var compilation = CSharpCompilation.Create("exercise", trees.Append(usings), references, new CSharpCompilationOptions(
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
            .Select(diagnostic => (Place: diagnostic.Location.GetLineSpan(), Text: diagnostic.GetMessage()))
            .Select(error => new CompileError(error.Place.Path ?? "", error.Place.StartLinePosition.Line + 1,
                error.Place.StartLinePosition.Character + 1, error.Text))
            .OrderBy(error => error.Line)];
}
