using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Tiny.Nn.Data;

namespace Tiny.Nn.Bench.Peers;

/// <summary>
/// A process that runs <c>peers.py</c> with a fixed environment, and answers one measurement
/// request at a time over standard input and output.
/// </summary>
sealed class PeerProcess : IDisposable
{
    readonly ScriptProcess process;

    /// <param name="python">The Python interpreter that <see cref="FindPython"/> returned.</param>
    /// <param name="data">A file written by <see cref="WriteDigits"/>.</param>
    public PeerProcess(string python, string data, PeerSetting setting) =>
        process = new(python, Script, [data, $"{setting.Threads}"], setting.Environment);

    static string Script => ScriptProcess.PathOf("Peers", "peers.py");

    /// <summary>
    /// Returns the first Python interpreter with PyTorch, otherwise the first with scikit-learn, or null if
    /// neither is installed. Also returns the versions of both (<c>torch 1.13.0</c>) and the GPU that PyTorch can
    /// use (<c>cuda …</c>).
    /// </summary>
    public static (string Python, string[] Versions)? FindPython()
    {
        string[] candidates = ["python3", "/usr/bin/python3", "python"];
        var found = candidates
            .Select(python => (Python: python, Versions: Versions(python)))
            .Where(candidate => candidate.Versions.Length > 0).ToArray();
        return found.Length == 0
            ? null
            : found.MaxBy(candidate => candidate.Versions[0].StartsWith("torch", StringComparison.Ordinal));
    }

    /// <summary>
    /// Writes the digits in the script's format: one record of pixels and label per image, all as 32-bit floats.
    /// </summary>
    public static void WriteDigits(string path, Dataset digits)
    {
        using var file = new BinaryWriter(File.Create(path));
        for (var example = 0; example < digits.Count; example++)
        {
            foreach (var pixel in digits.Input(example)) file.Write(pixel);
            file.Write((float)digits.Label(example));
        }
    }

    /// <summary>Trains a network for about <paramref name="seconds"/>.</summary>
    /// <param name="peer"><c>torch</c>, <c>sklearn</c> or <c>cuda</c>.</param>
    /// <param name="options">The <see cref="PeerSetting.Options"/>.</param>
    /// <returns>The samples per second, and the number of trained parameters.</returns>
    /// <exception cref="LabException">The script exited or does not answer.</exception>
    public (double SamplesPerSecond, long Parameters) Measure(
        string peer, string net, int batch, string options, double seconds)
    {
        var request = FormattableString.Invariant($"{peer} {net} {batch} {seconds}{options}");
        var answer = process.Ask(request, seconds).Split(' ');
        return (double.Parse(answer[0], CultureInfo.InvariantCulture),
            long.Parse(answer[1], CultureInfo.InvariantCulture));
    }

    public void Dispose() => process.Dispose();

    static string[] Versions(string python)
    {
        try
        {
            using var query = Process.Start(new ProcessStartInfo(python, [Script, "--versions"])
            {
                RedirectStandardOutput = true, RedirectStandardError = true,
            })!;
            query.ErrorDataReceived += (_, _) => { };
            query.BeginErrorReadLine();
            return query.StandardOutput.ReadToEnd().Split(
                '\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        }
        catch (Win32Exception)
        {
            return [];
        }
    }
}
