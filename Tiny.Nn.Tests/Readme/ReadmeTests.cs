using System.Text.RegularExpressions;

namespace Tiny.Nn.Tests;

/// <summary>
/// Tests of the README pages: the code samples compile and print the expected output, the named files exist, and every
/// dependency is explained.
/// </summary>
public class ReadmeTests
{
    static readonly string Readme = Page("README.md");

    static readonly string[] Samples = Blocks("csharp"), Fragments = Blocks("cs");

    [Fact]
    public void The_first_sample_prints_the_graph_and_the_derivative_of_AD_06() =>
        Assert.Matches(@"#1 parameter \[\](.|\n)*cos \[\](.|\n)*J = 0\.542485, dJ/dx = -3\.334146",
            SampleProgram.Run(Samples[0]));

    [Fact]
    public void The_second_sample_trains_a_network_to_more_than_85_percent_accuracy()
    {
        var printed = SampleProgram.Run(Samples[1]);
        Assert.Contains("epoch 3: loss", printed);
        var accuracy = Regex.Match(printed, @"test accuracy ([\d.]+) ?% on 500 digits");
        Assert.True(accuracy.Success && double.Parse(accuracy.Groups[1].Value) > 85, printed);
    }

    [Fact]
    public void The_third_sample_fits_sine_to_R_squared_above_0_99()
    {
        var printed = SampleProgram.Run(Samples[2]);
        var rSquared = Regex.Match(printed, @"^R² ([\d.]+), mean absolute error 0\.0\d+$", RegexOptions.Multiline);
        Assert.True(rSquared.Success && double.Parse(rSquared.Groups[1].Value) > 0.99, printed);
    }

    [Fact]
    public void The_fourth_sample_adds_an_operation_that_passes_the_gradient_check() =>
        Assert.StartsWith("gradient check passed for 3 derivatives", SampleProgram.Run(Samples[3]));

    /// <summary>The recipe of an elementwise function, in the two namespaces that it names, with a program.</summary>
    [Fact]
    public void The_recipe_adds_a_function_that_agrees_with_its_formula_and_passes_the_gradient_check()
    {
        var parts = Fragments[0].Split("// Ops/Activations.cs\n");
        Assert.Equal(2, parts.Length);
        Assert.StartsWith("// Backends/Functions/Activations.cs\n", parts[0]);
        var printed = SampleProgram.Run($$"""
            using Tiny.Nn;
            using Tiny.Nn.Backends;
            using Tiny.Nn.Checks;
            using Tiny.Nn.Ops;
            using Recipe.Ops;

            double[] x = [-800, -20, -3, -0.5, 0, 0.25, 1, 4, 30, 800];
            foreach (var backend in new Backend[] { new Reference(), new Cpu<double>(), new Cpu<float>() })
                using (backend)
                {
                    var values = Tensor.From(backend, [x.Length], x);
                    using (var scope = backend.BeginScope())
                        foreach (var (value, y) in x.Zip(values.Silu().ToArray()))
                            if (!(Math.Abs(y - value / (1 + Math.Exp(-value))) <= 1e-6 * Math.Max(1, Math.Abs(y))))
                                Console.WriteLine($"{backend.Name}: silu({value}) = {y}");
                    if (backend.Precision > 1e-10) continue;
                    var smooth = Tensor.From(backend, [5], [-3, -0.5, 0.25, 1, 4], requiresGradient: true);
                    Console.WriteLine($"{backend.Name}: {new GradientCheck().Run(a => a.Silu(), smooth)}");
                }
            """, $$"""
            using System.Numerics;
            using Tiny.Nn.Backends.Functions;
            using static Tiny.Nn.Backends.Functions.VectorMath;
            namespace Recipe.Functions;
            {{parts[0]}}
            """, $$"""
            using Recipe.Functions;
            using Tiny.Nn;
            using Tiny.Nn.Ops;
            namespace Recipe.Ops;
            public static class Activations
            {
                {{parts[1]}}
            }
            """);
        Assert.Matches("^reference: gradient check passed .*\ncpu-double: gradient check passed .*\n$", printed);
    }

    [Fact]
    public void Every_block_of_code_is_run_by_a_test()
    {
        Assert.Equal((4, 1), (Samples.Length, Fragments.Length));
        Assert.Equal(5, Pages.Sum(page => Regex.Count(page, "^```(cs|csharp|c#|C#)", RegexOptions.Multiline)));
    }

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

    static string[] Blocks(string language) => [.. Pages
        .SelectMany(page => Regex.Matches(page, $"```{language}\n(.*?)```", RegexOptions.Singleline))
        .Select(match => match.Groups[1].Value)];

    static string[] Pages => [Readme, Page("Tiny.Nn/README.md")];

    static string Page(string path) => File.ReadAllText(Path.Combine(Repository.Root, path));
}
