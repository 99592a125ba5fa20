using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Exercises.Guide;

namespace Tiny.Nn.Tests.Exercises;

/// <summary>Tests that the learner's framework is a library of its own.</summary>
public sealed class CourseFrameworkTests(CourseFixture fixture) : IClassFixture<CourseFixture>
{
    static readonly FrameworkLibrary Framework = new(CourseFixture.Course);

    static readonly SourceFile[] Solutions =
        [.. Framework.Parts.Select(part => new SourceFile(part.Path, part.Solution.Text))];

    [Fact]
    public void The_framework_refers_to_NET_only()
    {
        var compiled = new Compiler().Compile(Solutions, use: References.DotNet);
        Assert.Empty(compiled.Errors);
        using var portable = new PEReader(new MemoryStream(compiled.Assembly));
        var metadata = portable.GetMetadataReader();
        var names = metadata.AssemblyReferences
            .Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name)).ToArray();
        Assert.NotEmpty(names);
        Assert.All(names, name => Assert.StartsWith("System.", name));
    }

    [Fact]
    public void A_framework_that_uses_anything_else_does_not_compile()
    {
        var part = CourseFixture.Course.Find("49")!;
        var withLibrary = part.Solution.Text + "\nclass Other { object shape = new Tiny.Nn.Shape(1); }";
        Assert.Equal(Outcome.DoesNotCompile, fixture.Runner.Run(part, withLibrary).Outcome);
        var withSupport = part.Solution.Text + "\nclass Other { int digits = Exercises.Format.Digits; }";
        Assert.True(fixture.Runner.Run(part, withSupport).Passed);
        Assert.NotEmpty(fixture.Runner.CompileAlone([new(part.Path, withSupport)]));
        Assert.Empty(fixture.Runner.CompileAlone(Solutions));
    }

    [Fact]
    public void An_exception_below_a_needed_file_is_located_in_the_file_of_the_exercise()
    {
        var part = CourseFixture.Course.Find("52")!;
        var result = fixture.Runner.Run(part, part.Solution.Text.Replace("var gradient = new double[rows * columns];",
            "var gradient = new double[columns];"));
        Assert.Equal(Outcome.Threw, result.Outcome);
        Assert.Equal("Convolution.cs", Path.GetFileName(result.LastTest!.File));
    }

    [Fact]
    public void The_framework_is_small()
    {
        Assert.Equal(10, Solutions.Length);
        Assert.InRange(Solutions.Sum(file => file.CodeLines()), 300, 600);
        Assert.Matches(
            @"^Your framework has 10 files and \d{3} lines of code; Tiny\.Nn has \d+ files and [\d,]+ lines\.$",
            Framework.Size(Solutions));
    }

    [Theory, InlineData("int a;", 1), InlineData("// only a comment\n\nint a; // one\n/* two\n*/ int\nb;", 3)]
    public void Lines_of_code_are_neither_blank_nor_comments(string text, int lines) =>
        Assert.Equal(lines, new SourceFile("", text).CodeLines());
}
