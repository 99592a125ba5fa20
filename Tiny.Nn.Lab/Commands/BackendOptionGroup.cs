using System.CommandLine;

namespace Tiny.Nn.Lab.Commands;

/// <summary>
/// The options <c>--backend</c>, <c>--threads</c> and <c>--device</c>, which every command that computes accepts.
/// </summary>
sealed class BackendOptionGroup
{
    /// <summary>The option <c>--backend</c>.</summary>
    public Option<string> Backend { get; } = new("--backend")
    {
        Description = "The backend to compute on; the command list describes them.",
        HelpName = string.Join('|', BackendRegistry.All.Select(backend => backend.Name)),
        DefaultValueFactory = _ => "cpu",
    };

    readonly Option<int?> threads = OptionFactory.Number("--threads",
        "The number of CPU threads. Default: one per core.", 1, 1024);

    readonly Option<int?> device = OptionFactory.Number("--device",
        "The OpenCL device, a number that the command devices prints. Default: TINYNN_DEVICE, or the first device.",
        0, 1024);

    /// <summary>All options.</summary>
    public IEnumerable<Option> Options => [Backend, threads, device];

    public BackendOptionGroup AddTo(Command command)
    {
        foreach (var option in Options) command.Options.Add(option);
        return this;
    }

    /// <param name="name">The backend of a run to continue; null to read <c>--backend</c>.</param>
    public BackendSelection Read(ParseResult parsed, string? name = null)
    {
        var definition = BackendRegistry.Find(name ?? parsed.GetRequiredValue(Backend));
        if (parsed.GetValue(device) is not null && definition.Name != "opencl")
            throw new UsageException(
                $"--device: the backend {definition.Name} has no devices; add --backend opencl, or omit --device");
        var count = definition.HasThreads ? parsed.GetValue(threads) ?? Environment.ProcessorCount : 1;
        return new(definition, count, parsed.GetValue(device));
    }
}
