using System.Reflection;
using Tiny.Nn.Backends;
using Tiny.Nn.Bench.Device;
using Tiny.Nn.Bench.Profile;

namespace Tiny.Nn.Tests.Backends;

/// <summary>
/// Tests that the CPU backend gives the same bits for any number of threads: every primitive, in float and in double,
/// at sizes that are split among threads (above 8192 elements, or 262,144 multiplications).
/// </summary>
public class ThreadCountTests
{
    /// <summary>
    /// The methods for memory management and transfer. They need no call of their own, because every other
    /// call uses them.
    /// </summary>
    static readonly string[] MemoryMethods =
        [nameof(Backend.AllocateValues), nameof(Backend.AllocateIndices), nameof(Backend.Write), nameof(Backend.Read)];

    public static TheoryData<string, int> CallsByThreads
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var call in PrimitiveCalls.All.Keys)
                foreach (var threads in new[] { 1, 2, 3, 8 }) data.Add(call, threads);
            return data;
        }
    }

    [Theory, MemberData(nameof(CallsByThreads))]
    public void The_number_of_threads_changes_no_bit(string call, int threads)
    {
        AssertEqualBits(Bits(new Cpu<float>(1), call), Bits(new Cpu<float>(threads), call));
        AssertEqualBits(Bits(new Cpu<double>(1), call), Bits(new Cpu<double>(threads), call));
    }

    /// <summary>Each row calls the primitive that it names, and the rows together call all primitives.</summary>
    [Fact]
    public void Every_primitive_is_compared()
    {
        var primitives = typeof(Backend).GetMethods(BindingFlags.NonPublic | BindingFlags.Instance)
            .Where(method => method.IsVirtual && method.Name.EndsWith("Core"))
            .Select(method => method.Name.Replace("Core", ""))
            .Except(MemoryMethods).ToList();
        Assert.True(primitives.Count >= 18, $"{primitives.Count} primitives found");
        var called = new HashSet<string>();
        foreach (var (call, run) in PrimitiveCalls.All)
        {
            using var backend = new ProfilingBackend(new Cpu<float>(2));
            run(new PrimitiveRun(backend));
            var names = backend.Costs.Select(cost => cost.Primitive).Except(MemoryMethods).ToList();
            Assert.Contains(call.Split(',')[0], names);
            called.UnionWith(names);
        }
        Assert.Equal(primitives.Order(), called.Order());
    }

    static List<long> Bits(Backend backend, string call)
    {
        using (backend)
        {
            var run = new PrimitiveRun(backend);
            PrimitiveCalls.All[call](run);
            Assert.True(run.Results.All(double.IsFinite), "every element is computed");
            return [.. run.Results.Select(BitConverter.DoubleToInt64Bits)];
        }
    }

    static void AssertEqualBits(List<long> expected, List<long> actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        for (var j = 0; j < expected.Count; j++)
            Assert.True(expected[j] == actual[j], $"element {j}: expected bits {expected[j]:X}, got {actual[j]:X}");
    }
}
