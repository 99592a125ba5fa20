using Tiny.Nn.Backends;

namespace Tiny.Nn.Lab;

/// <summary>A backend's name, description and factory.</summary>
/// <param name="HasThreads">Whether the number of threads can be chosen.</param>
public sealed record BackendDefinition(
    string Name, string Summary, bool HasThreads, Func<BackendSelection, Backend> Create);

/// <summary>A backend, and the number of threads or the device that it runs on.</summary>
/// <param name="Threads">The number of threads; ignored by backends without threads.</param>
/// <param name="Device">For OpenCL, the device number that the command <c>devices</c> prints; null selects the
/// default device.</param>
public sealed record BackendSelection(BackendDefinition Definition, int Threads = 1, int? Device = null)
{
    public Backend Create() => Definition.Create(this);

    /// <summary>Returns the name and the number of threads, as in <c>cpu, 2 threads</c>.</summary>
    public override string ToString() =>
        Definition.HasThreads ? $"{Definition.Name}, {Threads} {(Threads == 1 ? "thread" : "threads")}"
        : Definition.Name;
}

/// <summary>The backends by name.</summary>
public static class BackendRegistry
{
    public static IReadOnlyList<BackendDefinition> All { get; } =
    [
        new("cpu", "multithreaded CPU with SIMD, single precision", true,
            selection => new Cpu<float>(selection.Threads)),
        new("cpu-double", "the same in double precision", true, selection => new Cpu<double>(selection.Threads)),
        new("opencl", "GPU or other OpenCL device, single precision", false,
            selection => new OpenCl(selection.Device)),
        new("reference", "plain loops in double precision: the specification, slow",
            false, _ => new Reference()),
    ];

    /// <summary>Returns the backend of that name.</summary>
    /// <exception cref="UsageException">The name is unknown; the message lists the known ones.</exception>
    public static BackendDefinition Find(string name) =>
        All.FirstOrDefault(backend => backend.Name == name) ?? throw new UsageException(
            $"unknown backend '{name}'; choose one of {string.Join(", ", All.Select(backend => backend.Name))}");
}
