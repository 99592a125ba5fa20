using System.Runtime.Intrinsics.X86;

namespace Tiny.Nn.Bench.Peers;

/// <summary>A configuration of a peer library. The fastest one of each case is compared with Tiny.Nn.</summary>
/// <param name="CoreType">The processor whose kernels OpenBLAS uses (<c>OPENBLAS_CORETYPE</c>); empty for its own
/// choice, which is a slow one for processors that it does not know.</param>
/// <param name="Threads">1 or 2.</param>
/// <param name="ChannelsLast">Whether images and filters have PyTorch's memory format channels-last.</param>
/// <param name="Jit">Whether PyTorch compiles the network with <c>torch.jit.script</c>.</param>
/// <param name="Passive">Whether PyTorch's threads sleep while they wait, and OpenBLAS has one thread. Otherwise the
/// waiting threads of both spin, which is faster only on a quiet computer.</param>
public sealed record PeerSetting(
    string CoreType, int Threads, bool ChannelsLast = false, bool Jit = false, bool Passive = false)
{
    /// <summary>The environment variable that chooses OpenBLAS's kernels.</summary>
    public const string CoreTypeVariable = "OPENBLAS_CORETYPE";

    /// <summary>The core types that this processor can run, or only the one that the environment sets.</summary>
    public static IReadOnlyList<string> CoreTypes { get; } =
        System.Environment.GetEnvironmentVariable(CoreTypeVariable) is { Length: > 0 } chosen ? [chosen]
        : Avx512F.IsSupported && Avx512BW.IsSupported && Avx512DQ.IsSupported ? ["", "Haswell", "SkylakeX"]
        : Avx2.IsSupported ? ["", "Haswell"]
        : [""];

    /// <summary>Returns the configurations of PyTorch with a number of threads.</summary>
    /// <param name="hasConvolutions">Whether the network has images, so that their memory format matters.</param>
    public static IReadOnlyList<PeerSetting> ForTorch(int threads, bool hasConvolutions) =>
    [
        .. from coreType in CoreTypes
           from channelsLast in hasConvolutions ? new[] { false, true } : [false]
           from jit in new[] { false, true }
           from passive in threads > 1 ? new[] { false, true } : [false]
           select new PeerSetting(coreType, threads, channelsLast, jit, passive),
    ];

    /// <summary>The environment of a process with this configuration.</summary>
    public IReadOnlyDictionary<string, string> Environment
    {
        get
        {
            var variables = new Dictionary<string, string>
            {
                ["OMP_NUM_THREADS"] = $"{Threads}", ["MKL_NUM_THREADS"] = $"{Threads}",
                ["OPENBLAS_NUM_THREADS"] = Passive ? "1" : $"{Threads}",
            };
            if (Passive) variables["OMP_WAIT_POLICY"] = "PASSIVE";
            if (CoreType.Length > 0) variables[CoreTypeVariable] = CoreType;
            return variables;
        }
    }

    /// <summary>The options in a request to <c>peers.py</c>.</summary>
    public string Options => $"{(ChannelsLast ? " channels_last" : "")}{(Jit ? " jit" : "")}";

    /// <summary>The configuration as text: <c>2 threads, SkylakeX, channels-last</c>.</summary>
    public override string ToString() => $"{Threads} {(Threads == 1 ? "thread" : "threads")}"
        + (CoreType.Length > 0 ? $", {CoreType}" : "")
        + (ChannelsLast ? ", channels-last" : "") + (Jit ? ", jit" : "") + (Passive ? ", passive" : "");
}
