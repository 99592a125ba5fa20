using Tiny.Nn.Data;
using Tiny.Nn.Lab;

namespace Tiny.Nn.Bench.Peers;

/// <summary>
/// The Python processes with the installed peer libraries: one per environment, started when it is
/// first used.
/// </summary>
sealed class PeerProcesses : IDisposable
{
    static readonly string[] supported = ["torch", "sklearn"];

    readonly string[] versions;
    readonly string python = "", data = "";
    readonly DirectoryInfo? folder;
    readonly Dictionary<(string CoreType, int Threads, bool Passive), PeerProcess> processes = [];

    PeerProcesses((string Python, string[] Versions)? found, Dataset digits)
    {
        versions = found?.Versions ?? [];
        if (found is null) return;
        folder = Directory.CreateTempSubdirectory("tiny-nn-bench-");
        python = found.Value.Python;
        data = Path.Combine(folder.FullName, "digits.f32");
        PeerProcess.WriteDigits(data, digits);
    }

    /// <summary>Finds Python, and writes the digits for its processes if a peer is installed.</summary>
    public static PeerProcesses Find(Dataset digits) => new(PeerProcess.FindPython(), digits);

    /// <summary>The names and versions of the installed peers, as text.</summary>
    public string Description =>
        versions.Length == 0 ? "No peer is installed." : $"Peers: {string.Join(", ", versions)}.";

    /// <summary>The names of the peers that are not installed.</summary>
    public IEnumerable<string> Missing => supported.Where(peer => !Has(peer));

    public bool Has(string peer) => versions.Any(version => version.StartsWith(peer, StringComparison.Ordinal));

    /// <summary>Trains a network for about <paramref name="seconds"/>; returns samples per second.</summary>
    /// <param name="peer"><c>torch</c>, <c>sklearn</c> or <c>cuda</c> (PyTorch on a GPU).</param>
    /// <param name="expected">The number of parameters that Tiny.Nn trains.</param>
    /// <exception cref="LabException">The peer trains a different number of parameters, or does not answer.</exception>
    public double Measure(string peer, string net, int batch, PeerSetting setting, double seconds, long expected)
    {
        var key = (setting.CoreType, setting.Threads, setting.Passive);
        if (!processes.TryGetValue(key, out var process)) processes[key] = process = new(python, data, setting);
        var (speed, parameters) = process.Measure(peer, net, batch, setting.Options, seconds);
        return parameters == expected ? speed : throw new LabException(
            $"{net}: Tiny.Nn trains {expected} parameters, peers.py {parameters}; make the two definitions equal");
    }

    public void Dispose()
    {
        foreach (var process in processes.Values) process.Dispose();
        folder?.Delete(recursive: true);
    }
}
