using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp;

namespace Tiny.Nn.Tests.Architecture;

/// <summary>
/// Tests that dependencies of the library point downwards only: layers and training, operations, tensors and graph,
/// backends, shapes. The sources are searched without comments, so that documentation may link upwards.
/// </summary>
public class DependencyDirectionTests
{
    static readonly string[] Upper = ["Layers", "Training", "Data", "Files", "Checks"];

    [Fact]
    public void Backends_do_not_use_tensors_or_the_graph()
    {
        foreach (var file in Repository.Sources("Tiny.Nn/Backends"))
            AssertUnused(file, @"\b(Tensor|Graph|Edge|Ops|Layers|Training)\b");
    }

    [Fact]
    public void Shape_and_Window_use_no_other_part_of_the_library()
    {
        foreach (var name in new[] { "Shape.cs", "Window.cs", "PerAxis.cs", "RandomStream.cs", "Dual.cs" })
            AssertUnused(Path.Combine(Repository.Root, "Tiny.Nn", name),
                @"\b(Tensor|Graph|Backend|Backends|Ops|Layers|Training|Data)\b");
    }

    [Fact]
    public void Tensor_and_Graph_use_no_operation_and_no_particular_backend()
    {
        foreach (var name in new[] { "Tensor.cs", "Graph.cs" })
            AssertUnused(Path.Combine(Repository.Root, "Tiny.Nn", name),
                @"\b(Ops|Layers|Training|Data|Reference|Cpu|OpenCl)\b");
    }

    [Fact]
    public void Operations_use_no_layer_and_no_particular_backend()
    {
        foreach (var file in Repository.Sources("Tiny.Nn/Ops"))
            AssertUnused(file, @"\b(" + string.Join('|', Upper) + @"|Reference|Cpu|OpenCl)\b");
    }

    [Fact]
    public void Layers_and_training_create_no_backend()
    {
        foreach (var folder in Upper)
            foreach (var file in Repository.Sources($"Tiny.Nn/{folder}"))
                AssertUnused(file, @"\bnew (Reference|Cpu|OpenCl)\b");
    }

    [Fact]
    public void Generic_number_types_occur_in_Backends_only()
    {
        foreach (var file in Repository.Sources("Tiny.Nn"))
            if (!file.Contains($"{Path.DirectorySeparatorChar}Backends{Path.DirectorySeparatorChar}"))
                AssertUnused(file, @"IFloatingPointIeee754");
    }

    [Fact]
    public void The_search_finds_code_and_ignores_comments()
    {
        Assert.Empty(Uses("/// <summary>A Tensor.</summary>\n// Tensor\nclass A { string b = nameof(A); }",
            @"\bTensor\b"));
        Assert.Single(Uses("class A { Tensor b; }", @"\bTensor\b"));
    }

    static void AssertUnused(string file, string pattern)
    {
        var uses = Uses(File.ReadAllText(file), pattern);
        var name = Path.GetRelativePath(Repository.Root, file);
        Assert.True(uses is [], $"{name} must not use what lies above it: {string.Join(", ", uses)}");
    }

    /// <summary>Returns the matches of a pattern in C# code, without comments and white space.</summary>
    static List<string> Uses(string source, string pattern)
    {
        var tokens = CSharpSyntaxTree.ParseText(source).GetRoot().DescendantTokens();
        var code = string.Join(' ', tokens.Select(token => token.Text));
        return [.. Regex.Matches(code, pattern).Select(match => match.Value)];
    }
}
