using Tiny.Nn.Bench.Memory;

namespace Tiny.Nn.Tests.Bench;

/// <summary>
/// Tests of <see cref="ResidentMemory"/>. They run alone, because all tests of the process share its memory.
/// </summary>
[Collection(nameof(MemoryFootprintTests))]
public class ResidentMemoryTests
{
    [SkippableFact]
    public void The_growth_is_the_peak_of_an_action_and_not_of_what_happened_before()
    {
        Skip.IfNot(ResidentMemory.IsKnown, "only Linux counts the peak of resident memory in /proc/self/status");
        const int large = 200_000_000, small = 20_000_000;
        Touch(large);
        Assert.InRange(ResidentMemory.GrowthOf(() => Touch(small)), small, large / 2);

        static void Touch(int bytes) => Array.Fill(new byte[bytes], (byte)1);
    }
}
