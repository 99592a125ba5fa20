namespace Tiny.Nn.Backends;

/// <summary>Numbers in the memory of an OpenCL device, in float.</summary>
sealed class OpenClNumbers(OpenCl machine, int length, MemoryHandle memory) : ValueBuffer(length)
{
    public OpenCl Machine => machine;

    public MemoryHandle Memory => memory;

    public override void Dispose()
    {
        machine.LaunchGathered();
        memory.Dispose();
        base.Dispose();
    }
}

/// <summary>Indices in the memory of an OpenCL device.</summary>
sealed class OpenClIndices(OpenCl machine, int length, MemoryHandle memory) : IndexBuffer(length)
{
    public OpenCl Machine => machine;

    public MemoryHandle Memory => memory;

    public override void Dispose()
    {
        memory.Dispose();
        base.Dispose();
    }
}
