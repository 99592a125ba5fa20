using Tiny.Nn.Backends;

namespace Tiny.Nn.Lab;

/// <summary>A machine by name.</summary>
public sealed record NamedMachine(string Name, string Summary, bool HasThreads, Func<int, Backend> Create);

/// <summary>The machines that can compute, by name.</summary>
public static class Machines
{
    public static IReadOnlyList<NamedMachine> All { get; } =
    [
        new("cpu", "vectors and threads, in single precision", true, threads => new Cpu<float>(threads)),
        new("cpu-double", "the same in double precision", true, threads => new Cpu<double>(threads)),
        new("reference", "plain loops in double precision: the specification, slow", false, _ => new Reference()),
    ];

    /// <summary>The machine of that name.</summary>
    /// <exception cref="UsageException">There is none; the message lists those there are.</exception>
    public static NamedMachine Find(string name) => All.FirstOrDefault(machine => machine.Name == name) ?? throw new UsageException(
        $"unknown backend '{name}'; choose one of {string.Join(", ", All.Select(machine => machine.Name))}");
}
