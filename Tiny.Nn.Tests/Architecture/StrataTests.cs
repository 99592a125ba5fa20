using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp;

namespace Tiny.Nn.Tests;

/// <summary>
/// Who may know whom: arrows point down only. The sources are read as text without comments, so that a documentation link upward is
/// allowed and a use is not.
/// </summary>
public class StrataTests
{
    static readonly string[] Upward = ["Layers", "Training", "Data", "Files", "Checks"];

    [Fact]
    public void No_type_under_Backends_mentions_a_tensor_or_the_graph()
    {
        foreach (var file in Repository.Sources("Tiny.Nn/Backends"))
            Refuse(file, @"\b(Tensor|Graph|Edge|Ops|Layers|Training)\b");
    }

    [Fact]
    public void Shape_and_Window_know_no_one()
    {
        foreach (var name in new[] { "Shape.cs", "Window.cs", "PerAxis.cs", "RandomStream.cs", "Dual.cs" })
            Refuse(Path.Combine(Repository.Root, "Tiny.Nn", name), @"\b(Tensor|Graph|Backend|Backends|Ops|Layers|Training|Data)\b");
    }

    [Fact]
    public void Tensor_and_Graph_know_no_operation_and_no_machine_by_name()
    {
        foreach (var name in new[] { "Tensor.cs", "Graph.cs" })
            Refuse(Path.Combine(Repository.Root, "Tiny.Nn", name), @"\b(Ops|Layers|Training|Data|Reference|Cpu|OpenCl)\b");
    }

    [Fact]
    public void Operations_know_no_layer_and_no_machine_by_name()
    {
        foreach (var file in Repository.Sources("Tiny.Nn/Ops"))
            Refuse(file, @"\b(" + string.Join('|', Upward) + @"|Reference|Cpu|OpenCl)\b");
    }

    [Fact]
    public void Layers_and_training_name_no_machine()
    {
        foreach (var folder in Upward)
            foreach (var file in Repository.Sources($"Tiny.Nn/{folder}"))
                Refuse(file, @"\bnew (Reference|Cpu|OpenCl)\b");
    }

    [Fact]
    public void Generic_numbers_live_under_Backends_only()
    {
        foreach (var file in Repository.Sources("Tiny.Nn"))
            if (!file.Contains($"{Path.DirectorySeparatorChar}Backends{Path.DirectorySeparatorChar}")) Refuse(file, @"IFloatingPointIeee754");
    }

    [Fact]
    public void The_check_itself_sees_a_use_and_overlooks_a_comment()
    {
        Assert.Empty(Uses("/// <summary>A Tensor.</summary>\n// Tensor\nclass A { string b = nameof(A); }", @"\bTensor\b"));
        Assert.Single(Uses("class A { Tensor b; }", @"\bTensor\b"));
    }

    static void Refuse(string file, string pattern) =>
        Assert.True(Uses(File.ReadAllText(file), pattern) is [], $"{Path.GetRelativePath(Repository.Root, file)} must not use what lies above it: " +
            string.Join(", ", Uses(File.ReadAllText(file), pattern)));

    /// <summary>The matches in the code alone: every token, without the comments and blanks between them.</summary>
    static List<string> Uses(string source, string pattern)
    {
        var code = string.Join(' ', CSharpSyntaxTree.ParseText(source).GetRoot().DescendantTokens().Select(token => token.Text));
        return [.. Regex.Matches(code, pattern).Select(match => match.Value)];
    }
}
