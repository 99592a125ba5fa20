using Tiny.Nn.Backends;
using Tiny.Nn.Checks;
using Tiny.Nn.Tests.Backends;

namespace Tiny.Nn.Tests.Fuzzing;

/// <summary>
/// Random graphs of random operations: their gradients match differences, agree on all backends, and have the same bits
/// for any number of threads.
/// </summary>
[Collection(OpenClCollection.Name)]
public sealed class GraphFuzzTests
{
    const int Cases = 150;

    [Fact]
    public void Gradients_of_random_graphs_match_differences()
    {
        using var backend = new Reference();
        FuzzRun.Check(Cases, seed =>
        {
            var graph = new RandomGraph(seed);
            var report = new GradientCheck { Directions = 2, Tolerance = 1e-5 }
                .Run(graph.Evaluate, graph.Leaves(backend));
            Assert.True(report.Passed, $"{string.Join(", ", graph.Names)}: {report}");
        });
    }

    [SkippableTheory]
    [AllBackends]
    public void Values_and_gradients_of_random_graphs_match_the_reference(string name)
    {
        using var reference = new Reference();
        using var backend = BackendsUnderTest.Create(name);
        FuzzRun.Check(Cases, seed =>
        {
            var (expected, actual) = (Compute(reference, seed), Compute(backend, seed));
            var scale = expected.Max(Math.Abs) + 1;
            Assert.All(expected.Zip(actual), pair =>
                Assert.True(Math.Abs(pair.First - pair.Second) <= 3e4 * backend.Precision * scale,
                    $"expected {pair.First}, got {pair.Second}"));
        });
    }

    [Fact]
    public void Random_graphs_have_the_same_bits_for_any_number_of_threads()
    {
        Backend[] backends = [new Cpu<float>(1), new Cpu<float>(2), new Cpu<float>(3)];
        try
        {
            FuzzRun.Check(Cases, seed =>
            {
                var expected = Compute(backends[0], seed);
                foreach (var backend in backends[1..]) Assert.Equal(expected, Compute(backend, seed));
            });
        }
        finally
        {
            foreach (var backend in backends) backend.Dispose();
        }
    }

    /// <summary>Tests that the random graphs contain every operation, and several of them in one graph.</summary>
    [Fact]
    public void The_random_graphs_contain_every_operation()
    {
        using var backend = new Reference();
        var names = new HashSet<string>();
        var longest = 0;
        for (var seed = 1ul; seed <= Cases; seed++)
        {
            var graph = new RandomGraph(seed);
            using var scope = backend.BeginScope();
            graph.Evaluate(graph.Leaves(backend));
            names.UnionWith(graph.Names);
            longest = Math.Max(longest, graph.Names.Count);
        }
        Assert.Equal(24, names.Count);
        Assert.Equal(8, longest);
    }

    static double[] Compute(Backend backend, ulong seed)
    {
        var graph = new RandomGraph(seed);
        var leaves = graph.Leaves(backend);
        using var scope = backend.BeginScope();
        var output = graph.Evaluate(leaves);
        Graph.Backward(output);
        return [output.Item(), .. leaves.SelectMany(leaf => leaf.Gradient?.ToArray() ?? [])];
    }
}
