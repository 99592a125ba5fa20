using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Tiny.Nn.Tests;

/// <summary>
/// Tests of the README pages: the code samples compile and print the expected output, the named files exist, and every
/// dependency is explained.
/// </summary>
public class ReadmeTests
{
    static readonly string Readme = Page("README.md");

    static readonly string[] Samples = [.. new[] { Readme, Page("Tiny.Nn/README.md") }
        .SelectMany(page => Regex.Matches(page, "```csharp\n(.*?)```", RegexOptions.Singleline))
        .Select(match => match.Groups[1].Value)];

    [Fact]
    public void The_first_sample_prints_the_graph_and_the_derivative_of_AD_06() =>
        Assert.Matches(@"#1 parameter \[\](.|\n)*cos \[\](.|\n)*J = 0\.542485, dJ/dx = -3\.334146", Run(Samples[0]));

    [Fact]
    public void The_second_sample_trains_a_network_to_more_than_85_percent_accuracy()
    {
        var printed = Run(Samples[1]);
        Assert.Contains("epoch 3: loss", printed);
        var accuracy = Regex.Match(printed, @"test accuracy ([\d.]+) ?% on 500 digits");
        Assert.True(accuracy.Success && double.Parse(accuracy.Groups[1].Value) > 85, printed);
    }

    [Fact]
    public void The_third_sample_fits_sine_to_R_squared_above_0_99()
    {
        var printed = Run(Samples[2]);
        var rSquared = Regex.Match(printed, @"^R² ([\d.]+), mean absolute error 0\.0\d+$", RegexOptions.Multiline);
        Assert.True(rSquared.Success && double.Parse(rSquared.Groups[1].Value) > 0.99, printed);
    }

    [Fact]
    public void The_fourth_sample_adds_an_operation_that_passes_the_gradient_check() =>
        Assert.StartsWith("gradient check passed for 3 derivatives", Run(Samples[3]));

    [Fact]
    public void Every_sample_is_run_by_a_test() => Assert.Equal(4, Samples.Length);

    [Fact]
    public void Every_file_of_the_reading_tour_exists()
    {
        var named = new List<string>();
        foreach (Match row in Regex.Matches(Readme, @"^\| (`Tiny\.Nn.*?`) \|", RegexOptions.Multiline))
        {
            var folder = "";
            foreach (Match name in Regex.Matches(row.Groups[1].Value, "`(.*?)`"))
            {
                var path = name.Groups[1].Value;
                folder = path.Contains('/') && path.StartsWith("Tiny.Nn") ? Path.GetDirectoryName(path.TrimEnd('/'))!
                    : folder;
                named.Add(path.StartsWith("Tiny.Nn") ? path : Path.Combine(folder, path));
            }
        }
        Assert.True(named.Count > 15, $"the search finds the files: {named.Count}");
        Assert.DoesNotContain(named, path => !Path.Exists(Path.Combine(Repository.Root, path)));
    }

    [Fact]
    public void Every_dependency_is_explained_on_a_page()
    {
        var pages = string.Concat(Directory.EnumerateDirectories(Repository.Root)
            .Select(folder => Path.Combine(folder, "README.md")).Where(File.Exists).Select(File.ReadAllText));
        var pinned = Regex.Matches(File.ReadAllText(Path.Combine(Repository.Root, "Directory.Packages.props")),
            "PackageVersion Include=\"(.*?)\"")
            .Select(match => match.Groups[1].Value);
        Assert.DoesNotContain(pinned,
            package => !pages.Contains(package) && package != "Microsoft.CodeAnalysis.Analyzers");
    }

    static string Page(string path) => File.ReadAllText(Path.Combine(Repository.Root, path));

    /// <summary>Compiles a sample as a program and returns its output.</summary>
    static string Run(string sample)
    {
        const string implied =
            "global using System; global using System.Collections.Generic; " +
            "global using System.IO; global using System.Linq;";
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create($"sample{Guid.NewGuid():N}",
            [CSharpSyntaxTree.ParseText(implied), CSharpSyntaxTree.ParseText(sample)],
            references, new CSharpCompilationOptions(OutputKind.ConsoleApplication,
                nullableContextOptions: NullableContextOptions.Enable));
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        Assert.True(result.Success, string.Join("\n", result.Diagnostics));
        var console = Console.Out;
        using var printed = new StringWriter();
        Console.SetOut(printed);
        try
        {
            var main = Assembly.Load(image.ToArray()).EntryPoint!;
            main.Invoke(null, main.GetParameters().Length == 0 ? [] : [Array.Empty<string>()]);
        }
        finally
        {
            Console.SetOut(console);
        }
        return printed.ToString().Replace("\r\n", "\n");
    }
}
