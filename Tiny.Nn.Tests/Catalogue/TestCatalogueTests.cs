using System.Reflection;
using System.Text.RegularExpressions;
using Tiny.Nn.Lab.Experiments;

namespace Tiny.Nn.Tests.Catalogue;

/// <summary>
/// Tests of the catalogue in Tiny.Nn.Tests/README.md: every id of the inventory has one row, and each row names exactly
/// the tests and the experiments of the program that carry its id.
/// </summary>
public sealed partial class TestCatalogueTests
{
    /// <summary>The ids of the statements that the library rests on. Each has a test.</summary>
    static readonly string[] Core = Ids(
        "AD 1-13", "NN 1-2 4-12 14 20", "OP 1-6 10 13", "RG 1-3 5-10 13 15 17 22", "CV 1-16 19 21-28", "AR 1-14",
        "TC 1-6", "PL 1-9", "NM 0", "NA 1");

    /// <summary>
    /// The ids of the results of experiments in the sources. Each has a test or an experiment, or its row says
    /// <c>open</c>.
    /// </summary>
    static readonly string[] Experiments = Ids(
        "AD 14", "NN 3 13 15-19 21", "OP 7-9", "RG 4 11-12 14 16 18-19 21", "CV 17-18 20 29-31", "TC 7-8", "PL 10",
        "NM 1-9", "SK 1 3", "PG 1", "NA 2-4 7-10 14", "AE 1-7", "ML 1-2", "VZ 1-4");

    /// <summary>The ids of the statements that the sources mention in passing. A row for them is optional.</summary>
    static readonly string[] Context = Ids(
        "AD 15", "NN 22", "OP 11-12", "RG 20", "CV 32", "NM 10-11", "SK 2", "NA 5-6 11-13", "AE 8", "ML 3");

    static readonly IReadOnlyList<Row> Rows =
    [
        .. RowPattern().Matches(File.ReadAllText(Readme)).Select(match => new Row(
            match.Groups["id"].Value, match.Groups["claim"].Value.Trim(), match.Groups["tests"].Value)),
    ];

    static string Readme => Path.Combine(Repository.Root, "Tiny.Nn.Tests", "README.md");

    /// <param name="Column">The last column: tests and experiments between backticks, or <c>open</c>.</param>
    sealed record Row(string Id, string Claim, string Column)
    {
        public IReadOnlyList<string> Tests { get; } =
            [.. TestPattern().Matches(Column).Select(test => test.Groups[1].Value)];

        public bool IsOpen => Column.Trim() == "open";

        /// <summary>Returns the line of the table for this row, with these tests in the last column.</summary>
        public string WithTests(IEnumerable<string> tests) =>
            $"| {Id} | {Claim} | {string.Join(", ", tests.Select(test => $"`{test}`").DefaultIfEmpty("open"))} |";
    }

    [Fact]
    public void The_inventory_has_103_core_and_62_experiment_ids()
    {
        Assert.Equal((103, 62, 16), (Core.Length, Experiments.Length, Context.Length));
        Assert.Equal(181, Core.Concat(Experiments).Concat(Context).Distinct().Count());
    }

    [Fact]
    public void Every_id_of_the_inventory_has_one_row_with_a_claim()
    {
        var ids = Rows.Select(row => row.Id).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.Empty(Core.Concat(Experiments).Except(ids));
        Assert.Empty(ids.Except(Core).Except(Experiments).Except(Context));
        Assert.Empty(Rows.Where(row => row.Claim.Length < 10).Select(row => row.Id));
    }

    [Fact]
    public void Only_experiments_may_be_open() =>
        Assert.Empty(Rows.Where(row => row.Tests.Count == 0 && !(row.IsOpen && Experiments.Contains(row.Id)))
            .Select(row => row.Id));

    /// <summary>
    /// Tests that each row names exactly the tests that carry its id. A failure prints the corrected rows.
    /// </summary>
    [Fact]
    public void A_row_names_all_tests_that_carry_its_id_and_no_others()
    {
        var carried = Carried().ToLookup(pair => pair.Id, pair => pair.Test);
        Assert.Empty(carried.Select(group => group.Key).Except(Rows.Select(row => row.Id)));
        var wrong = Rows.Where(row => !row.Tests.Order().SequenceEqual(carried[row.Id].Order())).ToList();
        var corrected = wrong.Select(row =>
            row.WithTests(row.Tests.Intersect(carried[row.Id]).Concat(carried[row.Id].Except(row.Tests).Order())));
        Assert.True(wrong.Count == 0, $"{wrong.Count} rows of README.md should read\n{string.Join('\n', corrected)}");
    }

    /// <summary>
    /// Returns all pairs of id and test, such as (CV-07, ValueTests.The_name_of_the_test), and of id and experiment,
    /// such as (PG-01, experiment toy-points). A trait of a class applies to all its tests.
    /// </summary>
    static HashSet<(string Id, string Test)> Carried() => [..
        from type in typeof(TestCatalogueTests).Assembly.GetTypes()
        where !type.IsNested
        from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance)
        where method.GetCustomAttribute<FactAttribute>() is not null
        from attribute in method.GetCustomAttributesData().Concat(type.GetCustomAttributesData())
        where attribute.AttributeType == typeof(TraitAttribute) && Equals(attribute.ConstructorArguments[0].Value, "Id")
        select ((string)attribute.ConstructorArguments[1].Value!, $"{method.DeclaringType!.Name}.{method.Name}"),
        .. from experiment in ExperimentRegistry.All
        from id in experiment.Ids
        select (id, $"experiment {experiment.Name}")];

    /// <summary>Returns the ids that the groups abbreviate: "NN 1-2 4" gives NN-01, NN-02, NN-04.</summary>
    static string[] Ids(params string[] groups) => [..
        from words in groups.Select(text => text.Split(' '))
        from range in words.Skip(1).Select(word => word.Split('-').Select(int.Parse).ToArray())
        from number in Enumerable.Range(range[0], range[^1] - range[0] + 1)
        select $"{words[0]}-{number:00}"];

    [GeneratedRegex(@"^\| (?<id>[A-Z]{2}-\d\d) \| (?<claim>[^|]+) \| (?<tests>[^|]+) \|$", RegexOptions.Multiline)]
    private static partial Regex RowPattern();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex TestPattern();
}
