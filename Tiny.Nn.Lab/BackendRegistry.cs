using Tiny.Nn.Backends;

namespace Tiny.Nn.Lab;

/// <summary>A machine by name.</summary>
public sealed record BackendDefinition(string Name, string Summary, bool HasThreads, Func<BackendSelection, Backend> Create);

/// <summary>Which machine computes, with how many threads, or on which device.</summary>
/// <param name="Threads">For the machines that have threads.</param>
/// <param name="Device">For OpenCL, a number of the command <c>devices</c>; null for the default.</param>
public sealed record BackendSelection(BackendDefinition Definition, int Threads = 1, int? Device = null)
{
    public Backend Create() => Definition.Create(this);

    /// <summary>As in tables: <c>cpu, 2 threads</c>.</summary>
    public override string ToString() => Definition.HasThreads ? $"{Definition.Name}, {Threads} {(Threads == 1 ? "thread" : "threads")}" : Definition.Name;
}

/// <summary>The machines that can compute, by name.</summary>
public static class BackendRegistry
{
    public static IReadOnlyList<BackendDefinition> All { get; } =
    [
        new("cpu", "vectors and threads, in single precision", true, choice => new Cpu<float>(choice.Threads)),
        new("cpu-double", "the same in double precision", true, choice => new Cpu<double>(choice.Threads)),
        new("opencl", "a graphics card, or whatever device OpenCL offers (see devices), in single precision", false, choice => new OpenCl(choice.Device)),
        new("reference", "plain loops in double precision: the specification, slow", false, _ => new Reference()),
    ];

    /// <summary>The machine of that name.</summary>
    /// <exception cref="UsageException">There is none; the message lists those there are.</exception>
    public static BackendDefinition Find(string name) => All.FirstOrDefault(machine => machine.Name == name) ?? throw new UsageException(
        $"unknown backend '{name}'; choose one of {string.Join(", ", All.Select(machine => machine.Name))}");
}
