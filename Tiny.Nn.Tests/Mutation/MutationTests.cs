using System.Text;
using System.Text.Json;
using Tiny.Nn.Tests.Data;

namespace Tiny.Nn.Tests.Mutation;

/// <summary>Tests of the program of mutation.sh, without a mutated library.</summary>
public sealed class MutationTests : IDisposable
{
    const string Unchanged = "Removed by since filter";

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_report_is_read_without_excluded_mutants_and_without_blocks_that_hold_others()
    {
        string[] rows =
        [
            Mutant(1, "Block removal mutation", "{\n}", (3, 5), (9, 6), "Ignored", Unchanged),
            Mutant(2, "Equality mutation", "a <=\n  b", (4, 9), (4, 14), "NoCoverage", null),
            Mutant(3, "Block removal mutation", "{}", (5, 9), (6, 2), "Ignored", Unchanged),
            Mutant(4, "String mutation", "\"\"", (5, 12), (5, 15), "Ignored", "excluded"),
            Mutant(5, "Equality mutation", "b", (7, 9), (7, 14), "CompileError", null),
        ];
        var file = $"\"/copy/Tiny.Nn/Ops/Losses.cs\":{{\"mutants\":[{string.Join(',', rows)}]}}";
        var report = $"{{\"files\":{{{file}}}}}";
        var mutants = StrykerMutant.ReadReport(folder.Write("mutants.json", Encoding.UTF8.GetBytes(report)));
        Assert.Equal(
            [
                new(2, "Ops/Losses.cs", 4, "Equality mutation", "a <= b"),
                new(3, "Ops/Losses.cs", 5, "Block removal mutation", "{}"),
            ],
            mutants);
        Assert.True(mutants[0].IsIn("Ops") && mutants[0].IsIn("Ops/Losses"));
        Assert.False(mutants[0].IsIn("Op") || mutants[0].IsIn("Losses"));
    }

    [Fact]
    public void A_report_keeps_the_last_verdict_of_each_mutant_even_after_an_incomplete_line()
    {
        StrykerMutant killed = new(1, "A/B.cs", 7, "kind", "x"), survivor = new(2, "A/B.cs", 8, "kind", "y");
        DateTime first = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc), second = first.AddTicks(1);
        var report = new MutationReport(folder.Path, "A/B.cs");
        report.Add(killed, first, MutantWorker.Survived);
        report.Add(survivor, first, $"{MutantWorker.Survived}\tno test runs it");
        report.Add(killed, second, $"{MutantWorker.Killed}\tSome test: failed");
        Assert.Equal((true, false), (report.IsKilled(killed), report.IsKilled(survivor)));

        File.AppendAllText(Path.Combine(folder.Path, "reports", "A-B.cs.tsv"), "2\t20");
        report = new MutationReport(folder.Path, "A/B.cs");
        Assert.Equal((true, false), (report.IsKilled(killed), report.IsKilled(survivor)));
        Assert.Equal((second, first), (report.Survived(killed), report.Survived(survivor)));
        report.Add(survivor, second, MutantWorker.Survived);
        Assert.Equal(second, new MutationReport(folder.Path, "A/B.cs").Survived(survivor));
        Assert.Null(report.Survived(survivor with { Id = 3 }));
    }

    [Fact]
    public void A_task_is_read_as_it_was_written()
    {
        var task = new MutantWorker.Task(7, DateTime.UtcNow);
        Assert.Equal(task, MutantWorker.Task.Parse($"{task}"));
    }

    [Fact]
    public void A_library_without_mutants_throws() => Assert.Equal(
        "Tiny.Nn.dll holds no mutants; run Tiny.Nn.Tests/mutation.sh",
        Assert.Throws<InvalidOperationException>(() => new StrykerSwitch()).Message);

    static string Mutant(int id, string kind, string replacement, (int Line, int Column) start,
        (int Line, int Column) end, string status, string? reason) =>
        JsonSerializer.Serialize(new
        {
            id = $"{id}", mutatorName = kind, replacement, status, statusReason = reason,
            location = new
            {
                start = new { line = start.Line, column = start.Column },
                end = new { line = end.Line, column = end.Column },
            },
        });
}
