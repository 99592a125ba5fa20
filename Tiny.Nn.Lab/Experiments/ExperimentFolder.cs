using System.Text;
using System.Text.Json;
using CsvHelper;

namespace Tiny.Nn.Lab.Experiments;

/// <summary>
/// The settings and the outcome of an experiment, as <c>summary.json</c> stores them with keys in snake_case.
/// </summary>
/// <param name="Verdict">The outcome in words, such as <c>5 hold, 1 not judged</c>.</param>
public sealed record ExperimentSummary(
    string Experiment, string Verdict, int Holding, int NotReproduced, int NotJudged, string Budget, int Seeds,
    string Data, string Backend, double Seconds);

/// <summary>
/// The output folder of an experiment, with <c>report.html</c>, <c>claims.csv</c>, <c>summary.json</c>, and
/// <c>picture.svg</c> if there is one that stands for the experiment.
/// </summary>
public sealed class ExperimentFolder
{
    static readonly JsonSerializerOptions json =
        new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    readonly string folder;

    ExperimentFolder(string folder) => this.folder = folder;

    /// <summary>The folder of an experiment in <c>--out DIR</c>, by default in <c>runs/experiments</c>.</summary>
    public static ExperimentFolder Find(string? output, string experiment) =>
        new(Path.Combine(output ?? Path.Combine("runs", "experiments"), experiment));

    public string ReportPath => Path.Combine(folder, "report.html");

    /// <summary>The checkpoint of one of the experiment's training runs.</summary>
    public string Checkpoint(string name)
    {
        var checkpoints = Path.Combine(folder, "checkpoints");
        Directory.CreateDirectory(checkpoints);
        return Path.Combine(checkpoints, $"{name}.safetensors");
    }

    /// <summary>Creates the folder and checks that it is writable before the experiment starts.</summary>
    /// <exception cref="LabException">The folder cannot be created or written to.</exception>
    public void Prepare() => RunFolder.CheckWritable(folder);

    public string PicturePath => Path.Combine(folder, "picture.svg");

    string ClaimsPath => Path.Combine(folder, "claims.csv");

    public void Save(string page, IReadOnlyList<Claim> claims, ExperimentSummary summary, string? picture)
    {
        RunFolder.WriteText(ReportPath, page);
        RunFolder.WriteText(ClaimsPath, Csv(claims));
        if (picture is not null) RunFolder.WriteText(PicturePath, picture);
        RunFolder.WriteText(
            Path.Combine(folder, "summary.json"), JsonSerializer.Serialize(summary, json) + "\n");
    }

    /// <summary>Returns the summary of the last run, or null if there is none that can be read.</summary>
    public ExperimentSummary? LastSummary()
    {
        try
        {
            return JsonSerializer.Deserialize<ExperimentSummary>(
                File.ReadAllText(Path.Combine(folder, "summary.json")), json);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Returns the claims of the last run.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public IReadOnlyList<Claim> ReadClaims()
    {
        using var text = new StreamReader(ClaimsPath);
        using var csv = CsvReader.Create(text, new CsvReaderOptions { HasHeader = true }, leaveOpen: true);
        var claims = new List<Claim>();
        while (csv.Read())
        {
            string Field(int index) => Encoding.UTF8.GetString(csv.GetSpan(index));
            claims.Add(new(Field(0), Field(1), Field(2), Field(3), Claim.VerdictOf(Field(4)), Field(5)));
        }
        return claims;
    }

    static string Csv(IEnumerable<Claim> claims)
    {
        using var text = new StringWriter();
        using (var csv = CsvWriter.Create(text, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true))
        {
            WriteRow(csv, "id", "says", "accepted", "got", "verdict", "reason");
            foreach (var claim in claims)
                WriteRow(csv, claim.Id, claim.Says, claim.Accepted, claim.Got, claim.VerdictText, claim.Reason);
        }
        return text.ToString();
    }

    static void WriteRow(CsvWriter csv, params ReadOnlySpan<string> fields)
    {
        foreach (var field in fields) csv.WriteField(field);
        csv.EndRecord();
    }
}
