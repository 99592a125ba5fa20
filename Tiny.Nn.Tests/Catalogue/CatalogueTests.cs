using System.Reflection;
using System.Text.RegularExpressions;

namespace Tiny.Nn.Tests.Catalogue;

/// <summary>
/// Keeps the catalogue in this folder's README.md true: every id a test carries has a row, and every row names tests that exist and
/// carry its id.
/// </summary>
public sealed partial class CatalogueTests
{
    /// <summary>How many statements of the sources the library rests on, and how many more are plain arithmetic.</summary>
    const int Core = 103, Arithmetic = 12;

    static readonly IReadOnlyList<Row> Rows = [.. RowPattern().Matches(File.ReadAllText(Readme)).Select(match => new Row(
        match.Groups["id"].Value, match.Groups["claim"].Value.Trim(), [.. TestPattern().Matches(match.Groups["tests"].Value).Select(test => test.Groups[1].Value)]))];

    static string Readme => Path.Combine(Repository.Root, "Tiny.Nn.Tests", "README.md");

    sealed record Row(string Id, string Claim, string[] Tests);

    [Fact]
    public void Every_id_has_one_row_and_every_row_a_claim_and_a_test()
    {
        Assert.Equal(Rows.Count, Rows.Select(row => row.Id).Distinct().Count());
        Assert.Empty(Rows.Where(row => row.Claim.Length < 10 || row.Tests.Length == 0).Select(row => row.Id));
        Assert.True(Rows.Count >= Core + Arithmetic, $"{Rows.Count} rows");
    }

    [Fact]
    public void Every_test_of_a_row_exists_and_carries_the_rows_id()
    {
        var carried = Carried();
        var wrong = from row in Rows from test in row.Tests where !carried.Contains((row.Id, test)) select $"{row.Id}: {test}";
        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_id_that_a_test_carries_has_a_row() =>
        Assert.Empty(Carried().Select(pair => pair.Id).Distinct().Except(Rows.Select(row => row.Id)));

    /// <summary>(CV-07, ValueTests.The_name_of_the_test), over all tests; a trait of a class is one of each of its tests.</summary>
    static HashSet<(string Id, string Test)> Carried() => [..
        from type in typeof(CatalogueTests).Assembly.GetTypes()
        where !type.IsNested
        from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance)
        where method.GetCustomAttribute<FactAttribute>() is not null
        from attribute in method.GetCustomAttributesData().Concat(type.GetCustomAttributesData())
        where attribute.AttributeType == typeof(TraitAttribute) && Equals(attribute.ConstructorArguments[0].Value, "Id")
        select ((string)attribute.ConstructorArguments[1].Value!, $"{method.DeclaringType!.Name}.{method.Name}")];

    [GeneratedRegex(@"^\| (?<id>[A-Z]{2}-\d\d) \| (?<claim>[^|]+) \| (?<tests>[^|]+) \|$", RegexOptions.Multiline)]
    private static partial Regex RowPattern();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex TestPattern();
}
