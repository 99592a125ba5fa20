using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit.Abstractions;

namespace Tiny.Nn.Tests.Architecture;

/// <summary>
/// Tests of the size of the library in tokens of C#. Comments and white space do not count, so documentation and
/// wrapping cost nothing. The output of the test has a table per folder: `dotnet test --filter LibrarySize
/// --logger "console;verbosity=detailed"`.
/// </summary>
public class LibrarySizeTests(ITestOutputHelper output)
{
    const int MaximumTokens = 96_500;

    [Fact]
    public void The_library_stays_within_its_token_limit()
    {
        var library = Path.Combine(Repository.Root, "Tiny.Nn");
        var folders = Repository.Sources("Tiny.Nn")
            .GroupBy(file => Path.GetRelativePath(library, Path.GetDirectoryName(file)!))
            .Select(folder => (Name: folder.Key, Tokens: folder.Sum(file => Tokens(File.ReadAllText(file)))))
            .OrderBy(folder => folder.Name, StringComparer.Ordinal)
            .ToArray();
        foreach (var (name, tokens) in folders) output.WriteLine($"{name,-24} {tokens,7:N0}");
        var total = folders.Sum(folder => folder.Tokens);
        output.WriteLine($"{"total",-24} {total,7:N0}");
        Assert.True(total <= MaximumTokens,
            $"Tiny.Nn has {total:N0} tokens of C#, more than its limit of {MaximumTokens:N0}: remove or compose");
    }

    [Fact]
    public void Comments_and_white_space_are_not_counted() =>
        Assert.Equal(Tokens("class A { }"), Tokens("/// <summary>A class.</summary>\nclass A\n{\n    // empty\n}\n"));

    static int Tokens(string source) =>
        CSharpSyntaxTree.ParseText(source).GetRoot().DescendantTokens()
            .Count(token => !token.IsKind(SyntaxKind.EndOfFileToken));
}
