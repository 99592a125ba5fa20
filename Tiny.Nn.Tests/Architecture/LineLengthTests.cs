namespace Tiny.Nn.Tests.Architecture;

/// <summary>Tests that no line of C# exceeds the maximum length.</summary>
public class LineLengthTests
{
    const int MaximumColumns = 120;

    /// <summary>The folders that are checked, with their subfolders.</summary>
    static readonly string[] Folders =
    [
        "Tiny.Nn", "Tiny.Nn.Lab", "Tiny.Nn.Bench", "Tiny.Nn.Tests", "exercises",
    ];

    public static TheoryData<string> FolderNames => [.. Folders];

    [Theory]
    [MemberData(nameof(FolderNames))]
    public void No_line_is_longer_than_120_columns(string folder)
    {
        var files = Repository.Sources(folder).ToArray();
        Assert.NotEmpty(files);
        var longLines =
            from file in files
            from line in LongLines(File.ReadAllText(file))
            select $"{Path.GetRelativePath(Repository.Root, file)}:{line}";
        Assert.Empty(longLines);
    }

    [Fact]
    public void A_line_of_121_columns_is_reported_with_its_number() =>
        Assert.Equal([2], LongLines($"{new string('a', 120)}\r\n{new string('b', 121)}\n"));

    /// <summary>Returns the 1-based numbers of the lines that are too long.</summary>
    static IEnumerable<int> LongLines(string source) =>
        source.ReplaceLineEndings("\n").Split('\n').Index()
            .Where(line => line.Item.Length > MaximumColumns).Select(line => line.Index + 1);
}
