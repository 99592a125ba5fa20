using System.Text.RegularExpressions;

namespace Tiny.Nn.Tests.Catalogue;

/// <summary>Tests that SOURCES.md explains every id that the project cites exactly once, with its document.</summary>
public sealed partial class SourceIdTests
{
    static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "SOURCES.md"));

    static readonly Match[] Rows = RowPattern().Matches(Page).ToArray();

    static readonly string[] Errata = [.. ErratumPattern().Matches(Page).Select(row => row.Groups["id"].Value)];

    static readonly string[] Ids = [.. Rows.Select(row => row.Groups["id"].Value), .. Errata];

    [Fact]
    public void Every_id_in_the_project_has_a_row()
    {
        var rows = Ids.ToHashSet();
        var files = TextFiles().ToArray();
        Assert.Contains(files, file => file.EndsWith("Window.cs"));
        Assert.Empty(
            from file in files
            from id in Cited(File.ReadAllText(file)).Distinct()
            where !rows.Contains(id)
            select $"{Path.GetRelativePath(Repository.Root, file)}: {id} has no row in SOURCES.md");
    }

    /// <summary>
    /// Tests which texts are recognised as ids. The @ hides unknown ids from the test above and is removed first.
    /// </summary>
    [Theory]
    [InlineData("Sources: RG-18, NM-01 … NM-07.", "RG-18 NM-01 NM-07")]
    [InlineData("[Trait(\"Id\", \"XX-@07\")]", "XX-@07")]
    [InlineData("RG-@99/RG-@100, AD-@1", "RG-@99 RG-@100 AD-@1")]
    [InlineData("its erratum E15; (E@28)", "E15 E@28")]
    [InlineData("VGG-16, SHA-256, AVX-512, UTF-8, {bound:E2}, 1E9, 4DAC-9FBE", "")]
    public void An_id_is_two_letters_and_a_number_or_an_erratum(string text, string ids) =>
        Assert.Equal(ids.Replace("@", ""), string.Join(' ', Cited(text.Replace("@", ""))));

    [Fact]
    public void No_id_has_two_rows() =>
        Assert.Empty(Ids.GroupBy(id => id).Where(rows => rows.Count() > 1).Select(rows => rows.Key));

    [Theory]
    [InlineData("core", 103)]
    [InlineData("experiment", 62)]
    [InlineData("context", 16)]
    public void The_inventory_is_complete(string kind, int count) =>
        Assert.Equal(count, Rows.Count(row => row.Groups["kind"].Value == kind));

    [Fact]
    public void Every_line_that_begins_with_an_id_is_a_complete_row() =>
        Assert.Equal(Ids, RowStartPattern().Matches(Page).Select(row => row.Groups["id"].Value));

    [Fact]
    public void Prefixes_and_documents_of_the_rows_are_explained()
    {
        var explained = ExplainedPattern().Matches(Page).Select(row => row.Groups["name"].Value).ToHashSet();
        Assert.Empty(Rows.Select(row => row.Groups["id"].Value[..2]).Except(explained));
        var documents = Rows.Select(row => row.Groups["documents"].Value.Replace("A and B", "A, Slides B"));
        Assert.Empty(documents.SelectMany(names => names.Split(", ")).Except(explained));
    }

    [Fact]
    public void The_errata_are_E1_to_E27() => Assert.Equal(Enumerable.Range(1, 27).Select(n => $"E{n}"), Errata);

    [Theory]
    [InlineData("README.md")]
    [InlineData("Tiny.Nn.Tests/README.md")]
    [InlineData("exercises/README.md")]
    public void The_pages_that_cite_ids_link_to_the_sources(string page)
    {
        var file = Path.Combine(Repository.Root, page);
        var link = LinkPattern().Match(File.ReadAllText(file)).Groups["target"].Value;
        var target = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, link));
        Assert.Equal(Path.Combine(Repository.Root, "SOURCES.md"), target);
    }

    static IEnumerable<string> Cited(string text) => CitationPattern().Matches(text).Select(citation => citation.Value);

    /// <summary>
    /// Returns the text files of the repository, without build output, training runs, downloads and tools.
    /// </summary>
    static IEnumerable<string> TextFiles()
    {
        var root = new DirectoryInfo(Repository.Root);
        return root.EnumerateFiles()
            .Concat(root.EnumerateDirectories().Where(IsSource).SelectMany(TextFilesBelow))
            .Where(file => Extensions.Contains(file.Extension))
            .Select(file => file.FullName);
    }

    static IEnumerable<FileInfo> TextFilesBelow(DirectoryInfo folder) =>
        folder.EnumerateFiles().Concat(folder.EnumerateDirectories().Where(IsSource).SelectMany(TextFilesBelow));

    static bool IsSource(DirectoryInfo folder) =>
        !Generated.Contains(folder.Name) && !folder.Name.StartsWith('.') && !folder.Name.StartsWith('_');

    static readonly HashSet<string> Generated =
        ["bin", "obj", "artifacts", "runs", "mnist", "TestResults", "BenchmarkDotNet.Artifacts"];

    static readonly HashSet<string> Extensions =
        [".cs", ".md", ".txt", ".cl", ".py", ".css", ".html", ".js", ".json", ".csproj", ".props", ".sln"];

    [GeneratedRegex(
        @"^\| (?<id>[A-Z]{2}-\d+) \| (?<kind>\w+) \| [^|]{10,} \| (?<documents>[^|]+) \|$", RegexOptions.Multiline)]
    private static partial Regex RowPattern();

    [GeneratedRegex(@"^\| (?<id>E\d+) \| [^|]+ \| [^|]+ \| [^|]+ \|$", RegexOptions.Multiline)]
    private static partial Regex ErratumPattern();

    [GeneratedRegex(@"^\| *(?<id>[A-Z]{2}-\d+|E\d+)\b", RegexOptions.Multiline)]
    private static partial Regex RowStartPattern();

    [GeneratedRegex(@"^\| (?<name>[^|]+) \| [^|]+ \|", RegexOptions.Multiline)]
    private static partial Regex ExplainedPattern();

    [GeneratedRegex(@"\]\((?<target>[^)#]*SOURCES\.md)")]
    private static partial Regex LinkPattern();

    [GeneratedRegex(@"\b[A-Z]{2}-\d+\b|(?<![\w:.-])E\d{1,2}\b")]
    private static partial Regex CitationPattern();
}
