using Tiny.Nn.Backends;

namespace Tiny.Nn.Tests;

/// <summary>A reference backend that counts its allocations of value buffers.</summary>
sealed class AllocationCountingBackend : Reference
{
    public int Allocations { get; private set; }

    protected override ValueBuffer AllocateValuesCore(int length)
    {
        Allocations++;
        return base.AllocateValuesCore(length);
    }
}
