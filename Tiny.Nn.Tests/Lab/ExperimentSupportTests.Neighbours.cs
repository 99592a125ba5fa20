using Tiny.Nn.Backends;
using Tiny.Nn.Data;
using Tiny.Nn.Lab;
using Tiny.Nn.Lab.Experiments.Support;

namespace Tiny.Nn.Tests.Lab;

public sealed partial class ExperimentSupportTests
{
    /// <summary>Examples at 0, 1, 2, 4 and 8; the distances of 3.2 are 3.2, 2.2, 1.2, 0.8 and 4.8.</summary>
    [Fact]
    public void Nearest_neighbours_are_sorted_by_distance_and_a_tied_vote_goes_to_the_nearest()
    {
        using var backend = new Cpu<float>();
        var training = Dataset.FromArrays([0, 1, 2, 4, 8], [1], [0, 0, 1, 2, 2]);
        var classifier = new NearestNeighbours(backend, training);
        var found = classifier.Find(Dataset.FromArrays([3.2f, 0], [1], [0, 0]), 4);
        Assert.Equal([3, 2, 1, 0], found[0]);
        Assert.Equal([0, 1, 2, 3], found[1]);
        Assert.Equal([2, 2, 2, 0], Enumerable.Range(1, 4).Select(k => classifier.Vote(found[0].Take(k))));
        Assert.Equal(5, classifier.Find(training, 99)[0].Length);
    }

    [Fact]
    public void K_means_gives_the_sum_of_squares_of_its_clusters_and_stops_where_nothing_changes()
    {
        using var backend = new Cpu<double>();
        var data = ToyPoints.Rings(200, seed: 1);
        var kMeans = new KMeans(backend, data);
        foreach (var seed in Enumerable.Range(1, 5))
        {
            var result = kMeans.Run(k: 4, (ulong)seed);
            double Square(int example, int cluster) =>
                data.Input(example).Zip(result.Means[cluster], (x, mean) => (x - mean) * (x - mean)).Sum();
            Assert.True(result.IsFixedPoint);
            Assert.All(result.Sums.Zip(result.Sums.Skip(1)),
                pair => Assert.True(pair.Second <= pair.First * (1 + 1e-12)));
            Assert.Equal(Enumerable.Range(0, 200).Sum(i => Square(i, result.Clusters[i])), result.Sums[^1], 1e-9);
            Assert.All(Enumerable.Range(0, 200), i =>
                Assert.Equal(Enumerable.Range(0, 4).MinBy(cluster => Square(i, cluster)), result.Clusters[i]));
            for (var cluster = 0; cluster < 4; cluster++)
            {
                var members = Enumerable.Range(0, 200).Where(i => result.Clusters[i] == cluster).ToArray();
                Assert.Equal(members.Average(i => (double)data.Input(i)[0]), result.Means[cluster][0], 1e-12);
            }
        }
    }
}
