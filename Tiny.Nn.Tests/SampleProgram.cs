using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Tiny.Nn.Tests;

/// <summary>Compiles and runs programs that users copy: the samples of the pages, the code of the playground.</summary>
static class SampleProgram
{
    /// <summary>The console is one for all programs that run at the same time.</summary>
    static readonly Lock console = new();

    /// <summary>Compiles a sample as a program, with other files if it needs them, and returns its output.</summary>
    public static string Run(string sample, params string[] files)
    {
        const string implied =
            "global using System; global using System.Collections.Generic; " +
            "global using System.IO; global using System.Linq;";
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path));
        // Files that belong into the library use its internal members, which it shows to an assembly of this name.
        var name = files.Length > 0 ? typeof(SampleProgram).Assembly.GetName().Name : $"sample{Guid.NewGuid():N}";
        var compilation = CSharpCompilation.Create(name,
            [.. new[] { implied, sample }.Concat(files).Select(text => CSharpSyntaxTree.ParseText(text))],
            references, new CSharpCompilationOptions(OutputKind.ConsoleApplication,
                nullableContextOptions: NullableContextOptions.Enable));
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        Assert.True(result.Success, string.Join("\n", result.Diagnostics));
        using var printed = new StringWriter();
        lock (console)
        {
            var before = Console.Out;
            Console.SetOut(printed);
            try
            {
                var main = Assembly.Load(image.ToArray()).EntryPoint!;
                main.Invoke(null, main.GetParameters().Length == 0 ? [] : [Array.Empty<string>()]);
            }
            finally
            {
                Console.SetOut(before);
            }
        }
        return printed.ToString().Replace("\r\n", "\n");
    }
}
