using Tiny.Nn.Bench.Peers;

namespace Tiny.Nn.Tests.Bench;

/// <summary>
/// Tests of <see cref="MemoryFootprint"/>. They run alone, because all tests of the process share the heap.
/// </summary>
[CollectionDefinition(nameof(MemoryFootprintTests), DisableParallelization = true)]
[Collection(nameof(MemoryFootprintTests))]
public class MemoryFootprintTests
{
    [Theory]
    [InlineData(1_000_000, 1_000_000)]
    [InlineData(10_000, 0)]
    public void Large_objects_are_counted_and_small_objects_are_not(int bytes, int large)
    {
        byte[] kept = [];
        var footprint = MemoryFootprint.Measure(() => kept = new byte[bytes], seconds: 0);
        Assert.Equal(bytes, kept.Length);
        Assert.InRange(footprint.LargeBytesPerCall, large - 100_000, large + 100_000);
        Assert.True(footprint.BytesPerCall >= bytes);
    }
}
