namespace Tiny.Nn.Backends;

/// <summary>A buffer in the memory of an OpenCL device.</summary>
interface IOpenClBuffer
{
    OpenClHandle Memory { get; }
}

/// <summary>Float values in the memory of an OpenCL device.</summary>
sealed class OpenClValues(int length, OpenClHandle memory) : ValueBuffer(length), IOpenClBuffer
{
    public OpenClHandle Memory => memory;

    public override void Dispose()
    {
        memory.Backend!.LaunchPendingUpdates();
        memory.Dispose();
        base.Dispose();
    }
}

/// <summary>Indices in the memory of an OpenCL device.</summary>
sealed class OpenClIndices(int length, OpenClHandle memory) : IndexBuffer(length), IOpenClBuffer
{
    public OpenClHandle Memory => memory;

    public override void Dispose()
    {
        memory.Dispose();
        base.Dispose();
    }
}
