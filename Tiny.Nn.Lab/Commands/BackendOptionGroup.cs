using System.CommandLine;

namespace Tiny.Nn.Lab.Commands;

/// <summary>
/// The options <c>--backend</c>, <c>--threads</c> and <c>--device</c>, which every command that computes accepts.
/// </summary>
sealed class BackendOptionGroup
{
    readonly Option<string> backend = new("--backend")
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

    public BackendOptionGroup AddTo(Command command)
    {
        command.Options.Add(backend);
        command.Options.Add(threads);
        command.Options.Add(device);
        return this;
    }

    public BackendSelection Read(ParseResult parsed)
    {
        var definition = BackendRegistry.Find(parsed.GetRequiredValue(backend));
        if (parsed.GetValue(device) is not null && definition.Name != "opencl")
            throw new UsageException(
                $"--device: the backend {definition.Name} has no devices; add --backend opencl, or omit --device");
        var count = definition.HasThreads ? parsed.GetValue(threads) ?? Environment.ProcessorCount : 1;
        return new(definition, count, parsed.GetValue(device));
    }
}
