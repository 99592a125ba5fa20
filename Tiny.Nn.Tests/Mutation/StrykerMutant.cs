using System.Text.Json;

namespace Tiny.Nn.Tests.Mutation;

/// <summary>A mutant of Stryker: in a file of Tiny.Nn, the code at a line is replaced by other code.</summary>
/// <param name="File">The path relative to the folder Tiny.Nn, with slashes.</param>
sealed record StrykerMutant(int Id, string File, int Line, string Kind, string Replacement)
{
    /// <summary>The reason in the report of the mutants that Stryker would test if their file were changed.</summary>
    const string Unchanged = "Removed by since filter";

    /// <summary>
    /// Reads the mutants from Stryker's report, except those that did not compile, those that its configuration
    /// excludes, and the removal of a block that holds other mutants.
    /// </summary>
    public static IReadOnlyList<StrykerMutant> ReadReport(string path)
    {
        using var report = JsonDocument.Parse(System.IO.File.ReadAllText(path));
        return
        [
            .. from file in report.RootElement.GetProperty("files").EnumerateObject()
               let mutants = file.Value.GetProperty("mutants").EnumerateArray().Where(IsUsed).ToList()
               from mutant in mutants
               where Text(mutant, "mutatorName") != "Block removal mutation"
                   || !mutants.Any(other => IsInside(other, mutant))
               select new StrykerMutant(
                   int.Parse(Text(mutant, "id")), RelativePath(file.Name), Position(mutant, "start").Line,
                   Text(mutant, "mutatorName"), OneLine(Text(mutant, "replacement"))),
        ];
    }

    /// <summary>True for a file given without its extension, and for a folder that holds the file.</summary>
    public bool IsIn(string part) => File == $"{part}.cs" || File.StartsWith($"{part}/", StringComparison.Ordinal);

    static bool IsUsed(JsonElement mutant) => Text(mutant, "status") is not ("CompileError" or "Ignored")
        || mutant.TryGetProperty("statusReason", out var reason) && reason.GetString() == Unchanged;

    static bool IsInside(JsonElement inner, JsonElement outer) =>
        Text(inner, "id") != Text(outer, "id")
        && Position(outer, "start").CompareTo(Position(inner, "start")) <= 0
        && Position(inner, "end").CompareTo(Position(outer, "end")) <= 0;

    static (int Line, int Column) Position(JsonElement mutant, string end)
    {
        var position = mutant.GetProperty("location").GetProperty(end);
        return (position.GetProperty("line").GetInt32(), position.GetProperty("column").GetInt32());
    }

    static string Text(JsonElement mutant, string property) => mutant.GetProperty(property).GetString()!;

    static string RelativePath(string path)
    {
        var slashes = path.Replace('\\', '/');
        return slashes[(slashes.LastIndexOf("/Tiny.Nn/", StringComparison.Ordinal) + "/Tiny.Nn/".Length)..];
    }

    static string OneLine(string code) =>
        string.Join(' ', code.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));
}
