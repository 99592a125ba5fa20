using Tiny.Nn.Data;
using Tiny.Nn.Lab;

namespace Tiny.Nn.Bench.Peers;

/// <summary>The peers that were found on this machine: one process for each number of threads, or none at all.</summary>
sealed class PeerProcesses : IDisposable
{
    static readonly string[] supported = ["torch", "sklearn"];

    readonly string[] versions;
    readonly DirectoryInfo? folder;
    readonly PeerProcess[] processes = [];

    PeerProcesses((string Python, string[] Versions)? found, Dataset digits)
    {
        versions = found?.Versions ?? [];
        if (found is null) return;
        folder = Directory.CreateTempSubdirectory("tiny-nn-bench-");
        var data = Path.Combine(folder.FullName, "digits.f32");
        PeerProcess.WriteDigits(data, digits);
        processes = [new(found.Value.Python, data, threads: 1), new(found.Value.Python, data, threads: 2)];
    }

    /// <summary>Looks for Python, and starts the peers if they are there.</summary>
    public static PeerProcesses Find(Dataset digits) => new(PeerProcess.FindPython(), digits);

    /// <summary>The peers in words.</summary>
    public string Found => versions.Length == 0 ? "No peer was found." : $"Peers: {string.Join(", ", versions)}.";

    /// <summary>The peers that are not here.</summary>
    public IEnumerable<string> Missing => supported.Where(peer => !Has(peer));

    public bool Has(string peer) => versions.Any(version => version.StartsWith(peer, StringComparison.Ordinal));

    /// <summary>Trains for about that long: samples per second.</summary>
    /// <param name="peer"><c>torch</c>, <c>sklearn</c> or <c>cuda</c>, which is PyTorch on a graphics card.</param>
    /// <param name="threads">1 or 2.</param>
    /// <param name="expected">How many parameters ours trains.</param>
    /// <exception cref="LabException">The other side trains another number of them, or does not answer.</exception>
    public double Measure(string peer, string net, int batch, int threads, double seconds, long expected)
    {
        var (speed, parameters) = processes[threads - 1].Measure(peer, net, batch, seconds);
        return parameters == expected ? speed : throw new LabException(
            $"{net}: here {expected} parameters are trained, in peers.py {parameters}; make the two networks the same");
    }

    public void Dispose()
    {
        foreach (var process in processes) process.Dispose();
        folder?.Delete(recursive: true);
    }
}
