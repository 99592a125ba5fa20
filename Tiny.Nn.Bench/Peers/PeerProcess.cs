using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Tiny.Nn.Data;
using Tiny.Nn.Lab;

namespace Tiny.Nn.Bench.Peers;

/// <summary>
/// The other side: <c>peers.py</c> in a process of its own, held to a number of threads, which is asked one measurement at a time. It knows
/// how to talk with the script; what is asked, and what the answer means, is the caller's affair.
/// </summary>
sealed class PeerProcess : IDisposable
{
    static readonly TimeSpan patience = TimeSpan.FromMinutes(2);

    readonly Process process;
    string lastComplaint = "it said nothing";

    /// <param name="python">As <see cref="FindPython"/> gives it.</param>
    /// <param name="data">A file that <see cref="WriteDigits"/> wrote.</param>
    public PeerProcess(string python, string data, int threads)
    {
        process = Process.Start(new ProcessStartInfo(python, [Script, data, $"{threads}"])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
            Environment =
            {
                ["OMP_NUM_THREADS"] = $"{threads}", ["OPENBLAS_NUM_THREADS"] = $"{threads}", ["MKL_NUM_THREADS"] = $"{threads}",
            },
        })!;
        process.ErrorDataReceived += (_, line) => lastComplaint = string.IsNullOrWhiteSpace(line.Data) ? lastComplaint : line.Data;
        process.BeginErrorReadLine();
    }

    static string Script => Path.Combine(AppContext.BaseDirectory, "Peers", "peers.py");

    /// <summary>
    /// The first Python that has PyTorch, else the first that has scikit-learn, with the versions of both (<c>torch 1.13.0</c>) and, as
    /// <c>cuda</c>, the graphics card that PyTorch can use; null if there is none.
    /// </summary>
    public static (string Python, string[] Versions)? FindPython()
    {
        string[] candidates = ["python3", "/usr/bin/python3", "python"];
        var found = candidates.Select(python => (Python: python, Versions: Versions(python))).Where(each => each.Versions.Length > 0).ToArray();
        return found.Length == 0 ? null : found.MaxBy(each => each.Versions[0].StartsWith("torch", StringComparison.Ordinal));
    }

    /// <summary>Writes the digits as the script reads them: records of the pixels and the label, in 32-bit floats.</summary>
    public static void WriteDigits(string path, Dataset digits)
    {
        using var file = new BinaryWriter(File.Create(path));
        for (var example = 0; example < digits.Count; example++)
        {
            foreach (var pixel in digits.Input(example)) file.Write(pixel);
            file.Write((float)digits.Label(example));
        }
    }

    /// <summary>Trains for about that long.</summary>
    /// <param name="peer"><c>torch</c>, <c>sklearn</c> or <c>cuda</c>.</param>
    /// <returns>Samples per second, and the number of parameters that the other side trains.</returns>
    /// <exception cref="LabException">The script ended, or does not answer.</exception>
    public (double SamplesPerSecond, long Parameters) Measure(string peer, string net, int batch, double seconds)
    {
        process.StandardInput.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{peer} {net} {batch} {seconds}"));
        process.StandardInput.Flush();
        var reading = process.StandardOutput.ReadLineAsync();
        if (!reading.Wait(patience + TimeSpan.FromSeconds(2 * seconds)))
            throw new LabException(
                $"{peer} on {net}: no answer from {Script} for {patience.TotalMinutes} minutes; try a shorter --seconds");
        return reading.Result?.Split(' ') is [var speed, var parameters]
            ? (double.Parse(speed, CultureInfo.InvariantCulture), long.Parse(parameters, CultureInfo.InvariantCulture))
            : throw new LabException($"{peer} on {net}: {Script} has ended: {lastComplaint}");
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill();
        process.WaitForExit();
        process.Dispose();
    }

    static string[] Versions(string python)
    {
        try
        {
            using var asked = Process.Start(new ProcessStartInfo(python, [Script, "--versions"])
            {
                RedirectStandardOutput = true, RedirectStandardError = true,
            })!;
            asked.ErrorDataReceived += (_, _) => { };
            asked.BeginErrorReadLine();
            return asked.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        }
        catch (Win32Exception)
        {
            return [];
        }
    }
}
