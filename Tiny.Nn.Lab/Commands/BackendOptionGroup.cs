using System.CommandLine;

namespace Tiny.Nn.Lab.Commands;

/// <summary>The options that choose a machine, for every command that computes.</summary>
sealed class BackendOptionGroup
{
    readonly Option<string> backend = new("--backend")
    {
        Description = $"The machine that computes: {string.Join(", ", BackendRegistry.All.Select(machine => machine.Name))}.",
        HelpName = string.Join('|', BackendRegistry.All.Select(machine => machine.Name)), DefaultValueFactory = _ => "cpu",
    };

    readonly Option<int?> threads = OptionFactory.Number("--threads", "How many threads compute. Default: one per core.", 1, 1024);

    readonly Option<int?> device = OptionFactory.Number("--device",
        "The OpenCL device, a number that devices lists. Default: TINYNN_DEVICE, else the first.", 0, 1024);

    public BackendOptionGroup AddTo(Command command)
    {
        command.Options.Add(backend);
        command.Options.Add(threads);
        command.Options.Add(device);
        return this;
    }

    public BackendSelection Read(ParseResult parsed)
    {
        var machine = BackendRegistry.Find(parsed.GetRequiredValue(backend));
        if (parsed.GetValue(device) is not null && machine.Name != "opencl")
            throw new UsageException($"--device: {machine.Name} has none; add --backend opencl, or leave it away");
        return new(machine, machine.HasThreads ? parsed.GetValue(threads) ?? Environment.ProcessorCount : 1, parsed.GetValue(device));
    }
}
