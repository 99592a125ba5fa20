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
    const int Cases = 150, LargeCases = 40, LargeSide = 96;

    /// <summary>Larger results than this are computed by several threads.</summary>
    const int SharedElements = 1 << 14;

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
    [ComparedBackends]
    public void Values_and_gradients_of_random_graphs_match_the_reference(string name)
    {
        using var reference = new Reference();
        using var backend = BackendsUnderTest.Create(name);
        FuzzRun.Check(Cases, seed =>
        {
            var (expected, actual) = (Compute(reference, seed), Compute(backend, seed));
            var scale = expected.Max(Math.Abs) + 1;
            Assert.Equal(expected.Length, actual.Length);
            Assert.All(expected.Zip(actual), pair =>
                Assert.True(Math.Abs(pair.First - pair.Second) <= 3e4 * backend.Precision * scale,
                    $"expected {pair.First}, got {pair.Second}"));
        });
    }

    [Fact]
    public void Random_graphs_have_the_same_bits_for_any_number_of_threads()
    {
        Backend[] backends = [new Cpu<float>(1), new Cpu<float>(2), new Cpu<float>(3)];
        var (cases, shared) = (0, 0);
        try
        {
            FuzzRun.Check(LargeCases, seed =>
            {
                var graph = new RandomGraph(seed, LargeSide);
                var expected = Compute(backends[0], graph);
                foreach (var backend in backends[1..]) Assert.Equal(expected, Compute(backend, graph));
                cases++;
                if (graph.LargestResult > SharedElements) shared++;
            });
        }
        finally
        {
            foreach (var backend in backends) backend.Dispose();
        }
        Assert.True(shared >= cases / 4, $"only {shared} of {cases} graphs are large enough for several threads");
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

    static double[] Compute(Backend backend, ulong seed) => Compute(backend, new RandomGraph(seed));

    static double[] Compute(Backend backend, RandomGraph graph)
    {
        var leaves = graph.Leaves(backend);
        using var scope = backend.BeginScope();
        var output = graph.Evaluate(leaves);
        Graph.Backward(output);
        return [output.Item(), .. leaves.SelectMany(leaf => leaf.Gradient?.ToArray() ?? [])];
    }
}
